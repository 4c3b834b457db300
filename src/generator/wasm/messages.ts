/** Messages between the pool and its workers. A worker has as many jobs at a time as its batch has items, each under its item's number. */
import type { ErrorMessage } from '../../errors.js';
import type { Samples } from '../../units.js';
import type { GeneratorNote } from '../generator.js';
import type { SharedWeights } from './memory.js';
import type { PackedDecoder } from './pack.js';

/** Makes the codes of a note after its history. Answered by chunks, then 'done' at the end or after an abort. */
export interface GenerateRequest {
  readonly kind: 'generate';
  readonly note: GeneratorNote;
  readonly temperature: number;
  readonly chunkSamples: Samples;
}

/** Teacher-forced logits. Answered by 'logits'. */
export interface LogitsRequest {
  readonly kind: 'logits';
  readonly note: GeneratorNote;
  readonly codes: Uint8Array;
}

export type Request = GenerateRequest | LogitsRequest;

/** The first message to every worker. */
export interface OpenMessage {
  readonly kind: 'open';
  readonly module: WebAssembly.Module;
  /** Without its weights where they are shared. */
  readonly packed: PackedDecoder;
  readonly shared?: SharedWeights;
  /** Notes that are advanced side by side; default 1. */
  readonly batch?: number;
}

export type ToWorker =
  | OpenMessage
  | { readonly kind: 'request'; readonly item: number; readonly request: Request }
  | { readonly kind: 'abort'; readonly item: number };

export type FromWorker =
  | { readonly kind: 'chunk'; readonly item: number; readonly start: Samples; readonly codes: Uint8Array }
  | { readonly kind: 'done'; readonly item: number }
  | { readonly kind: 'logits'; readonly item: number; readonly rows: Float32Array }
  /** The worker is of no further use: all its jobs have failed. */
  | { readonly kind: 'failed'; readonly error: ErrorMessage };
