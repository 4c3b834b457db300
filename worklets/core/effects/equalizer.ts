/** Bends the spectrum: low shelf, bell, high shelf. [audio, while playing; no allocation] */
import type { Decibels, Hertz, Samples, Seconds } from '../../../src/units.js';
import { CONTROL_FRAMES } from '../constants.js';
import { type Effect, Tail, TINY } from './effect.js';
import {
  EQ_HIGH,
  EQ_HIGH_FREQUENCY,
  EQ_LOW,
  EQ_LOW_FREQUENCY,
  EQ_MID,
  EQ_MID_FREQUENCY,
  EQ_MID_Q,
} from './effect-settings.js';

/** Highest frequency of a band, as a fraction of the sample rate. */
const HIGHEST = 0.48;
const TAIL_SECONDS: Seconds = 0.1;

/** Coefficients: three of the integrators, then gains of the input and of both integrators. */
const GAINS = 3;

type Kind = 'low' | 'bell' | 'high';

/** A band of both channels: Simper's state-variable filter, which has the response of RBJ's biquads and may be moved while it sounds. */
class Band {
  readonly #kind: Kind;
  readonly #rate: Hertz;
  readonly #loops = new Float64Array(GAINS);
  /** Gains at the next frame, at the end of the control step, and the way of a frame. */
  readonly #gains = Float64Array.of(1, 0, 0);
  readonly #goals = Float64Array.of(1, 0, 0);
  readonly #slopes = new Float64Array(GAINS);
  /** Two integrators a channel. */
  readonly #states = new Float64Array(4);

  constructor(kind: Kind, rate: Hertz) {
    this.#kind = kind;
    this.#rate = rate;
  }

  /** What it is at the end of the next control step. */
  plan(gain: Decibels, octaves: number, damping: number): void {
    const hertz = Math.min(HIGHEST * this.#rate, 2 ** octaves);
    const a = 10 ** (gain / 40);
    const warp = Math.tan((Math.PI * hertz) / this.#rate);
    const kind = this.#kind;
    const g = kind === 'low' ? warp / Math.sqrt(a) : kind === 'high' ? warp * Math.sqrt(a) : warp;
    const k = kind === 'bell' ? damping / a : damping;
    this.#loops[0] = 1 / (1 + g * (g + k));
    this.#loops[1] = g * this.#loops[0];
    this.#loops[2] = g * this.#loops[1];
    const goals = this.#goals;
    this.#gains.set(goals);
    goals[0] = kind === 'high' ? a * a : 1;
    goals[1] = kind === 'bell' ? k * (a * a - 1) : kind === 'low' ? k * (a - 1) : k * (1 - a) * a;
    goals[2] = kind === 'bell' ? 0 : kind === 'low' ? a * a - 1 : 1 - a * a;
    for (let i = 0; i < GAINS; i++) this.#slopes[i] = (goals[i]! - this.#gains[i]!) / CONTROL_FRAMES;
  }

  reset(): void {
    this.#states.fill(0);
  }

  flush(): void {
    const states = this.#states;
    for (let i = 0; i < states.length; i++) if (Math.abs(states[i]!) < TINY) states[i] = 0;
  }

  /** Filters both channels in place. */
  process(left: Float64Array, right: Float64Array, count: Samples): void {
    this.#filter(left, 0, count);
    this.#filter(right, 2, count);
    for (let i = 0; i < GAINS; i++) this.#gains[i]! += count * this.#slopes[i]!;
  }

  #filter(samples: Float64Array, at: number, count: Samples): void {
    const states = this.#states;
    const a1 = this.#loops[0]!;
    const a2 = this.#loops[1]!;
    const a3 = this.#loops[2]!;
    const s0 = this.#slopes[0]!;
    const s1 = this.#slopes[1]!;
    const s2 = this.#slopes[2]!;
    let m0 = this.#gains[0]!;
    let m1 = this.#gains[1]!;
    let m2 = this.#gains[2]!;
    let first = states[at]!;
    let second = states[at + 1]!;
    for (let i = 0; i < count; i++) {
      const x = samples[i]!;
      const v3 = x - second;
      const v1 = a1 * first + a2 * v3;
      const v2 = second + a2 * first + a3 * v3;
      first = 2 * v1 - first;
      second = 2 * v2 - second;
      m0 += s0;
      m1 += s1;
      m2 += s2;
      samples[i] = m0 * x + m1 * v1 + m2 * v2;
    }
    states[at] = first;
    states[at + 1] = second;
  }
}

/** Three bands in a row. At 0 dB a band passes every sample as it is. [audio] */
export class Equalizer implements Effect {
  readonly tail: Tail;
  readonly #low: Band;
  readonly #mid: Band;
  readonly #high: Band;
  readonly #left = new Float64Array(CONTROL_FRAMES);
  readonly #right = new Float64Array(CONTROL_FRAMES);
  #bent = false;
  #bends = false;

  constructor(rate: Hertz) {
    this.tail = new Tail(Math.round(TAIL_SECONDS * rate));
    this.#low = new Band('low', rate);
    this.#mid = new Band('bell', rate);
    this.#high = new Band('high', rate);
  }

  get on(): boolean {
    return this.#bent || this.#bends;
  }

  plan(values: Float64Array): void {
    this.#bent = this.#bends;
    this.#bends = values[EQ_LOW] !== 0 || values[EQ_MID] !== 0 || values[EQ_HIGH] !== 0;
    this.#low.plan(values[EQ_LOW]!, values[EQ_LOW_FREQUENCY]!, Math.SQRT2);
    this.#mid.plan(values[EQ_MID]!, values[EQ_MID_FREQUENCY]!, 2 ** -values[EQ_MID_Q]!);
    this.#high.plan(values[EQ_HIGH]!, values[EQ_HIGH_FREQUENCY]!, Math.SQRT2);
  }

  step(): void {
    this.#low.flush();
    this.#mid.flush();
    this.#high.flush();
  }

  process(left: Float32Array, right: Float32Array, at: Samples, count: Samples): void {
    const a = this.#left;
    const b = this.#right;
    for (let i = 0; i < count; i++) {
      a[i] = left[at + i]!;
      b[i] = right[at + i]!;
    }
    this.#low.process(a, b, count);
    this.#mid.process(a, b, count);
    this.#high.process(a, b, count);
    let { peak } = this.tail;
    for (let i = 0; i < count; i++) {
      left[at + i] = a[i]!;
      right[at + i] = b[i]!;
      peak = Math.max(peak, Math.abs(a[i]!), Math.abs(b[i]!));
    }
    this.tail.peak = peak;
  }

  reset(): void {
    this.#low.reset();
    this.#mid.reset();
    this.#high.reset();
  }
}
