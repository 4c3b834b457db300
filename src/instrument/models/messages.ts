/** Messages between the page and the worker that converts a checkpoint: one job a worker. */
import type { ErrorMessage } from '../../errors.js';
import type { StoredModel } from '../../model/stored.js';
import type { Gain01 } from '../../units.js';

/** Page → worker, once. */
export interface ConvertRequest {
  readonly file: Blob;
  readonly name: string;
}

/** Worker → page: progress, then one of the others. */
export type ConvertReply =
  | { readonly kind: 'progress'; readonly fraction: Gain01 }
  | { readonly kind: 'stored'; readonly model: StoredModel }
  | { readonly kind: 'failed'; readonly error: ErrorMessage };
