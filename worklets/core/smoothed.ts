import type { Hertz, Seconds } from '../../src/units.js';
import { CONTROL_FRAMES } from './constants.js';

/** A value that glides to its target in one-pole steps, one each control step. [audio] */
export class Smoothed {
  value: number;
  target: number;
  readonly #step: number;
  readonly #epsilon: number;

  /** `epsilon`: nearer than this to its target, the value is there. */
  constructor(initial: number, timeConstant: Seconds, rate: Hertz, epsilon: number) {
    this.value = initial;
    this.target = initial;
    this.#step = 1 - Math.exp(-CONTROL_FRAMES / (timeConstant * rate));
    this.#epsilon = epsilon;
  }

  /** One control step; false when nothing moved. */
  advance(): boolean {
    if (this.value === this.target) return false;
    this.value += (this.target - this.value) * this.#step;
    if (Math.abs(this.target - this.value) < this.#epsilon) this.value = this.target;
    return true;
  }

  /** To the target at once: for when nothing sounds. */
  jump(): void {
    this.value = this.target;
  }
}
