/** Interpolates samples at any speed with windowed-sinc tables. [audio, while playing; no allocation] */
import { CONTROL_FRAMES } from './constants.js';
import { PHASES, type SincTable } from './sinc.js';

/**
 * Reads one control step of a window of samples at any speed; all readers share it, one after the other.
 * Arguments that are fractions are fields, as a fraction passed to a function may be boxed, which is garbage on
 * the audio thread. [audio]
 */
export class Interpolator {
  /** Read position of the first frame: a fractional index into the window. */
  position = 0;
  increment = 0;
  /** Gain before the first frame, and its increment per frame. */
  gain = 0;
  slope = 0;

  /** Adds the step to `out`. The window must extend half the table's taps beyond the samples read, on both sides. */
  read({ taps, rows }: SincTable, window: Float32Array, out: Float64Array): void {
    const { increment, slope } = this;
    const origin = 1 - taps / 2;
    let { position, gain } = this;
    for (let frame = 0; frame < CONTROL_FRAMES; frame++) {
      gain += slope;
      const whole = Math.floor(position);
      const phase = (position - whole) * PHASES;
      const row = Math.floor(phase);
      let x = (whole + origin) | 0;
      let a = (row * taps) | 0;
      let b = (a + taps) | 0;
      let near = 0;
      let far = 0;
      // four taps a round, added pair by pair: the loop itself would be a quarter of the work
      for (const end = (b - 3) | 0; a < end; a = (a + 4) | 0, b = (b + 4) | 0, x = (x + 4) | 0) {
        const first = window[x]!;
        const second = window[x + 1]!;
        const third = window[x + 2]!;
        const fourth = window[x + 3]!;
        near += first * rows[a]! + second * rows[a + 1]!;
        far += first * rows[b]! + second * rows[b + 1]!;
        near += third * rows[a + 2]! + fourth * rows[a + 3]!;
        far += third * rows[b + 2]! + fourth * rows[b + 3]!;
      }
      if ((taps & 2) !== 0) {
        near += window[x]! * rows[a]! + window[x + 1]! * rows[a + 1]!;
        far += window[x]! * rows[b]! + window[x + 1]! * rows[b + 1]!;
      }
      out[frame]! += gain * (near + (phase - row) * (far - near));
      position += increment;
    }
  }
}
