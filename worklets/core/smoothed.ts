/** Smooths values towards their targets, one pole, one step each control step. [audio, while playing; no allocation] */
import type { Hertz, Seconds } from '../../src/units.js';
import { CONTROL_FRAMES } from './constants.js';

/** Distance at which a value is set to its target. */
const EPSILON = 1e-6;

/**
 * Smooths values to their targets by one-pole steps, one each control step. Values are in typed arrays, because numbers
 * in objects are boxed when they change, which is garbage on the audio thread. [audio]
 */
export class Smoothed {
  readonly values: Float64Array;
  readonly #targets: Float64Array;
  readonly #step: number;
  #moving = false;

  constructor(count: number, initial: number, timeConstant: Seconds, rate: Hertz) {
    this.values = new Float64Array(count).fill(initial);
    this.#targets = new Float64Array(count).fill(initial);
    this.#step = 1 - Math.exp(-CONTROL_FRAMES / (timeConstant * rate));
  }

  /** Sets the target of a value. */
  aim(index: number, target: number): void {
    this.#targets[index] = target;
    this.#moving = true;
  }

  target(index: number): number {
    return this.#targets[index]!;
  }

  /** Advances one control step; returns false when no value changed. */
  advance(): boolean {
    if (!this.#moving) return false;
    const { values } = this;
    const targets = this.#targets;
    let moving = false;
    for (let index = 0; index < values.length; index++) {
      const way = targets[index]! - values[index]!;
      if (way === 0) continue;
      moving = true;
      if (Math.abs(way) < EPSILON) values[index] = targets[index]!;
      else values[index]! += way * this.#step;
    }
    this.#moving = moving;
    return moving;
  }

  /** Sets all values to their targets at once: for when nothing sounds. */
  jump(): void {
    this.values.set(this.#targets);
  }

  /** Sets one value to its target at once. */
  jumpOne(index: number): void {
    this.values[index] = this.#targets[index]!;
  }
}
