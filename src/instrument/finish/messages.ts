/** Messages between the page and the worker that finishes zones. */
import type { ColumnOptions, FinishedColumn } from '../../audio/finish/types.js';
import type { ErrorMessage } from '../../errors.js';

export interface FinishRequest {
  readonly id: number;
  /** Raw notes of one root. */
  readonly layers: readonly Float32Array[];
  readonly options: ColumnOptions;
}

export type FinishReply =
  | { readonly kind: 'finished'; readonly id: number; readonly column: FinishedColumn }
  | { readonly kind: 'failed'; readonly id: number; readonly error: ErrorMessage };
