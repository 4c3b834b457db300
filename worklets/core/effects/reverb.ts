/** Puts the sound into a room: a feedback delay network of sixteen lines. [audio, while playing; no allocation] */
import type { Gain01, Hertz, Samples, Seconds } from '../../../src/units.js';
import { CONTROL_FRAMES } from '../constants.js';
import { DelayLine, DelayTap } from './delay-line.js';
import { type Effect, DryWet, Tail, TINY } from './effect.js';
import {
  type EffectSettings,
  REVERB_DAMPING,
  REVERB_DECAY,
  REVERB_MIX,
  REVERB_SIZE,
} from './effect-settings.js';
import { LONGEST_PRE_DELAY, ReverbInput } from './reverb-input.js';

const LINES = 16;
/** Lengths of the lines at 50 % of size, seconds: no two have a common measure, so that their echoes do not meet. */
const LENGTHS: readonly Seconds[] = [
  0.02317, 0.02531, 0.02713, 0.02927, 0.03169, 0.03373, 0.03659, 0.03911, 0.04219, 0.04483, 0.04789, 0.05113,
  0.05501, 0.05927, 0.06389, 0.06841,
];
const MEAN_LENGTH = LENGTHS.reduce((sum, length) => sum + length, 0) / LINES;
/** Octaves between the smallest room and the largest. */
const SIZE_OCTAVES = 2;
const FADE_SECONDS: Seconds = 0.08;
/** Highest frequency of damping, as a fraction of the sample rate. */
const HIGHEST = 0.49;
/** Signs with which a line is heard on both sides, and the input enters it: of no common part, so that both sides are not alike. */
const LEFT = [1, 1, 1, 1, -1, -1, -1, 1, -1, -1, -1, 1, 1, -1, 1, -1] as const;
const RIGHT = [1, -1, 1, -1, -1, -1, 1, 1, 1, 1, -1, 1, -1, -1, -1, 1] as const;
const INPUT_SIGNS = [1, 1, -1, -1, 1, -1, -1, 1, 1, 1, 1, -1, 1, -1, -1, -1] as const;
/** Pairs of lines are turned into each other, to and fro: modes move, and nothing rings. Most of the turn in radians; how often, at 50 % of size. */
const TURN = 1;
const TURN_HERTZ: readonly Hertz[] = [0.61, 0.71, 0.89, 1.03, 1.21, 1.39, 1.61, 1.93];
const PAIRS = LINES / 2;
/** A Hadamard matrix of ±1 is this much too large, the other way round, for one that loses nothing. */
const HADAMARD_GAIN = 1 / Math.sqrt(LINES);
/** Indices of a value that is linear over a control step. */
const NOW = 0;
const GOAL = 1;
const SLOPE = 2;
/** Level of a steady sound in a room of this decay, at 50 % of size, beside the dry sound; longer and smaller rooms are louder, but half as much (in dB) as they would be. */
const LEVEL: Gain01 = 0.6;
const LEVEL_SECONDS: Seconds = 2;

/**
 * Sixteen delay lines, mixed by a Hadamard matrix behind slow rotations, which lose nothing; each line loses in its time what makes 60 dB
 * in the time of the decay, and twice as much at the frequency of damping. [audio]
 */
export class Reverb implements Effect {
  readonly tail: Tail;
  readonly #settings: EffectSettings;
  readonly #rate: Hertz;
  readonly #mix = new DryWet();
  readonly #inputs: readonly [ReverbInput, ReverbInput];
  readonly #lines: readonly DelayLine[];
  readonly #taps: readonly DelayTap[];
  /** What comes out of each line in this chunk. */
  readonly #out: readonly Float64Array[];
  /** One-pole low-passes: gain of the input, feedback, state. */
  readonly #inGains = new Float64Array(LINES);
  readonly #poles = new Float64Array(LINES);
  readonly #states = new Float64Array(LINES);
  readonly #cos = new Float64Array(PAIRS).fill(1);
  readonly #sin = new Float64Array(PAIRS);
  readonly #phases = Float64Array.from({ length: PAIRS }, (_, pair) => pair / PAIRS);
  readonly #wetLeft = new Float64Array(CONTROL_FRAMES);
  readonly #wetRight = new Float64Array(CONTROL_FRAMES);
  #scale = 1;
  /** That the lines have, or go to; 0 to 1, before the first −1. */
  #size = -1;
  #decay: Seconds = 2;
  #damping: Hertz = 6000;
  /** Of the lines' sum: at the next frame, at the end of the step, and its way in a frame. */
  readonly #level = new Float64Array(3);

  constructor(rate: Hertz, settings: EffectSettings) {
    this.#rate = rate;
    this.#settings = settings;
    const largest = 2 ** (SIZE_OCTAVES / 2);
    const fade = Math.round(FADE_SECONDS * rate);
    const longest = LENGTHS.map((seconds) => Math.max(CONTROL_FRAMES, Math.ceil(seconds * largest * rate)));
    this.#inputs = [new ReverbInput(rate, 0), new ReverbInput(rate, 1)];
    this.#lines = longest.map((frames) => new DelayLine(frames));
    this.#taps = longest.map((frames) => new DelayTap(frames, fade));
    this.#out = longest.map(() => new Float64Array(CONTROL_FRAMES));
    this.tail = new Tail(longest[LINES - 1]! + Math.ceil(LONGEST_PRE_DELAY * rate));
  }

  get on(): boolean {
    return this.#mix.on;
  }

  plan(values: Float64Array): void {
    this.#decay = 2 ** values[REVERB_DECAY]!;
    this.#damping = 2 ** values[REVERB_DAMPING]!;
    this.#scale = scaleOf(values[REVERB_SIZE]!);
    this.#mix.planMix(values[REVERB_MIX]!);
    this.#fit();
  }

  /** Takes size and pre-delay as they are wanted: lines change their lengths by crossfades. */
  follow(): void {
    const { smoothed, preDelaySeconds } = this.#settings;
    const before = Math.max(CONTROL_FRAMES, Math.round(preDelaySeconds * this.#rate));
    this.#inputs[0].tap.target = before;
    this.#inputs[1].tap.target = before;
    const size = smoothed.target(REVERB_SIZE);
    if (size === this.#size) return;
    this.#size = size;
    const frames = scaleOf(size) * this.#rate;
    for (let i = 0; i < LINES; i++)
      this.#taps[i]!.target = Math.max(CONTROL_FRAMES, Math.round(LENGTHS[i]! * frames));
  }

  /** Power of a line's output, where a steady sound of power 1 goes into it. */
  #powerAt(length: Seconds, decay: Seconds): number {
    const power = 10 ** ((-6 * length) / decay);
    return power / (1 - power);
  }

  /** Computes what each line loses: g at 0 Hz, g² at the frequency of damping. */
  #fit(): void {
    const usual = this.#powerAt(MEAN_LENGTH, LEVEL_SECONDS);
    const power = this.#powerAt(MEAN_LENGTH * this.#scale, this.#decay);
    this.#level[NOW] = this.#level[GOAL]!;
    this.#level[GOAL] = (LEVEL * (usual / power) ** 0.25) / Math.sqrt(LINES * usual);
    this.#level[SLOPE] = (this.#level[GOAL]! - this.#level[NOW]!) / CONTROL_FRAMES;
    const cosine = Math.cos(2 * Math.PI * Math.min(HIGHEST, this.#damping / this.#rate));
    for (let i = 0; i < LINES; i++) {
      const gain = 10 ** ((-3 * LENGTHS[i]! * this.#scale) / this.#decay);
      const lost = 1 - gain * gain;
      const b = (1 - (1 - lost) * cosine) / lost;
      const pole = b - Math.sqrt(b * b - 1);
      this.#poles[i] = pole;
      this.#inGains[i] = gain * (1 - pole);
    }
  }

  step(): void {
    this.#inputs[0].tap.step();
    this.#inputs[1].tap.step();
    for (let i = 0; i < LINES; i++) {
      this.#taps[i]!.step();
      if (Math.abs(this.#states[i]!) < TINY) this.#states[i] = 0;
    }
    // Small rooms have fewer modes, which have to move faster.
    const turn = CONTROL_FRAMES / (this.#rate * this.#scale);
    for (let pair = 0; pair < PAIRS; pair++) {
      const phase = this.#phases[pair]! + TURN_HERTZ[pair]! * turn;
      this.#phases[pair] = phase - Math.floor(phase);
      const angle = TURN * Math.sin(2 * Math.PI * phase);
      this.#cos[pair] = Math.cos(angle);
      this.#sin[pair] = Math.sin(angle);
    }
  }

  process(left: Float32Array, right: Float32Array, at: Samples, count: Samples): void {
    this.#inputs[0].process(left, at, count);
    this.#inputs[1].process(right, at, count);
    this.#listen(count);
    this.#turn(count);
    this.#scatter(count);
    for (let line = 0; line < LINES; line++) this.#lines[line]!.write(this.#out[line]!, count);
    this.#mix.apply(left, right, this.#wetLeft, this.#wetRight, at, count);
  }

  /** Reads what leaves each line, with what it has lost, and sums the lines for both sides. */
  #listen(count: Samples): void {
    const wetLeft = this.#wetLeft;
    const wetRight = this.#wetRight;
    wetLeft.fill(0);
    wetRight.fill(0);
    for (let line = 0; line < LINES; line++) {
      const out = this.#out[line]!;
      this.#taps[line]!.read(this.#lines[line]!, out, count);
      const inGain = this.#inGains[line]!;
      const pole = this.#poles[line]!;
      const toLeft = LEFT[line]!;
      const toRight = RIGHT[line]!;
      let state = this.#states[line]!;
      for (let i = 0; i < count; i++) {
        state = inGain * out[i]! + pole * state;
        out[i] = state;
        wetLeft[i]! += toLeft * state;
        wetRight[i]! += toRight * state;
      }
      this.#states[line] = state;
    }
    this.#weigh(count);
  }

  /** Brings the sums to their level, and notes the peak of them and of what comes in: no line is silent in both for long. */
  #weigh(count: Samples): void {
    const wetLeft = this.#wetLeft;
    const wetRight = this.#wetRight;
    const inLeft = this.#inputs[0].samples;
    const inRight = this.#inputs[1].samples;
    const slope = this.#level[SLOPE]!;
    let level = this.#level[NOW]!;
    let { peak } = this.tail;
    for (let i = 0; i < count; i++) {
      const a = wetLeft[i]!;
      const b = wetRight[i]!;
      peak = Math.max(peak, Math.abs(a), Math.abs(b), Math.abs(inLeft[i]!), Math.abs(inRight[i]!));
      level += slope;
      wetLeft[i] = a * level;
      wetRight[i] = b * level;
    }
    this.#level[NOW] = level;
    this.tail.peak = peak;
  }

  /** Turns the lines of each pair into each other; then the first half of the Hadamard matrix, within each four lines. */
  #turn(count: Samples): void {
    for (let pair = 0; pair < PAIRS; pair += 2) {
      const a = this.#out[2 * pair]!;
      const b = this.#out[2 * pair + 1]!;
      const c = this.#out[2 * pair + 2]!;
      const d = this.#out[2 * pair + 3]!;
      const cos = this.#cos[pair]!;
      const sin = this.#sin[pair]!;
      const otherCos = this.#cos[pair + 1]!;
      const otherSin = this.#sin[pair + 1]!;
      for (let i = 0; i < count; i++) {
        const w = cos * a[i]! - sin * b[i]!;
        const x = sin * a[i]! + cos * b[i]!;
        const y = otherCos * c[i]! - otherSin * d[i]!;
        const z = otherSin * c[i]! + otherCos * d[i]!;
        a[i] = w + x + y + z;
        b[i] = w - x + y - z;
        c[i] = w + x - y - z;
        d[i] = w - x - y + z;
      }
    }
  }

  /** The second half of the Hadamard matrix, between the fours; and what comes in: lines are fed from both sides in turn. */
  #scatter(count: Samples): void {
    for (let line = 0; line < LINES / 4; line++) {
      const a = this.#out[line]!;
      const b = this.#out[line + 4]!;
      const c = this.#out[line + 8]!;
      const d = this.#out[line + 12]!;
      const input = this.#inputs[(line & 1) as 0 | 1].samples;
      const toA = INPUT_SIGNS[line]!;
      const toB = INPUT_SIGNS[line + 4]!;
      const toC = INPUT_SIGNS[line + 8]!;
      const toD = INPUT_SIGNS[line + 12]!;
      for (let i = 0; i < count; i++) {
        const w = HADAMARD_GAIN * a[i]!;
        const x = HADAMARD_GAIN * b[i]!;
        const y = HADAMARD_GAIN * c[i]!;
        const z = HADAMARD_GAIN * d[i]!;
        const entering = input[i]!;
        a[i] = w + x + y + z + toA * entering;
        b[i] = w - x + y - z + toB * entering;
        c[i] = w + x - y - z + toC * entering;
        d[i] = w - x - y + z + toD * entering;
      }
    }
  }

  reset(amid: boolean): void {
    for (const input of this.#inputs) input.reset(amid);
    for (const line of this.#lines) line.reset();
    for (const tap of this.#taps) tap.jump();
    this.#states.fill(0);
  }
}

/** Length of lines beside that at 50 % of size. */
function scaleOf(size: number): number {
  return 2 ** (SIZE_OCTAVES * (size - 0.5));
}
