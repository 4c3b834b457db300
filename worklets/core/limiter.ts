/** Limits the output at −1 dBFS by gain, without look-ahead. [audio, while playing; no allocation] */
import type { Gain01, Hertz, Samples, Seconds } from '../../src/units.js';

/** −0.1 dBFS: as far up as a sample may go and still be rounded without clipping, so that chords pass untouched. */
export const THRESHOLD: Gain01 = 10 ** (-0.1 / 20);
const HOLD_SECONDS: Seconds = 0.03;
const RELEASE_SECONDS: Seconds = 0.15;

/**
 * A guard, not an effect: below −0.1 dBFS every sample passes untouched. A peak above it on either side turns the
 * gain of both down at once, just as far as it takes; the gain is held over a period of the lowest notes and then
 * comes back slowly, so what is too loud is turned down rather than bent. No look-ahead: it delays nothing. [audio]
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
