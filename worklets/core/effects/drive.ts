/** Drives the sound into a soft clipper, without aliases that are heard. [audio, while playing; no allocation] */
import { decibelsToGain, type Gain01, type Hertz, type Samples, type Seconds } from '../../../src/units.js';
import { CONTROL_FRAMES } from '../constants.js';
import { type Effect, DryWet, Tail, TINY } from './effect.js';
import { DRIVE, DRIVE_ON, DRIVE_TONE, DRIVE_WARMTH } from './effect-settings.js';
import { Halfband } from './halfband.js';

/** Gain before the clipper at both ends of the knob, dB: the lower one is as good as straight. */
const LEAST_DRIVE = -12;
const MOST_DRIVE = 30;
/** Level that comes out as loud as it went in, linear: −12 dBFS, where chords are. */
const KEPT_LEVEL: Gain01 = 0.25;
/** Offset of the clipper at 100 % of warmth: even harmonics. */
const MOST_OFFSET = 0.8;
/** The clipper works at this rate or above. */
const CLEAN_RATE: Hertz = 176_000;
/** Highest cutoff, as a fraction of the sample rate. */
const HIGHEST = 0.48;
/** Corner of the high-pass that takes away the offset, hertz. */
const DC_HERTZ: Hertz = 5;
const TAIL_SECONDS: Seconds = 0.05;
const OVERSAMPLING = 4;

/** States of the linear filters of a channel. */
const DC = 0;
const TONE_1 = 1;
const TONE_2 = 2;
/** The clipper's last input. */
const LAST = 3;

/** One channel: up, through the clipper, down, without its offset, through the tone filter. */
class Channel {
  readonly filters: readonly Halfband[];
  readonly states = new Float64Array(4);
  readonly samples = new Float64Array(CONTROL_FRAMES);
  /** Scratch at two and four times the rate. */
  readonly twice = new Float64Array(2 * CONTROL_FRAMES);
  readonly fast = new Float64Array(OVERSAMPLING * CONTROL_FRAMES);

  constructor(doublings: number) {
    const first = [new Halfband(8, 0.04), new Halfband(8, 0.04)];
    const second = [new Halfband(6, 0.14), new Halfband(6, 0.14)];
    this.filters = doublings === 0 ? [] : doublings === 1 ? first : [...first, ...second];
  }

  reset(offset: number): void {
    this.states.fill(0);
    this.states[LAST] = offset;
    for (const filter of this.filters) filter.reset();
  }
}

/**
 * Soft clipper y = x / √(1 + x²), oversampled, with its antiderivative √(1 + x²) taken between two samples
 * (antiderivative antialiasing), which for this curve is (x₀ + x₁) / (√(1 + x₀²) + √(1 + x₁²)): no case where it divides by
 * nothing. Its half-band filters delay by a few samples, and look at nothing that comes. [audio]
 */
export class Drive implements Effect {
  readonly tail: Tail;
  readonly #rate: Hertz;
  readonly #mix = new DryWet();
  readonly #doublings: number;
  readonly #channels: readonly [Channel, Channel];
  readonly #dcStep: number;
  /** Gain and offset before the clipper, gain behind it: at the next frame, at the end of the step. */
  readonly #now = Float64Array.of(1, 0, 1);
  readonly #goals = Float64Array.of(1, 0, 1);
  readonly #slopes = new Float64Array(3);
  /** The tone filter's coefficients (Simper); Butterworth. */
  readonly #tone = new Float64Array(3);

  constructor(rate: Hertz) {
    this.#rate = rate;
    this.tail = new Tail(Math.round(TAIL_SECONDS * rate));
    this.#doublings = rate >= CLEAN_RATE ? 0 : 2 * rate >= CLEAN_RATE ? 1 : 2;
    this.#channels = [new Channel(this.#doublings), new Channel(this.#doublings)];
    this.#dcStep = 1 - Math.exp((-2 * Math.PI * DC_HERTZ) / rate);
  }

  get on(): boolean {
    return this.#mix.on;
  }

  plan(values: Float64Array): void {
    const on = values[DRIVE_ON]!;
    this.#mix.plan(1 - on, on);
    const gain = decibelsToGain(LEAST_DRIVE + (MOST_DRIVE - LEAST_DRIVE) * values[DRIVE]!);
    // Less of it at low gain, where the curve beside the middle is nothing but softer.
    const offset = MOST_OFFSET * values[DRIVE_WARMTH]! * Math.min(1, gain);
    this.#now.set(this.#goals);
    this.#goals[0] = gain;
    this.#goals[1] = offset;
    const swing = 0.5 * (clip(offset + gain * KEPT_LEVEL) - clip(offset - gain * KEPT_LEVEL));
    this.#goals[2] = KEPT_LEVEL / swing;
    for (let i = 0; i < 3; i++) this.#slopes[i] = (this.#goals[i]! - this.#now[i]!) / CONTROL_FRAMES;
    const hertz = Math.min(HIGHEST * this.#rate, 2 ** values[DRIVE_TONE]!);
    const warp = Math.tan((Math.PI * hertz) / this.#rate);
    const first = 1 / (1 + warp * (warp + Math.SQRT2));
    this.#tone[0] = first;
    this.#tone[1] = warp * first;
    this.#tone[2] = warp * warp * first;
  }

  step(): void {
    for (let channel = 0; channel < 2; channel++) {
      const { states } = this.#channels[channel]!;
      for (let i = 0; i < LAST; i++) if (Math.abs(states[i]!) < TINY) states[i] = 0;
    }
  }

  process(left: Float32Array, right: Float32Array, at: Samples, count: Samples): void {
    const first = this.#channels[0];
    const second = this.#channels[1];
    this.#work(first, left, at, count);
    this.#work(second, right, at, count);
    for (let i = 0; i < 3; i++) this.#now[i]! += count * this.#slopes[i]!;
    this.#mix.apply(left, right, first.samples, second.samples, at, count);
  }

  reset(): void {
    for (const channel of this.#channels) channel.reset(this.#goals[1]!);
  }

  #work(channel: Channel, input: Float32Array, at: Samples, count: Samples): void {
    const { samples, twice, fast, filters } = channel;
    for (let i = 0; i < count; i++) samples[i] = input[at + i]!;
    if (this.#doublings === 0) {
      this.#clip(channel, samples, count, 1);
    } else if (this.#doublings === 1) {
      filters[0]!.up(samples, twice, count);
      this.#clip(channel, twice, count, 2);
      filters[1]!.down(twice, samples, count);
    } else {
      filters[0]!.up(samples, twice, count);
      filters[2]!.up(twice, fast, 2 * count);
      this.#clip(channel, fast, count, 4);
      filters[3]!.down(fast, twice, 2 * count);
      filters[1]!.down(twice, samples, count);
    }
    this.#shape(channel, count);
  }

  /** Clips `count` frames of `times` samples each, in place. */
  #clip({ states }: Channel, samples: Float64Array, count: Samples, times: number): void {
    let gain = this.#now[0]!;
    let offset = this.#now[1]!;
    let makeup = this.#now[2]!;
    const gainSlope = this.#slopes[0]!;
    const offsetSlope = this.#slopes[1]!;
    const makeupSlope = this.#slopes[2]!;
    let last = states[LAST]!;
    let lastRoot = Math.sqrt(1 + last * last);
    for (let i = 0; i < count; i++) {
      gain += gainSlope;
      offset += offsetSlope;
      makeup += makeupSlope;
      const rest = offset / Math.sqrt(1 + offset * offset);
      for (let k = i * times; k < (i + 1) * times; k++) {
        const x = gain * samples[k]! + offset;
        const root = Math.sqrt(1 + x * x);
        samples[k] = makeup * ((x + last) / (root + lastRoot) - rest);
        last = x;
        lastRoot = root;
      }
    }
    states[LAST] = last;
  }

  /** Takes the offset away, and what is above the tone's cutoff; notes the peak. */
  #shape({ samples, states }: Channel, count: Samples): void {
    const a1 = this.#tone[0]!;
    const a2 = this.#tone[1]!;
    const a3 = this.#tone[2]!;
    let dc = states[DC]!;
    let first = states[TONE_1]!;
    let second = states[TONE_2]!;
    let { peak } = this.tail;
    for (let i = 0; i < count; i++) {
      dc += this.#dcStep * (samples[i]! - dc);
      const v3 = samples[i]! - dc - second;
      const v1 = a1 * first + a2 * v3;
      const v2 = second + a2 * first + a3 * v3;
      first = 2 * v1 - first;
      second = 2 * v2 - second;
      samples[i] = v2;
      peak = Math.max(peak, Math.abs(v2));
    }
    states[DC] = dc;
    states[TONE_1] = first;
    states[TONE_2] = second;
    this.tail.peak = peak;
  }
}

function clip(x: number): number {
  return x / Math.sqrt(1 + x * x);
}
