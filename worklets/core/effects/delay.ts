/** Repeats the sound: echoes, free or in time, each a little darker than the one before. [audio, while playing; no allocation] */
import type { Hertz, Samples, Seconds } from '../../../src/units.js';
import { CONTROL_FRAMES } from '../constants.js';
import type { Transport } from '../transport.js';
import { DelayLine, DelayTap } from './delay-line.js';
import { type Effect, DryWet, InputFade, Tail, TINY } from './effect.js';
import {
  DELAY_FEEDBACK,
  DELAY_MIX,
  DELAY_PING_PONG,
  DELAY_TONE,
  type EffectSettings,
} from './effect-settings.js';

/** Longest delay: a whole note at 60 beats a minute. Longer notes are halved, so that they stay in time. */
const LONGEST: Seconds = 4;
const SHORTEST: Seconds = 0.005;
/** A note at a tempo that no music has. */
const SLOWEST: Seconds = 1e6;
const FADE_SECONDS: Seconds = 0.06;
/** Highest cutoff, as a fraction of the sample rate. */
const HIGHEST = 0.48;
/** Echoes lose what is below, hertz: it would pile up. */
const HIGH_PASS_HERTZ: Hertz = 30;
/** States of a channel: low-pass, and what the high-pass takes away. */
const STATES = 2;

/** Two lines, whose echoes stay on their side or go to and fro. [audio] */
export class Delay implements Effect {
  readonly tail: Tail;
  readonly #settings: EffectSettings;
  readonly #rate: Hertz;
  readonly #mix = new DryWet();
  readonly #inputFades: readonly [InputFade, InputFade];
  readonly #lines: readonly [DelayLine, DelayLine];
  readonly #taps: readonly [DelayTap, DelayTap];
  readonly #left = new Float64Array(CONTROL_FRAMES);
  readonly #right = new Float64Array(CONTROL_FRAMES);
  readonly #keptLeft = new Float64Array(CONTROL_FRAMES);
  readonly #keptRight = new Float64Array(CONTROL_FRAMES);
  readonly #states = new Float64Array(2 * STATES);
  #cutoff = 1;
  readonly #highPass: number;
  /** Feedback and ping-pong at the next frame, at the end of the step, and their way in a frame. */
  readonly #now = new Float64Array(2);
  readonly #goals = new Float64Array(2);
  readonly #slopes = new Float64Array(2);

  constructor(rate: Hertz, settings: EffectSettings) {
    this.#rate = rate;
    this.#inputFades = [new InputFade(rate), new InputFade(rate)];
    this.#settings = settings;
    const longest = Math.ceil(LONGEST * rate);
    const fade = Math.round(FADE_SECONDS * rate);
    this.#lines = [new DelayLine(longest), new DelayLine(longest)];
    this.#taps = [new DelayTap(longest, fade), new DelayTap(longest, fade)];
    this.tail = new Tail(longest);
    this.#highPass = 1 - Math.exp((-2 * Math.PI * HIGH_PASS_HERTZ) / rate);
  }

  get on(): boolean {
    return this.#mix.on;
  }

  plan(values: Float64Array): void {
    this.#mix.planMix(values[DELAY_MIX]!);
    this.#now.set(this.#goals);
    this.#goals[0] = values[DELAY_FEEDBACK]!;
    this.#goals[1] = values[DELAY_PING_PONG]!;
    for (let i = 0; i < 2; i++) this.#slopes[i] = (this.#goals[i]! - this.#now[i]!) / CONTROL_FRAMES;
    const warp = Math.tan(Math.PI * Math.min(HIGHEST, 2 ** values[DELAY_TONE]! / this.#rate));
    this.#cutoff = warp / (1 + warp);
  }

  /** Takes the time from its knob, or from the tempo. */
  follow({ tempo }: Transport): void {
    const { delayLength, delaySeconds } = this.#settings;
    let seconds = delayLength > 0 ? Math.min(SLOWEST, (60 * delayLength) / tempo) : delaySeconds;
    while (seconds > LONGEST) seconds *= 0.5;
    const frames = Math.max(CONTROL_FRAMES, Math.round(Math.max(SHORTEST, seconds) * this.#rate));
    this.#taps[0].target = frames;
    this.#taps[1].target = frames;
  }

  step(): void {
    this.#taps[0].step();
    this.#taps[1].step();
    this.tail.length = this.#taps[0].delay;
    const states = this.#states;
    for (let i = 0; i < states.length; i++) if (Math.abs(states[i]!) < TINY) states[i] = 0;
  }

  process(left: Float32Array, right: Float32Array, at: Samples, count: Samples): void {
    const echoLeft = this.#left;
    const echoRight = this.#right;
    this.#taps[0].read(this.#lines[0], echoLeft, count);
    this.#taps[1].read(this.#lines[1], echoRight, count);
    this.#filter(echoLeft, 0, count);
    this.#filter(echoRight, STATES, count);
    this.#inputFades[0].read(left, this.#keptLeft, at, count);
    this.#inputFades[1].read(right, this.#keptRight, at, count);
    this.#writeLines(count);
    this.#lines[0].write(this.#keptLeft, count);
    this.#lines[1].write(this.#keptRight, count);
    this.#mix.apply(left, right, echoLeft, echoRight, at, count);
  }

  #filter(echo: Float64Array, at: number, count: Samples): void {
    const states = this.#states;
    const cutoff = this.#cutoff;
    let low = states[at]!;
    let lowest = states[at + 1]!;
    for (let i = 0; i < count; i++) {
      const way = cutoff * (echo[i]! - low);
      const passed = low + way;
      low = passed + way;
      lowest += this.#highPass * (passed - lowest);
      echo[i] = passed - lowest;
    }
    states[at] = low;
    states[at + 1] = lowest;
  }

  /** Adds the echoes to what the lines keep. To and fro: both channels enter on the left, as loud as they are together. */
  #writeLines(count: Samples): void {
    const keptLeft = this.#keptLeft;
    const keptRight = this.#keptRight;
    let feedback = this.#now[0]!;
    let pingPong = this.#now[1]!;
    const feedbackSlope = this.#slopes[0]!;
    const pingPongSlope = this.#slopes[1]!;
    let { peak } = this.tail;
    for (let i = 0; i < count; i++) {
      feedback += feedbackSlope;
      pingPong += pingPongSlope;
      const a = keptLeft[i]!;
      const b = keptRight[i]!;
      const echoLeft = this.#left[i]!;
      const echoRight = this.#right[i]!;
      const both = Math.SQRT1_2 * (a + b);
      keptLeft[i] = a + pingPong * (both - a) + feedback * (echoLeft + pingPong * (echoRight - echoLeft));
      keptRight[i] = b - pingPong * b + feedback * (echoRight + pingPong * (echoLeft - echoRight));
      peak = Math.max(peak, Math.abs(keptLeft[i]!), Math.abs(keptRight[i]!));
    }
    this.#now[0] = feedback;
    this.#now[1] = pingPong;
    this.tail.peak = peak;
  }

  reset(amid: boolean): void {
    for (const fade of this.#inputFades) fade.reset(amid);
    for (const line of this.#lines) line.reset();
    for (const tap of this.#taps) tap.jump();
    this.#states.fill(0);
  }
}
