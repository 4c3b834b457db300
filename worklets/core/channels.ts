import type { Hertz, Seconds } from '../../src/units.js';
import { CHANNELS } from './constants.js';
import { Smoothed } from './smoothed.js';

const BEND_SECONDS: Seconds = 0.004;
const GAIN_SECONDS: Seconds = 0.008;

/** What MIDI says of each of the 16 channels: pedal, bend, volume and expression. [audio] */
export class Channels {
  /** −1 to 1. */
  readonly #bends: Smoothed;
  /** Volume × expression. */
  readonly #gains: Smoothed;
  readonly #volumes = new Float64Array(CHANNELS).fill(1);
  readonly #expressions = new Float64Array(CHANNELS).fill(1);
  readonly pedals = new Uint8Array(CHANNELS);
  /** Smoothed: bend and tuning. */
  readonly semitones = new Float64Array(CHANNELS);

  constructor(rate: Hertz) {
    this.#bends = new Smoothed(CHANNELS, 0, BEND_SECONDS, rate);
    this.#gains = new Smoothed(CHANNELS, 1, GAIN_SECONDS, rate);
  }

  /** Smoothed: volume × expression, 0 to 1. */
  get gains(): Float64Array {
    return this.#gains.values;
  }

  /** 14 bits, 8192 in the middle: −1 to 1, both of which are reached. */
  setBend(channel: number, value: number): void {
    const offset = value - 8192;
    this.#bends.targets[channel] = offset / (offset > 0 ? 8191 : 8192);
  }

  /** CC 7, by the square law of General MIDI; full until it is set. */
  setVolume(channel: number, value: number): void {
    this.#volumes[channel] = (value / 127) ** 2;
    this.#aimGain(channel);
  }

  /** CC 11, by the square law. */
  setExpression(channel: number, value: number): void {
    this.#expressions[channel] = (value / 127) ** 2;
    this.#aimGain(channel);
  }

  /** CC 121: expression, bend and pedal as at the start; volume stays (MIDI recommended practice 015). */
  resetControllers(channel: number): void {
    this.setExpression(channel, 127);
    this.setBend(channel, 8192);
    this.pedals[channel] = 0;
  }

  /** One control step. A full bend is `bendRange` semitones; `tune` is in semitones too. */
  advance(bendRange: number, tune: number): void {
    this.#gains.advance();
    this.#bends.advance();
    this.#combine(bendRange, tune);
  }

  /** Everything to where it is going, at once: for when nothing sounds. */
  jump(bendRange: number, tune: number): void {
    this.#gains.jump();
    this.#bends.jump();
    this.#combine(bendRange, tune);
  }

  #combine(bendRange: number, tune: number): void {
    for (let channel = 0; channel < CHANNELS; channel++) {
      this.semitones[channel] = this.#bends.values[channel]! * bendRange + tune;
    }
  }

  #aimGain(channel: number): void {
    this.#gains.targets[channel] = this.#volumes[channel]! * this.#expressions[channel]!;
  }
}
