/** Fades the ends of a sound that begins or ends in mid-wave, so that neither clicks. */
import type { Samples, Seconds } from '../units.js';

/** A sound that was cut: long enough for its lowest waves. */
export const CUT_FADE: Seconds = 0.005;
/** A sound's own beginning: short enough for a hit's. */
export const ONSET_FADE: Seconds = 0.001;

/** Below a step of 16 bits: nobody hears it begin. */
const SILENT = 2 ** -15;

/**
 * Fades beginning and end with half a cosine, in place, each where it does not lie at silence already. What lies between stays as it is.
 * @param begin length of the first fade; `end`: of the last.
 */
export function softenEdges(samples: Float32Array, begin: Samples, end: Samples): Float32Array {
  const last = samples.length - 1;
  if (Math.abs(samples[0] ?? 0) >= SILENT) fade(samples, begin, (i) => i);
  if (Math.abs(samples[last] ?? 0) >= SILENT) fade(samples, end, (i) => last - i);
  return samples;
}

/** @param at the sample so far from the edge. */
function fade(samples: Float32Array, length: Samples, at: (i: Samples) => Samples): void {
  const whole = Math.min(length, samples.length);
  for (let i = 0; i < whole; i++) samples[at(i)]! *= 0.5 - 0.5 * Math.cos((Math.PI * i) / whole);
}
