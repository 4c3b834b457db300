/**
 * Corrects the DC drift of generated notes.
 *
 * A decoder whose only audio input is its own past output may drift: it reproduces a small DC offset, adds to it, and
 * within a second most of its level is an inaudible offset. For a model whose `decoder.centring` is a gain g, the
 * random word of each draw is corrected against the offset:
 *
 *   b    = t rounded down to a multiple of BLOCK
 *   pull = round(256 · g) · Σ trunc(2^15 · x[k]),  k = b − WINDOW … b − 1, none before the note
 *   word = word − pull, at least 0 and at most 2^32 − 1
 *
 * so that an offset m, the mean of the last 32 ms, moves the position in the distribution by g · m. That is small (0.25
 * of 0.02: half a percent) and enough, as the drift is slow. All values are integers computed from the codes alone:
 * every backend draws the same code, and a resumed note is the same as an uninterrupted one. At temperature 0 there is
 * no random word, and no correction.
 */
import { DECODE_TABLE } from '../audio/mulaw.js';
import type { Samples } from '../units.js';

export const DRIFT_BLOCK: Samples = 128;
export const DRIFT_WINDOW: Samples = 512;
/** Number of past samples that must be kept. */
export const DRIFT_REACH: Samples = DRIFT_WINDOW + DRIFT_BLOCK;
/** Largest gain for which sums stay below 2^31; the feedback oscillates well below it. */
export const MAX_DRIFT_GAIN = 0.49;

/** trunc(2^15 · x) of each code. */
const WHOLE = Int32Array.from(DECODE_TABLE, (x) => Math.trunc(32768 * x));

/** @param gain of DecoderConfig. */
export function driftFactor(gain: number | undefined): number {
  return Math.round(256 * (gain ?? 0));
}

/** Offset to subtract from the random word of sample t. */
export function driftOffset(codes: Uint8Array, t: Samples, factor: number): number {
  if (factor === 0) return 0;
  const end = t - (t % DRIFT_BLOCK);
  let sum = 0;
  for (let k = Math.max(0, end - DRIFT_WINDOW); k < end; k++) sum += WHOLE[codes[k]!]!;
  return factor * sum;
}

/** @param word unsigned 32 bits, as the result. */
export function correctedWord(word: number, offset: number): number {
  return Math.min(0xffffffff, Math.max(0, word - offset));
}
