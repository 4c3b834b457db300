/** Says what an effect is, and knows when it has died away. [audio, while playing; no allocation] */
import type { Gain01, Hertz, Samples, Seconds } from '../../../src/units.js';
import { CONTROL_FRAMES } from '../constants.js';

/** −120 dBFS: what is softer than this is silence. */
export const SILENCE: Gain01 = 1e-6;
/** Filter states smaller than this are set to 0: denormal numbers are slow. */
export const TINY = 1e-18;

/** An effect on two channels. [audio] */
export interface Effect {
  /** Whether it changes anything: what is off is not called. */
  readonly on: boolean;
  readonly tail: Tail;
  /** Takes the smoothed values at the end of the next control step. */
  plan(values: Float64Array): void;
  /** Begins a control step, while it is on and sounds. */
  step(): void;
  /** Works in place, on `count` frames from `at` on: at most what is left of the control step. */
  process(left: Float32Array, right: Float32Array, at: Samples, count: Samples): void;
  /** Forgets what it has heard. `amid`: a sound is going on, of which it hears the rest. */
  reset(amid: boolean): void;
}

/** Finds when nothing is left in an effect: what it kept has been silent for as long as it keeps anything. [audio] */
export class Tail {
  /** Frames that pass through it. */
  length: Samples;
  /** Highest of what was kept in this control step. */
  peak: Gain01 = 0;
  #quiet: Samples = 0;
  /** Whether it has died away, and has to be reset before it hears anything. */
  ended = true;

  constructor(length: Samples) {
    this.length = length;
  }

  wake(): void {
    this.ended = false;
    this.#quiet = 0;
  }

  /** Ends a control step. */
  step(): void {
    if (this.peak >= SILENCE) this.#quiet = 0;
    else if (this.#quiet < this.length) this.#quiet += CONTROL_FRAMES;
    else this.ended = true;
    this.peak = 0;
  }
}

const INPUT_FADE_SECONDS: Seconds = 0.01;

/** What an effect that keeps samples is given: faded in where it is switched on amid a sound, whose cut it would repeat. [audio] */
export class InputFade {
  readonly #slope: number;
  #gain = 1;

  constructor(rate: Hertz) {
    this.#slope = 1 / (INPUT_FADE_SECONDS * rate);
  }

  reset(amid: boolean): void {
    this.#gain = amid ? 0 : 1;
  }

  read(input: Float32Array, out: Float64Array, at: Samples, count: Samples): void {
    let gain = this.#gain;
    for (let i = 0; i < count; i++) {
      if (gain < 1) gain = Math.min(1, gain + this.#slope);
      out[i] = gain * input[at + i]!;
    }
    this.#gain = gain;
  }
}

/** Gains of dry and wet sound, linear over a control step. [audio] */
export class DryWet {
  /** Gains at the next frame. */
  dry = 1;
  wet = 0;
  drySlope = 0;
  wetSlope = 0;
  #dryGoal = 1;
  #wetGoal = 0;

  /** Whether anything of the wet sound is heard. */
  get on(): boolean {
    return this.wet !== 0 || this.#wetGoal !== 0;
  }

  /** Takes the gains at the end of the next control step. */
  plan(dry: Gain01, wet: Gain01): void {
    this.dry = this.#dryGoal;
    this.wet = this.#wetGoal;
    this.#dryGoal = dry;
    this.#wetGoal = wet;
    this.drySlope = (dry - this.dry) / CONTROL_FRAMES;
    this.wetSlope = (wet - this.wet) / CONTROL_FRAMES;
  }

  /** Up to the middle of the mix the dry sound stays as it is, beyond it the wet one does. */
  planMix(mix: Gain01): void {
    this.plan(mix > 0.5 ? 2 - 2 * mix : 1, mix > 0.5 ? 1 : 2 * mix);
  }

  /** Mixes into both channels what is wet, and goes on by so many frames. */
  apply(
    left: Float32Array,
    right: Float32Array,
    wetLeft: Float64Array,
    wetRight: Float64Array,
    at: Samples,
    count: Samples,
  ): void {
    let { dry, wet } = this;
    const { drySlope, wetSlope } = this;
    for (let i = 0; i < count; i++) {
      dry += drySlope;
      wet += wetSlope;
      left[at + i] = dry * left[at + i]! + wet * wetLeft[i]!;
      right[at + i] = dry * right[at + i]! + wet * wetRight[i]!;
    }
    this.dry = dry;
    this.wet = wet;
  }
}
