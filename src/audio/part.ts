/** Takes the part of a sound between two times. Plain functions: they run anywhere. */
import type { Hertz, Seconds } from '../units.js';

/** @param part null: all of it. @returns a view of the same samples. */
export function partOf(
  samples: Float32Array,
  sampleRate: Hertz,
  part: { readonly start: Seconds; readonly end: Seconds } | null,
): Float32Array {
  if (!part) return samples;
  return samples.subarray(Math.round(part.start * sampleRate), Math.round(part.end * sampleRate));
}
