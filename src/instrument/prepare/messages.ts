/** Messages between the page and the worker that prepares sounds. */
import type { ErrorMessage } from '../../errors.js';
import type { PreparedSource, SourceOptions } from '../../audio/source.js';

export type PrepareRequest = {
  readonly id: number;
  readonly name: string;
  readonly options: SourceOptions;
} & (
  | { readonly kind: 'file'; readonly bytes: ArrayBuffer }
  | { readonly kind: 'samples'; readonly channels: readonly Float32Array[]; readonly sampleRate: number }
);

export type PrepareReply =
  | { readonly kind: 'prepared'; readonly id: number; readonly source: PreparedSource }
  | { readonly kind: 'failed'; readonly id: number; readonly error: ErrorMessage };
