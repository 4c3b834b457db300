/** Messages between the pool and its workers; a worker has one job at a time. */
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

export type ToWorker =
  | {
      readonly kind: 'open';
      readonly module: WebAssembly.Module;
      /** Without its weights where they are shared. */
      readonly packed: PackedDecoder;
      readonly shared?: SharedWeights;
    }
  | { readonly kind: 'request'; readonly request: Request }
  | { readonly kind: 'abort' };

export type FromWorker =
  | { readonly kind: 'opened' }
  | { readonly kind: 'chunk'; readonly start: Samples; readonly codes: Uint8Array }
  | { readonly kind: 'done' }
  | { readonly kind: 'logits'; readonly rows: Float32Array }
  | { readonly kind: 'failed'; readonly error: ErrorMessage };
