/**
 * Keeps what is generated around zero.
 *
 * A decoder that hears nothing but itself may drift: it takes a small offset of its past for part of the sound, goes on
 * from there, and within a second most of its level is an offset that nobody hears, and the sound is lost in what is
 * left. A model whose `decoder.centring` is a gain g has its random words moved against that before a code is drawn:
 *
 *   b    = t rounded down to a multiple of BLOCK
 *   pull = round(256 · g) · Σ trunc(2^15 · x[k]),  k = b − WINDOW … b − 1, none before the note
 *   word = word − pull, at least 0 and at most 2^32 − 1
 *
 * so that an offset m of the last 32 ms moves the place in the distribution by g · m. That is little (0.25 of 0.02: half a
 * percent), and enough, as the drift is slow. All of it is whole numbers, and follows from the codes alone: each backend
 * draws the same code, and a note that was stopped goes on as if it had not been. At temperature 0 there is no word.
 */
import { DECODE_TABLE } from '../audio/mulaw.js';
import type { Samples } from '../units.js';

export const DRIFT_BLOCK: Samples = 128;
export const DRIFT_WINDOW: Samples = 512;
/** Past samples that have to be at hand at any time. */
export const DRIFT_REACH: Samples = DRIFT_WINDOW + DRIFT_BLOCK;
/** With this, sums stay below 2^31. Far below it the loop begins to swing. */
export const MAX_DRIFT_GAIN = 0.49;

/** trunc(2^15 · x) of each code. */
const WHOLE = Int32Array.from(DECODE_TABLE, (x) => Math.trunc(32768 * x));

/** @param gain of DecoderConfig. */
export function driftFactor(gain: number | undefined): number {
  return Math.round(256 * (gain ?? 0));
}

/** What the word of sample t is moved by. */
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
