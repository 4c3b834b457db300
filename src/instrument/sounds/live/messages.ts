/** Messages between the page and the worker that takes sounds apart for the live engine. */
import type { LiveSourceOptions } from '../../../audio/partials/live-source.js';
import type { LiveSource } from '../../../audio/partials/pack.js';
import type { ErrorMessage } from '../../../errors.js';

export type LiveRequest =
  | {
      readonly kind: 'source';
      readonly id: number;
      readonly samples: Float32Array;
      readonly options: LiveSourceOptions;
    }
  /** The bytes of engine.wasm. */
  | { readonly kind: 'engine'; readonly id: number };

export type LiveReply =
  | { readonly kind: 'source'; readonly id: number; readonly source: LiveSource }
  | { readonly kind: 'engine'; readonly id: number; readonly wasm: ArrayBuffer }
  | { readonly kind: 'failed'; readonly id: number; readonly error: ErrorMessage };
