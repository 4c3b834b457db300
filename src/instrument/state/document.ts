/** Declares the document of an instrument, which undo restores: plain, immutable data. */
import type { WholeSound } from '../../audio/source.js';
import type { EngineInfo } from '../../render/notes.js';
import { MAX_SOURCES } from '../../timbre/mix.js';
import type { Decibels, Hertz, MidiNote, Seconds } from '../../units.js';
import type { ParameterValues } from '../../parameters.js';
import type { Binding, MixPosition, Plan, Trim } from './state.js';

export const SLOT_COUNT = MAX_SOURCES;

/** A source that came with a document, as its model had encoded it: without samples. */
export interface EmbeddedSource {
  /** Fingerprint of that model; null where the document does not say. */
  readonly model: string | null;
  /** The root that it was encoded at. */
  readonly rootMidi: MidiNote;
  /** See src/document/source-code.ts. */
  readonly code: string;
  /** See src/document/air-code.ts; absent where the document has none. */
  readonly air?: string;
  /** See src/document/detail-code.ts, likewise. */
  readonly detail?: string;
  /** See src/document/live-code.ts, likewise. */
  readonly live?: string;
}

/** A whole sound with the fingerprint of its samples. */
export interface LoadedSound extends WholeSound {
  readonly fingerprint: string;
  /** Present where there are no samples: what is known of the sound instead. */
  readonly embedded?: EmbeddedSource;
}

/** What a document says of an instrument beside its sound, and the fields of it that this version does not know. */
export interface About {
  readonly name: string;
  readonly author: string;
  readonly tags: readonly string[];
  readonly licence: string;
  readonly unknown: Readonly<Record<string, unknown>> | null;
}

export const NOTHING_ABOUT: About = { name: '', author: '', tags: [], licence: '', unknown: null };

/** How a model wants its sources. */
export interface SignalFacts {
  readonly sampleRate: Hertz;
  readonly peak: number;
}

/** Of the model that is open. */
export function signalOf({ manifest }: EngineInfo): SignalFacts {
  return { sampleRate: manifest.sampleRate, peak: manifest.signal.peak };
}

/** A sound in a slot, and how it is used. */
export interface SlotDocument {
  readonly sound: LoadedSound;
  /** Null: the pitch that was found. */
  readonly rootOverride: MidiNote | null;
  readonly trim: Trim | null;
  readonly gain: Decibels;
}

export interface InstrumentDocument {
  readonly slots: readonly (SlotDocument | null)[];
  /** Null: the first that there is. */
  readonly model: string | null;
  readonly mix: MixPosition;
  readonly plan: Plan;
  readonly seconds: Seconds;
  readonly seed: number;
  readonly temperature: number | null;
  readonly fast: boolean;
  readonly parameters: ParameterValues;
  readonly midiChannel: number | null;
  readonly bindings: readonly Binding[];
  readonly tuning: Tuning | null;
  /** The id of the preset that it was loaded from or saved as last. */
  readonly preset: string | null;
  readonly about: About;
}

/** Pitches of the 128 keys, in MIDI notes, under a name. */
export interface Tuning {
  readonly name: string;
  readonly semitones: Float64Array;
}

/** Bytes of the sounds that documents hold, each counted once. */
export function soundBytes(documents: readonly InstrumentDocument[]): number {
  const sounds = new Set(documents.flatMap(({ slots }) => slots.flatMap((slot) => slot?.sound ?? [])));
  return [...sounds].reduce((sum, { samples }) => sum + samples.byteLength, 0);
}
