/** Messages between the page and the worker that converts a checkpoint: one job a worker. */
import type { ErrorMessage } from '../../../errors.js';
import type { StoredModel } from '../../../model/model-repository.js';
import type { Gain01 } from '../../../units.js';

/** Page → worker: the job, and perhaps that it is to end before it is done. */
export type ConvertRequest =
  { readonly kind: 'convert'; readonly file: Blob; readonly name: string } | { readonly kind: 'stop' };

/** Worker → page: progress, then one of the others. */
export type ConvertReply =
  | { readonly kind: 'progress'; readonly fraction: Gain01 }
  | { readonly kind: 'stored'; readonly model: StoredModel }
  | { readonly kind: 'failed'; readonly error: ErrorMessage };
