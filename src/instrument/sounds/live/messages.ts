/** Messages between the page and the worker that takes sounds apart for the live engine. */
import type { LiveSourceOptions } from '../../../audio/partials/live-source.js';
import type { LiveSource, SourceLevels } from '../../../audio/partials/pack.js';
import type { ErrorMessage } from '../../../errors.js';

interface OfSound {
  readonly id: number;
  readonly samples: Float32Array;
  readonly options: LiveSourceOptions;
}

export type LiveRequest =
  /** As it was recorded. */
  | (OfSound & { readonly kind: 'recording' })
  /** Taken apart; with the levels that were measured of the recording. */
  | (OfSound & { readonly kind: 'source'; readonly levels: SourceLevels })
  /** The bytes of engine.wasm. */
  | { readonly kind: 'engine'; readonly id: number };

export type LiveReply =
  | { readonly kind: 'source'; readonly id: number; readonly source: LiveSource }
  | { readonly kind: 'engine'; readonly id: number; readonly wasm: ArrayBuffer }
  | { readonly kind: 'failed'; readonly id: number; readonly error: ErrorMessage };
