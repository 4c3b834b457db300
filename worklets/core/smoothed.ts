import type { Hertz, Seconds } from '../../src/units.js';
import { CONTROL_FRAMES } from './constants.js';

/** Nearer than this to its target, a value is there. */
const EPSILON = 1e-6;

/**
 * Values that glide to their targets in one-pole steps, one each control step. They lie in typed arrays
 * because numbers in objects are boxed when they change, which is garbage on the audio thread. [audio]
 */
export class Smoothed {
  readonly values: Float64Array;
  readonly targets: Float64Array;
  readonly #step: number;

  constructor(count: number, initial: number, timeConstant: Seconds, rate: Hertz) {
    this.values = new Float64Array(count).fill(initial);
    this.targets = new Float64Array(count).fill(initial);
    this.#step = 1 - Math.exp(-CONTROL_FRAMES / (timeConstant * rate));
  }

  /** One control step; false when nothing moved. */
  advance(): boolean {
    let moved = false;
    for (let index = 0; index < this.values.length; index++) {
      const way = this.targets[index]! - this.values[index]!;
      if (way === 0) continue;
      moved = true;
      if (Math.abs(way) < EPSILON) this.values[index] = this.targets[index]!;
      else this.values[index]! += way * this.#step;
    }
    return moved;
  }

  /** To the targets at once: for when nothing sounds. */
  jump(): void {
    this.values.set(this.targets);
  }
}
