/** What a page sees of an instrument: plain, immutable data. A new object on every change. */
import type { Gain01, Hertz, MidiNote, Seconds } from '../units.js';
import type { ErrorMessage } from '../errors.js';
import type { ParameterValues } from '../parameters.js';

export type Phase<T extends string> = { readonly phase: T };

/** A model that can be chosen. */
export interface ModelChoice {
  readonly id: string;
  readonly title: string;
  readonly description: string;
}

export type ModelState =
  | Phase<'none'>
  | (Phase<'loading'> & { readonly id: string })
  | (Phase<'ready'> & { readonly id: string; readonly title: string; readonly description: string })
  | (Phase<'error'> & { readonly id: string; readonly error: ErrorMessage });

/** What runs the numbers, chosen once and shown. */
export interface BackendState {
  /** tfjs's backend. */
  readonly tensors: 'webgpu' | 'wasm';
  readonly generator: 'webgpu' | 'wasm' | 'reference';
  /** For people: adapter name, workers. */
  readonly description: string;
}

/** A timbre as a picture: `frames × channels`, row-major. */
export interface EmbeddingPicture {
  readonly frames: number;
  readonly channels: number;
  readonly values: Float32Array;
}

/** Sound to show and to play. */
export interface Clip {
  readonly sampleRate: Hertz;
  readonly samples: Float32Array;
}

/** One of the two (up to four) places for a source sound. */
export type SlotState =
  | Phase<'empty'>
  | (Phase<'loading'> & { readonly name: string })
  | (Phase<'recording'> & { readonly seconds: Seconds; readonly level: Gain01 })
  | (Phase<'ready'> & {
      readonly name: string;
      /** Mono, trimmed and normalised, at the model's rate. */
      readonly clip: Clip;
      /** The pitch that was found, with its confidence, 0 to 1. Null: no pitch (a drum, a noise). */
      readonly found: { readonly midi: MidiNote; readonly confidence: Gain01 } | null;
      /** The user's own root, or null to follow what was found. */
      readonly rootOverride: MidiNote | null;
      /** What is used: the override, or what was found, or 60. */
      readonly rootMidi: MidiNote;
      /** Said to the user, not fatal: "cut to 60 s". */
      readonly notices: readonly string[];
      /** Null until it is encoded. */
      readonly embedding: EmbeddingPicture | null;
    })
  | (Phase<'error'> & { readonly name: string; readonly error: ErrorMessage });

export type TakeKind = 'original' | 'reconstruction' | 'hybrid';

/** Something to listen to and look at after a render. */
export interface Take {
  /** Unique and stable: "original-0", "reconstruction-1", "hybrid". */
  readonly id: string;
  readonly kind: TakeKind;
  readonly title: string;
  readonly rootMidi: MidiNote;
  /** Grows while it is rendered. */
  readonly clip: Clip;
  readonly progress: Gain01;
  readonly embedding: EmbeddingPicture | null;
}

export interface ZoneState {
  readonly rootMidi: MidiNote;
  readonly progress: Gain01;
}

export type RenderState =
  | Phase<'idle'>
  | (Phase<'running'> & {
      readonly step: 'model' | 'encode' | 'generate';
      readonly progress: Gain01;
      /** Seconds of audio made a second; 0 before it is known. */
      readonly realTimeFactor: number;
      readonly secondsLeft: Seconds | null;
    })
  /** Cancelled, with what was made kept; `render()` goes on from there. */
  | (Phase<'cancelled'> & { readonly progress: Gain01 })
  | (Phase<'done'> & { readonly seconds: Seconds })
  | (Phase<'error'> & { readonly error: ErrorMessage });

export interface MidiInput {
  readonly id: string;
  readonly name: string;
}

export type MidiState =
  | Phase<'unsupported'>
  | Phase<'off'>
  | Phase<'denied'>
  | (Phase<'on'> & { readonly inputs: readonly MidiInput[]; readonly selected: string | 'all' });

export interface InstrumentState {
  readonly models: readonly ModelChoice[];
  readonly model: ModelState;
  /** Null until something had to be run. */
  readonly backend: BackendState | null;
  readonly slots: readonly SlotState[];
  /** 0: all of the first source; 1: all of the second. */
  readonly mix: Gain01;
  /** Length of a rendered note. */
  readonly seconds: Seconds;
  readonly seed: number;
  /** Null: what the model's makers recommend. */
  readonly temperature: number | null;
  readonly render: RenderState;
  readonly takes: readonly Take[];
  /** The take that sounds now, or null. */
  readonly playing: string | null;
  readonly zones: readonly ZoneState[];
  /** True when sources, mix or settings changed since the zones were rendered. */
  readonly stale: boolean;
  readonly parameters: ParameterValues;
  readonly midi: MidiState;
  /** Keys held down now, by any input. */
  readonly heldKeys: readonly number[];
  readonly voices: number;
}
