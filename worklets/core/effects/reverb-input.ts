/** Leads the sound into the reverb: pre-delay, then all-passes that smear each onset. [audio, while playing; no allocation] */
import type { Hertz, Samples, Seconds } from '../../../src/units.js';
import { CONTROL_FRAMES } from '../constants.js';
import { DelayLine, DelayTap } from './delay-line.js';
import { InputFade } from './effect.js';

export const LONGEST_PRE_DELAY: Seconds = 0.25;
const FADE_SECONDS: Seconds = 0.05;

/** Lengths of the all-passes of the left and the right channel (after Dattorro 1997), seconds: not alike, so that both sides are not. */
const LENGTHS: readonly (readonly Seconds[])[] = [
  [0.00477, 0.0036, 0.01273, 0.0093],
  [0.00509, 0.00333, 0.01201, 0.00987],
];
const FACTORS = [0.75, 0.75, 0.625, 0.625] as const;

/** An all-pass around a delay line: y = −g x + x', x' = x + g y kept. */
class AllPass {
  readonly #line: DelayLine;
  readonly #delay: Samples;
  readonly #factor: number;
  readonly #out = new Float64Array(CONTROL_FRAMES);

  constructor(delay: Samples, factor: number) {
    this.#delay = Math.max(CONTROL_FRAMES, delay);
    this.#line = new DelayLine(this.#delay);
    this.#factor = factor;
  }

  reset(): void {
    this.#line.reset();
  }

  process(samples: Float64Array, count: Samples): void {
    const out = this.#out;
    const factor = this.#factor;
    this.#line.read(this.#delay, out, count);
    for (let i = 0; i < count; i++) {
      const kept = samples[i]! + factor * out[i]!;
      out[i]! -= factor * kept;
      samples[i] = kept;
    }
    this.#line.write(samples, count);
    samples.set(out);
  }
}

/** One channel of it. [audio] */
export class ReverbInput {
  readonly #line: DelayLine;
  readonly #diffusers: readonly AllPass[];
  readonly #inputFade: InputFade;
  readonly #heard = new Float64Array(CONTROL_FRAMES);
  /** At least a control step. */
  readonly tap: DelayTap;
  readonly samples = new Float64Array(CONTROL_FRAMES);

  constructor(rate: Hertz, channel: 0 | 1) {
    this.#inputFade = new InputFade(rate);
    const longest = Math.ceil(LONGEST_PRE_DELAY * rate) + CONTROL_FRAMES;
    this.#line = new DelayLine(longest);
    this.tap = new DelayTap(CONTROL_FRAMES, Math.round(FADE_SECONDS * rate));
    this.#diffusers = LENGTHS[channel]!.map(
      (seconds, i) => new AllPass(Math.round(seconds * rate), FACTORS[i]!),
    );
  }

  /** Fills `samples` with what goes into the reverb. */
  process(input: Float32Array, at: Samples, count: Samples): void {
    const { samples } = this;
    const heard = this.#heard;
    this.#inputFade.read(input, heard, at, count);
    this.tap.read(this.#line, samples, count);
    this.#line.write(heard, count);
    for (let i = 0; i < this.#diffusers.length; i++) this.#diffusers[i]!.process(samples, count);
  }

  reset(amid: boolean): void {
    this.#inputFade.reset(amid);
    this.#line.reset();
    this.tap.jump();
    for (const diffuser of this.#diffusers) diffuser.reset();
  }
}
