/** Declares the instrument document: an instrument as JSON, to keep, to send, and to give to hosts. */
import type { SourceRoot } from '../audio/root.js';
import type { Binding } from '../midi/learn.js';
import type { ParameterId } from '../parameters.js';
import type { Plan } from '../render/plan.js';
import type { MixPosition } from '../timbre/mix.js';
import type { Decibels, MidiNote, Seconds } from '../units.js';

export const DOCUMENT_FORMAT = 'alloy-instrument';
/** Raised when a document of today would be misread by yesterday's Alloy; new fields alone do not raise it. */
export const DOCUMENT_VERSION = 1;

/** Four octaves, roots at most two semitones from any key; both sources and the middle between them. */
export const FIRST_PLAN: Plan = { low: 36, high: 84, step: 4, mixes: 3 };

/** The model that a document's sources were encoded by. */
export interface DocumentModel {
  /** As the list of models names it. */
  readonly id: string;
  /** Of its manifest and weights, 16 hexadecimal digits; null where it was not open when the document was made. */
  readonly fingerprint: string | null;
}

/** A source as its model encoded it: no samples. */
export interface DocumentEmbedding {
  /** The root that it was encoded at, a MIDI note. */
  readonly root: MidiNote;
  /** All of its tracks, rounded, deflated, in base64: see source-code.ts. */
  readonly code: string;
  /** What lies above the model's band, where it is known and there was room for it: see air-code.ts. */
  readonly air?: string;
  /** Finer bands and levels, likewise: see detail-code.ts. */
  readonly detail?: string;
}

/** A source in a slot. */
export interface DocumentSource {
  readonly name: string;
  /** What was found in the sound. */
  readonly root: SourceRoot;
  /** The root that the user gave; null: what was found. */
  readonly rootOverride: MidiNote | null;
  /** Whether a pitch is heard in it. */
  readonly pitched: boolean;
  /** How strongly it counts in the mix. */
  readonly gain: Decibels;
  readonly embedding: DocumentEmbedding;
  /** The part of its sound that was chosen, for whoever has the sound; left out: from its onset on. */
  readonly trim?: DocumentTrim;
  /** What the live engine plays of it, where that is known and there was room: see live-code.ts. */
  readonly live?: string;
}

/** A part of a whole sound, in seconds from its start. */
export interface DocumentTrim {
  readonly start: Seconds;
  readonly end: Seconds;
}

/** How the instrument is played: devices' business, which presets leave as it is. */
export interface DocumentMidi {
  /** 0 to 15; null: all. */
  readonly channel: number | null;
  readonly bindings: readonly Binding[];
}

export interface DocumentTuning {
  readonly name: string;
  /** MIDI note that each of the 128 keys sounds at; null: the key is silent. */
  readonly semitones: readonly (MidiNote | null)[];
}

/**
 * An instrument as JSON. Whoever has the model renders it again, to the bit where the generator runs in WebAssembly. Fields that
 * this version does not know are kept: see unknown.ts.
 */
export interface InstrumentStateDocument {
  readonly format: typeof DOCUMENT_FORMAT;
  readonly version: typeof DOCUMENT_VERSION;
  readonly name: string;
  readonly author: string;
  readonly tags: readonly string[];
  /** What may be done with the sounds, and whose they are. */
  readonly licence: string;
  /** Null: the first that there is. */
  readonly model: DocumentModel | null;
  /** By slot, up to 4; null: the slot is empty. */
  readonly sources: readonly (DocumentSource | null)[];
  readonly mix: MixPosition;
  readonly plan: Plan;
  /** Length of a rendered note. */
  readonly seconds: Seconds;
  readonly seed: number;
  /** Null: what the model's makers recommend. */
  readonly temperature: number | null;
  /** Rounds the weights of a large model to 8 bits. */
  readonly fast: boolean;
  readonly parameters: Readonly<Record<ParameterId, number>>;
  readonly midi: DocumentMidi;
  /** Null: equal temperament. */
  readonly tuning: DocumentTuning | null;
}
