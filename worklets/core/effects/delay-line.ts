/** Keeps samples and gives them back later. [audio, while playing; no allocation] */
import type { Samples } from '../../../src/units.js';
import { CONTROL_FRAMES } from '../constants.js';

/** One channel's delay line. What was not written since the last reset is silent, so that a reset costs nothing. [audio] */
export class DelayLine {
  readonly #samples: Float32Array;
  readonly #mask: number;
  #at = 0;
  #filled = 0;

  /** @param longest delay that can be read. */
  constructor(longest: Samples) {
    let size = CONTROL_FRAMES;
    while (size < longest + CONTROL_FRAMES) size *= 2;
    this.#samples = new Float32Array(size);
    this.#mask = size - 1;
  }

  reset(): void {
    this.#filled = 0;
  }

  /** Reads what was written `delay` frames before each of the next `count` ones. `delay`: not less than `count`. */
  read(delay: Samples, out: Float64Array, count: Samples): void {
    const samples = this.#samples;
    const mask = this.#mask;
    const from = (this.#at - delay) | 0;
    const silent = Math.min(count, delay - this.#filled) | 0;
    if (silent > 0) out.fill(0, 0, silent);
    for (let i = silent > 0 ? silent : 0; i < count; i++) out[i] = samples[(from + i) & mask]!;
  }

  write(values: Float64Array, count: Samples): void {
    const samples = this.#samples;
    const mask = this.#mask;
    const at = this.#at;
    for (let i = 0; i < count; i++) samples[(at + i) & mask] = values[i]!;
    this.#at = (at + count) & mask;
    this.#filled = Math.min(mask + 1, this.#filled + count) | 0;
  }
}

/** A delay's length, which changes by a crossfade: no pitch moves, nothing clicks. [audio] */
export class DelayTap {
  readonly #slope: number;
  readonly #other = new Float64Array(CONTROL_FRAMES);
  #delay: Samples;
  #next: Samples;
  /** Of the next delay, 0 to 1. */
  #share = 0;
  /** The delay that is wanted. */
  target: Samples;

  constructor(delay: Samples, fade: Samples) {
    this.#slope = 1 / Math.max(1, fade);
    this.#delay = delay;
    this.#next = delay;
    this.target = delay;
  }

  /** The longest that is read now. */
  get delay(): Samples {
    return Math.max(this.#delay, this.#next);
  }

  /** Begins a crossfade where another delay is wanted, once the last one is over: once a control step. */
  step(): void {
    if (this.#share >= 1) {
      this.#delay = this.#next;
      this.#share = 0;
    }
    if (this.#share === 0) this.#next = this.target;
  }

  /** Has the delay that is wanted at once: for when nothing sounds. */
  jump(): void {
    this.#delay = this.target;
    this.#next = this.target;
    this.#share = 0;
  }

  read(line: DelayLine, out: Float64Array, count: Samples): void {
    line.read(this.#delay, out, count);
    if (this.#next === this.#delay) return;
    const other = this.#other;
    line.read(this.#next, other, count);
    let share = this.#share;
    for (let i = 0; i < count; i++) {
      share = Math.min(1, share + this.#slope);
      out[i]! += share * (other[i]! - out[i]!);
    }
    this.#share = share;
  }
}
