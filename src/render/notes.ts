/** Declares the inputs and results of a render: plain data, shared by the engine and its client. */
import type { GeneratorKind } from '../generator/generator.js';
import type { WeightStorage } from '../generator/wasm/matrices.js';
import type { ModelManifest } from '../model/manifest.js';
import type { NoteAir } from '../audio/air/full-band.js';
import type { Embedding } from '../timbre/embedding.js';
import type { NoteStore } from './cache.js';
import type { LevelTable } from './expected-loudness.js';
import type { SynthesisOptions } from './synthesis.js';
import type { Decibels, Gain01, MidiNote, Samples, Seconds } from '../units.js';

export type EngineBackend = 'auto' | 'webgpu' | 'wasm' | 'reference';

/** One source's share of a blend; shares are normalised to a sum of 1. */
export interface SourceWeight {
  readonly source: string;
  /** 0 or more. */
  readonly weight: number;
}

/** The pitch contour (audio/pitch.ts finds it): deviation in semitones from `midi` each `hop` samples. */
export interface SourcePitch {
  readonly midi: MidiNote;
  readonly hop: Samples;
  readonly deviation: Float32Array;
}

/** A source as a model encoded it, without its samples. */
export interface EncodedSource {
  /** At its own root. */
  readonly embedding: Embedding;
  readonly rootMidi: MidiNote;
  readonly level: LevelTable;
  /** Of a model that encodes a sound anew for every key: embeddings at the other roots that are to be rendered. */
  readonly atRoots?: ReadonlyMap<MidiNote, Embedding>;
}

/** A note to render. */
export interface RenderNote {
  /** Unique in its render; comes back with the audio. */
  readonly id: string;
  readonly weights: readonly SourceWeight[];
  /** The pitch to render at; may be fractional. */
  readonly rootMidi: MidiNote;
  readonly seconds: Seconds;
  /** Unsigned 32 bits. Notes of one seed and different roots draw different random numbers. */
  readonly seed: number;
  /** 0 takes the most likely sample; 1 the model's own distribution. */
  readonly temperature: number;
}

/** A note as far as it was rendered. */
export interface RenderedNote {
  readonly id: string;
  readonly rootMidi: MidiNote;
  /** From the note's start, at the model's rate; shorter than asked when cancelled. Peaks may pass 1: see audio/headroom.ts. */
  readonly samples: Float32Array;
  /** What was generated, class indices 0 to 255, before loudness, band envelope and filters made sound of it. */
  readonly codes: Uint8Array;
  readonly complete: boolean;
  /** What lies above its samples' band: see audio/air/full-band.ts. Null where a source has none, or the note was cancelled before it began. */
  readonly air: NoteAir | null;
}

/** A note of `generateBatch`: its codes, and what makes sound of them. Plain data, for any worker. */
export interface BatchNote {
  readonly id: string;
  readonly rootMidi: MidiNote;
  /** Class indices 0 to 255; fewer than the note's length where it was cancelled. */
  readonly codes: Uint8Array;
  readonly complete: boolean;
  /** For Synthesis. */
  readonly synthesis: SynthesisOptions;
  /** What lies above its samples' band; null where a source has none. */
  readonly air: NoteAir | null;
  /** What its zone is to have, in LUFS: see zoneTarget. */
  readonly target: Decibels;
  /** Whether it has a pitch, at its root. */
  readonly pitched: boolean;
}

export interface BatchOptions {
  /** Codes of a note that were made before, to go on from; the result is as if never stopped. */
  readonly historyOf?: (id: string) => Uint8Array | null;
  /** Called after each chunk of a note; `codes` copies all that there is. */
  readonly onChunk?: (id: string, codes: () => Uint8Array) => void;
  /** Aborting resolves with what was made. */
  readonly signal?: AbortSignal;
}

export type RenderStep = 'model' | 'encode' | 'generate';

export interface RenderProgress {
  readonly step: RenderStep;
  /** Of the step. */
  readonly fraction: Gain01;
  /** Seconds of audio made a second, over all notes; 0 before it is known. */
  readonly realTimeFactor: number;
  readonly secondsLeft: Seconds | null;
}

export interface RenderOptions {
  /**
   * A stretch of a note as soon as it exists, in order for each note; `start` in samples. Everything that is
   * in the cache already comes at once. The array is the receiver's. `loudness` is what the whole note is expected to have, in
   * LUFS (see expectedLoudness), and `target` what its zone is to have (see zoneTarget); `air` is what lies above its band, null where a
   * source has none. They are the same each time.
   */
  readonly onAudio?: (
    id: string,
    start: Samples,
    samples: Float32Array,
    loudness: Decibels,
    target: Decibels,
    air: NoteAir | null,
  ) => void;
  readonly onProgress?: (progress: RenderProgress) => void;
  /** Aborting resolves the render with what was made; asking again goes on from there. */
  readonly signal?: AbortSignal;
  /** False: nothing of it goes to the engine's store, or comes from there. */
  readonly keep?: boolean;
}

export interface EngineOptions {
  /** Where the model is: see model/files.ts. */
  readonly model: URL | string;
  readonly backend?: EngineBackend;
  /** Workers of the wasm generator; default: what the machine has. */
  readonly workers?: number;
  /** How that generator stores weights; default: see generator/wasm/generator.ts. */
  readonly storage?: WeightStorage;
  /** Takes 'int8' for a large model where `storage` does not say: faster, and not exact. */
  readonly fast?: boolean;
  /** Where notes are kept from one visit to the next. */
  readonly store?: NoteStore;
  readonly onProgress?: (progress: RenderProgress) => void;
}

/** Of an engine in a worker. */
export interface ClientOptions extends Omit<EngineOptions, 'store'> {
  /** True to keep notes in the browser, and to take those that were kept. */
  readonly keep?: boolean;
}

export interface EngineInfo {
  readonly manifest: ModelManifest;
  /** Of the model's weights: equal fingerprints make equal notes. */
  readonly fingerprint: string;
  /** What runs encoder and conditioning. */
  readonly tensors: 'webgpu' | 'wasm';
  /** What runs the decoder. */
  readonly generator: GeneratorKind;
  /** For people: adapter, workers. */
  readonly description: string;
  /** Seconds of audio made a second, over many notes; measured for large models, null for what is fast anyway. */
  readonly audioPerSecond: number | null;
  /** Whether its weights are 'int8'; null where EngineOptions.fast makes no difference: small models, other generators. */
  readonly fast: boolean | null;
}
