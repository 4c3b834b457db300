import type { Gain01, Hertz, Seconds } from '../../src/units.js';
import { CONTROL_FRAMES } from './constants.js';

/** The attack aims this high and stops at 1: a curve between a line (∞) and a full exponential (1). */
const ATTACK_AIM = 1.25;
/** Decay and release times are those to −60 dB of the way. */
const SIXTY_DECIBELS = Math.log(1000);
/** Quieter than this is silence, −100 dB. */
const SILENCE = 1e-5;

/** Fraction of the way that is left after one control step. */
function remaining(rate: Hertz, seconds: Seconds, decades: number): number {
  return Math.exp((-decades * CONTROL_FRAMES) / (Math.max(1e-4, seconds) * rate));
}

/** Attack, decay, sustain and release, as all voices share them. [audio] */
export class EnvelopeShape {
  readonly #rate: Hertz;
  attack = 0;
  decay = 0;
  sustain: Gain01 = 1;
  release = 0;

  constructor(rate: Hertz) {
    this.#rate = rate;
  }

  /** From silence to full level in exactly this time. */
  setAttack(seconds: Seconds): void {
    this.attack = remaining(this.#rate, seconds, Math.log(ATTACK_AIM / (ATTACK_AIM - 1)));
  }

  setDecay(seconds: Seconds): void {
    this.decay = remaining(this.#rate, seconds, SIXTY_DECIBELS);
  }

  setRelease(seconds: Seconds): void {
    this.release = remaining(this.#rate, seconds, SIXTY_DECIBELS);
  }
}

/** One voice's place on the shape. [audio] */
export class Envelope {
  readonly #shape: EnvelopeShape;
  #stage: 'attack' | 'decay' | 'release' | 'done' = 'done';
  value: Gain01 = 0;

  constructor(shape: EnvelopeShape) {
    this.#shape = shape;
  }

  get done(): boolean {
    return this.#stage === 'done';
  }

  start(): void {
    this.#stage = 'attack';
    this.value = 0;
  }

  /** Lets go, from wherever it is. */
  release(): void {
    if (this.#stage !== 'done') this.#stage = 'release';
  }

  /** One control step on, to a new `value`. Decay goes over into sustain, and follows it when it moves. */
  advance(): void {
    const shape = this.#shape;
    switch (this.#stage) {
      case 'attack':
        this.value = ATTACK_AIM - (ATTACK_AIM - this.value) * shape.attack;
        if (this.value >= 1 - 1e-9) {
          this.value = 1;
          this.#stage = 'decay';
        }
        break;
      case 'decay':
        this.value = shape.sustain + (this.value - shape.sustain) * shape.decay;
        if (shape.sustain === 0 && this.value < SILENCE) this.#end();
        break;
      case 'release':
        this.value *= shape.release;
        if (this.value < SILENCE) this.#end();
        break;
      case 'done':
        break;
    }
  }

  #end(): void {
    this.value = 0;
    this.#stage = 'done';
  }
}
