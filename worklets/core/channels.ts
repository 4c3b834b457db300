import type { Hertz, Seconds } from '../../src/units.js';
import { CHANNELS } from './constants.js';
import { Smoothed } from './smoothed.js';

const BEND_SECONDS: Seconds = 0.004;
const GAIN_SECONDS: Seconds = 0.008;

/** What MIDI says of each of the 16 channels: pedal, bend, volume and expression. [audio] */
export class Channels {
  readonly #bends: readonly Smoothed[];
  readonly #volumes = new Float64Array(CHANNELS);
  readonly #expressions = new Float64Array(CHANNELS);
  readonly #smoothGains: readonly Smoothed[];
  readonly pedals = new Uint8Array(CHANNELS);
  /** Smoothed: volume × expression, 0 to 1. */
  readonly gains = new Float64Array(CHANNELS);
  /** Smoothed: bend and tuning. */
  readonly semitones = new Float64Array(CHANNELS);

  constructor(rate: Hertz) {
    const smooth = (initial: number, seconds: Seconds) =>
      Array.from({ length: CHANNELS }, () => new Smoothed(initial, seconds, rate, 1e-6));
    this.#bends = smooth(0, BEND_SECONDS);
    this.#smoothGains = smooth(1, GAIN_SECONDS);
    this.#volumes.fill(1);
    this.#expressions.fill(1);
    this.gains.fill(1);
  }

  /** 14 bits, 8192 in the middle: −1 to 1, both of which are reached. */
  setBend(channel: number, value: number): void {
    const offset = value - 8192;
    this.#bends[channel]!.target = offset / (offset > 0 ? 8191 : 8192);
  }

  /** CC 7, by the square law of General MIDI; full until it is set. */
  setVolume(channel: number, value: number): void {
    this.#volumes[channel] = (value / 127) ** 2;
    this.#aim(channel);
  }

  /** CC 11, by the square law. */
  setExpression(channel: number, value: number): void {
    this.#expressions[channel] = (value / 127) ** 2;
    this.#aim(channel);
  }

  /** CC 121: expression, bend and pedal as at the start; volume stays (MIDI recommended practice 015). */
  resetControllers(channel: number): void {
    this.setExpression(channel, 127);
    this.setBend(channel, 8192);
    this.pedals[channel] = 0;
  }

  /** One control step. Bends reach `bendRange` semitones; `tune` is in semitones. */
  advance(bendRange: number, tune: number): void {
    for (let channel = 0; channel < CHANNELS; channel++) {
      const bend = this.#bends[channel]!;
      bend.advance();
      this.semitones[channel] = bend.value * bendRange + tune;
      const gain = this.#smoothGains[channel]!;
      if (gain.advance()) this.gains[channel] = gain.value;
    }
  }

  /** Everything to where it is going, at once: for when nothing sounds. */
  jump(bendRange: number, tune: number): void {
    for (let channel = 0; channel < CHANNELS; channel++) {
      this.#bends[channel]!.jump();
      this.#smoothGains[channel]!.jump();
      this.semitones[channel] = this.#bends[channel]!.value * bendRange + tune;
      this.gains[channel] = this.#smoothGains[channel]!.value;
    }
  }

  #aim(channel: number): void {
    this.#smoothGains[channel]!.target = this.#volumes[channel]! * this.#expressions[channel]!;
  }
}
