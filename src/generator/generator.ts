/** Declares the generator interface: a batch of conditioned notes in, codes out. */
import type { Decoder } from './decoder.js';
import type { Samples, Seconds } from '../units.js';

/** The conditioning of one note: what the decoder is told, frame by frame. */
export interface Conditioning {
  readonly frames: number;
  /** Samples a frame. The last frame holds for all samples after it. */
  readonly hop: Samples;
  /** `frames × conditioningWidth(config)`: 2·width values for each layer in order, then skip values. */
  readonly values: Float32Array;
  /** `frames` periods of the pitch, in samples; 0 turns the pitch-lag taps off in that frame. Null: off. */
  readonly lags: Float32Array | null;
}

/** One note to generate. */
export interface GeneratorNote {
  readonly conditioning: Conditioning;
  /** Samples to have at the end, those of `history` counted in. */
  readonly length: Samples;
  /** Sampling key, unsigned 32 bits. Notes of equal seed and stream draw equal random numbers. */
  readonly seed: number;
  /** Second sampling key, unsigned 32 bits (a MIDI key, say), so that notes of one seed differ. */
  readonly stream: number;
  /** Codes (class indices 0…255) already made, to go on from; the result is as if never stopped. */
  readonly history?: Uint8Array;
}

export interface GeneratorProgress {
  /** Samples made in this call so far, over all notes, and the number to be made in it. */
  readonly samplesDone: number;
  readonly samplesTotal: number;
  /** Samples a second, over all notes, lately. */
  readonly samplesPerSecond: number;
  readonly secondsLeft: Seconds;
}

/** Newly generated codes of one note. */
export interface GeneratorChunk {
  /** Index of the note in the batch. */
  readonly note: number;
  /** Sample index of the first code. */
  readonly start: Samples;
  readonly codes: Uint8Array;
}

export interface GenerateOptions {
  /** 0 takes the most likely class; 1 samples the model's distribution. */
  readonly temperature: number;
  readonly onProgress?: (progress: GeneratorProgress) => void;
  /** Called in order for each note; the chunks of different notes interleave. */
  readonly onChunk?: (chunk: GeneratorChunk) => void;
  /** Aborting resolves the call with what was made: nothing is lost, nothing throws. */
  readonly signal?: AbortSignal;
  /** Samples of a note between two chunks; never changes the samples. Default: the backend's own. */
  readonly chunkSamples?: Samples;
}

/** A note as far as it was made. */
export interface GeneratedNote {
  /** Class indices 0…255 from the note's start, history included. Pass as `history` to go on. */
  readonly codes: Uint8Array;
  /** True when `codes` has the asked length. */
  readonly complete: boolean;
}

export type GeneratorKind = 'reference' | 'wasm' | 'webgpu';

/**
 * Generates codes from conditioning. [worker or Node]
 *
 * For one decoder, seed and backend the codes are bit-identical, whatever the batch, the number of
 * workers and the chunk size.
 */
export interface Generator {
  readonly kind: GeneratorKind;
  readonly decoder: Decoder;
  /** Description to show: the adapter's name, the number of workers. */
  readonly description: string;
  /** Notes are about to come: begins what only they need, so that the first one does not wait for it. Never throws. */
  warm?(): void;
  /**
   * Generates every note of the batch.
   * @throws AlloyError 'device-lost' when the GPU goes away; its `partial` (see DeviceLostError) has the notes so far.
   */
  generate(batch: readonly GeneratorNote[], options: GenerateOptions): Promise<GeneratedNote[]>;
  /**
   * Teacher-forced logits, `codes.length × levels`: row t is what the net says of sample t, given
   * the codes before t. For tests and for likelihoods.
   */
  logits(note: GeneratorNote, codes: Uint8Array): Promise<Float32Array>;
  /** Frees workers and buffers; pending calls reject with AlloyError 'closed'. */
  close(): Promise<void>;
}
