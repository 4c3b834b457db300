/** Messages between the page and the worker that makes a recording's sound. */
import type { StereoBits } from '../../../audio/stereo-wav.js';
import type { ErrorMessage } from '../../../errors.js';
import type { Gain01, Hertz, Samples } from '../../../units.js';
import type { Take } from '../take.js';

/** The one request of a worker. */
export interface TakeRequest {
  readonly take: Take;
  readonly sampleRate: Hertz;
  readonly bits: StereoBits;
}

/** Parts of the file behind its header, in order; then 'done'. */
export type TakeReply =
  | { readonly kind: 'part'; readonly bytes: Uint8Array<ArrayBuffer>; readonly done: Gain01 }
  | { readonly kind: 'done'; readonly frames: Samples }
  | { readonly kind: 'failed'; readonly error: ErrorMessage };
