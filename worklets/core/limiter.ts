import type { Gain01, Hertz, Samples, Seconds } from '../../src/units.js';

/** −1 dBFS. */
export const THRESHOLD: Gain01 = 10 ** (-1 / 20);
const HOLD_SECONDS: Seconds = 0.03;
const RELEASE_SECONDS: Seconds = 0.15;

/**
 * A guard, not an effect: below −1 dBFS every sample passes untouched. A peak above it turns the gain down
 * at once, just as far as it takes; the gain is held over a period of the lowest notes and then comes back
 * slowly, so what is too loud is turned down rather than bent. No look-ahead: it delays nothing. [audio]
 */
export class Limiter {
  readonly #holdFrames: Samples;
  readonly #release: number;
  #level = THRESHOLD;
  #hold = 0;
  /** Highest peak of what came out since this was last set to 0. */
  peak = 0;

  constructor(rate: Hertz) {
    this.#holdFrames = Math.round(HOLD_SECONDS * rate);
    this.#release = Math.exp(-1 / (RELEASE_SECONDS * rate));
  }

  /** In place. */
  process(samples: Float32Array, offset: Samples, frames: Samples): void {
    let level = this.#level;
    let hold = this.#hold;
    let peak = this.peak;
    for (let frame = offset; frame < offset + frames; frame++) {
      let sample = samples[frame]!;
      let size = Math.abs(sample);
      if (size >= level && size > THRESHOLD) {
        level = size;
        hold = this.#holdFrames;
      } else if (hold > 0) hold--;
      else if (level > THRESHOLD) level = THRESHOLD + (level - THRESHOLD) * this.#release;
      if (level > THRESHOLD) {
        sample *= THRESHOLD / level;
        size = Math.abs(sample);
        samples[frame] = sample;
      }
      if (size > peak) peak = size;
    }
    this.#level = level;
    this.#hold = hold;
    this.peak = peak;
  }
}
