/** Limits the output at −1 dBFS by gain, without look-ahead. [audio, while playing; no allocation] */
import type { Gain01, Hertz, Samples, Seconds } from '../../src/units.js';

/** −0.1 dBFS, linear: the highest level that still rounds to integers without clipping, so that chords pass unchanged. */
export const THRESHOLD: Gain01 = 10 ** (-0.1 / 20);
const HOLD_SECONDS: Seconds = 0.03;
const RELEASE_SECONDS: Seconds = 0.15;

/**
 * Safety limiter: below −0.1 dBFS every sample passes unchanged. A peak above it in either channel reduces the gain of
 * both at once, by just what it exceeds; the gain is held for a period of the lowest notes and then recovers slowly, so
 * that loud passages are attenuated rather than distorted. No look-ahead, no latency. [audio]
 */
export class Limiter {
  readonly #holdFrames: Samples;
  readonly #release: number;
  #level = THRESHOLD;
  #hold = 0;
  /** Highest output peak since this was last set to 0. */
  peak = 0;

  constructor(rate: Hertz) {
    this.#holdFrames = Math.round(HOLD_SECONDS * rate);
    this.#release = Math.exp(-1 / (RELEASE_SECONDS * rate));
  }

  /** Limits both channels in place. */
  process(left: Float32Array, right: Float32Array, frames: Samples): void {
    let level = this.#level;
    let hold = this.#hold;
    let peak = this.peak;
    for (let frame = 0; frame < frames; frame++) {
      let size = Math.max(Math.abs(left[frame]!), Math.abs(right[frame]!));
      if (size >= level && size > THRESHOLD) {
        level = size;
        hold = this.#holdFrames;
      } else if (hold > 0) hold--;
      else if (level > THRESHOLD) level = THRESHOLD + (level - THRESHOLD) * this.#release;
      if (level > THRESHOLD) {
        const gain = THRESHOLD / level;
        size *= gain;
        left[frame]! *= gain;
        right[frame]! *= gain;
      }
      if (size > peak) peak = size;
    }
    this.#level = level;
    this.#hold = hold;
    this.peak = peak;
  }
}
