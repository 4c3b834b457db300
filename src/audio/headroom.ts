/** Brings sounds that may pass full scale below it: each whole, and all that belong together alike, so that nothing is bent and levels stay right. */

/** What 16 bits reach. */
const FULL_SCALE = 32767 / 32768;

/** The most that is heard so far of sounds that belong together, and what they are to be multiplied by. */
export class Headroom {
  #peak = 0;

  /** Linear, 1 or less: nothing is turned up. */
  get gain(): number {
    return this.#peak > FULL_SCALE ? FULL_SCALE / this.#peak : 1;
  }

  /** Counts more samples in. */
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
