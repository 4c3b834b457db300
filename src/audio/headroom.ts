/**
 * Scales sounds that may exceed full scale below it: by one gain for all that belong together, so that nothing clips
 * and relative levels are kept.
 */

/** Largest 16-bit value, linear. */
const FULL_SCALE = 32767 / 32768;

/** Tracks the peak of sounds that belong together, and gives the common gain that keeps it below full scale. */
export class Headroom {
  #peak = 0;

  /** Linear gain, 1 or less. */
  get gain(): number {
    return this.#peak > FULL_SCALE ? FULL_SCALE / this.#peak : 1;
  }

  /** Includes more samples in the peak. */
  take(samples: Float32Array): this {
    for (const sample of samples) {
      const size = Math.abs(sample);
      if (size > this.#peak) this.#peak = size;
    }
    return this;
  }
}

/** Samples times a gain: themselves where it is 1. */
export function scaled(samples: Float32Array, gain: number): Float32Array {
  return gain === 1 ? samples : samples.map((sample) => gain * sample);
}
