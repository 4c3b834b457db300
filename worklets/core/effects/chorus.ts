/** Doubles the sound by copies whose delays swing: wide, and a little out of tune. [audio, while playing; no allocation] */
import type { Hertz, Samples, Seconds } from '../../../src/units.js';
import { CONTROL_FRAMES } from '../constants.js';
import { type Effect, DryWet, InputFade, Tail } from './effect.js';
import { CHORUS_DEPTH, CHORUS_MIX, CHORUS_RATE } from './effect-settings.js';

/** Two copies of each channel: where their delays swing about, and their place in the cycle. */
const MIDDLES: readonly Seconds[] = [0.0083, 0.0127, 0.0097, 0.0113];
const PHASES = [0, 0.5, 0.25, 0.75] as const;
const COPIES = 4;
/** Most that a delay swings to one side; at fast rates less, so that the pitch never moves by more than at FULL_RATE. */
const SWING: Seconds = 0.0035;
const FULL_RATE: Hertz = 1;
/** Gain of each of two copies, which are alike at low frequencies. */
const COPY_GAIN = 0.6;

/** Four copies, two a channel, a quarter of a cycle apart: what one gains in pitch another loses. [audio] */
export class Chorus implements Effect {
  readonly tail: Tail;
  readonly #rate: Hertz;
  readonly #mix = new DryWet();
  readonly #inputFades: readonly [InputFade, InputFade];
  readonly #left: Float32Array;
  readonly #right: Float32Array;
  readonly #mask: number;
  #at = 0;
  #phase = 0;
  #speed: Hertz = 1;
  #depth: Seconds = 0;
  /** Delays in frames at the next frame, at the end of the step, and their way in a frame. */
  readonly #delays = new Float64Array(COPIES);
  readonly #goals = new Float64Array(COPIES);
  readonly #slopes = new Float64Array(COPIES);
  readonly #wetLeft = new Float64Array(CONTROL_FRAMES);
  readonly #wetRight = new Float64Array(CONTROL_FRAMES);

  constructor(rate: Hertz) {
    this.#rate = rate;
    this.#inputFades = [new InputFade(rate), new InputFade(rate)];
    const longest = Math.ceil((Math.max(...MIDDLES) + SWING) * rate) + 4;
    this.tail = new Tail(longest);
    let size = 1;
    while (size < longest + 4) size *= 2;
    this.#left = new Float32Array(size);
    this.#right = new Float32Array(size);
    this.#mask = size - 1;
    this.#swing(this.#goals);
  }

  get on(): boolean {
    return this.#mix.on;
  }

  /** Dry and wet sound are not alike, so their powers add up. */
  plan(values: Float64Array): void {
    const mix = values[CHORUS_MIX]!;
    const turn = 0.5 * Math.PI * mix;
    this.#mix.plan(mix === 0 ? 1 : Math.cos(turn), mix === 0 ? 0 : Math.sin(turn));
    this.#speed = 2 ** values[CHORUS_RATE]!;
    this.#depth = SWING * values[CHORUS_DEPTH]! * Math.min(1, FULL_RATE / this.#speed);
  }

  step(): void {
    this.#phase += (this.#speed * CONTROL_FRAMES) / this.#rate;
    this.#phase -= Math.floor(this.#phase);
    this.#delays.set(this.#goals);
    this.#swing(this.#goals);
    for (let i = 0; i < COPIES; i++) this.#slopes[i] = (this.#goals[i]! - this.#delays[i]!) / CONTROL_FRAMES;
  }

  #swing(delays: Float64Array): void {
    for (let i = 0; i < COPIES; i++) {
      const swing = this.#depth * Math.sin(2 * Math.PI * (this.#phase + PHASES[i]!));
      // the kernel reads a sample ahead
      delays[i] = Math.max(2, (MIDDLES[i]! + swing) * this.#rate);
    }
  }

  process(left: Float32Array, right: Float32Array, at: Samples, count: Samples): void {
    let { peak } = this.tail;
    const mask = this.#mask;
    const a = this.#wetLeft;
    const b = this.#wetRight;
    this.#inputFades[0].read(left, a, at, count);
    this.#inputFades[1].read(right, b, at, count);
    for (let i = 0; i < count; i++) {
      const place = (this.#at + i) & mask;
      this.#left[place] = a[i]!;
      this.#right[place] = b[i]!;
      peak = Math.max(peak, Math.abs(a[i]!), Math.abs(b[i]!));
    }
    this.tail.peak = peak;
    this.#read(this.#left, this.#wetLeft, 0, count);
    this.#read(this.#right, this.#wetRight, 2, count);
    for (let i = 0; i < COPIES; i++) this.#delays[i]! += count * this.#slopes[i]!;
    this.#at = (this.#at + count) & mask;
    this.#mix.apply(left, right, this.#wetLeft, this.#wetRight, at, count);
  }

  /** Sums the copies `first` and `first + 1` of a line: cubic interpolation through four samples (Hermite). */
  #read(line: Float32Array, out: Float64Array, first: number, count: Samples): void {
    const mask = this.#mask;
    out.fill(0, 0, count);
    for (let copy = first; copy < first + 2; copy++) {
      let delay = this.#delays[copy]!;
      const slope = this.#slopes[copy]!;
      for (let i = 0; i < count; i++) {
        delay += slope;
        const whole = Math.floor(delay);
        const back = delay - whole;
        const place = (this.#at + i - whole) | 0;
        const newest = line[(place + 1) & mask]!;
        const a = line[place & mask]!;
        const b = line[(place - 1) & mask]!;
        const oldest = line[(place - 2) & mask]!;
        const c1 = 0.5 * (b - newest);
        const c3 = 1.5 * (a - b) + 0.5 * (oldest - newest);
        const c2 = newest - a + c1 - c3;
        out[i]! += COPY_GAIN * (((c3 * back + c2) * back + c1) * back + a);
      }
    }
  }

  reset(amid: boolean): void {
    this.#inputFades[0].reset(amid);
    this.#inputFades[1].reset(amid);
    this.#swing(this.#goals);
    this.#delays.set(this.#goals);
    this.#slopes.fill(0);
    this.#left.fill(0);
    this.#right.fill(0);
  }
}
