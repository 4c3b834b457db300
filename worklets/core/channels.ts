/** Holds the MIDI state of 16 channels: bend, gain, pan, wheel, pedals, MPE. [audio, while playing; no allocation] */
import type { Hertz, Seconds } from '../../src/units.js';
import { CHANNELS } from './constants.js';
import { LOWER_MASTER, MpeZones, UPPER_MASTER } from './mpe.js';
import { SELECT_NONE, RegisteredParameters } from './registered-parameters.js';
import { Smoothed } from './smoothed.js';

const BEND_SECONDS: Seconds = 0.004;
const GAIN_SECONDS: Seconds = 0.008;
const HAND_SECONDS: Seconds = 0.012;
const MIDDLE = 64;
/** Widest bend that RPN 0 can ask for. */
const WIDEST_BEND = 96;

/** Which pedals are down, as bits. */
export const SUSTAIN_PEDAL = 1;
export const SOSTENUTO_PEDAL = 2;
export const SOFT_PEDAL = 4;

/**
 * Holds the controllers of the 16 MIDI channels. In an MPE zone the master's values are added to each member's own.
 * [audio]
 */
export class Channels {
  readonly mpe = new MpeZones();
  readonly numbers = new RegisteredParameters();
  /** −1 to 1. */
  readonly #bends: Smoothed;
  /** Semitones of a full bend. */
  readonly #ranges: Smoothed;
  /** RPN 1 and 2, in semitones. */
  readonly #tunings: Smoothed;
  /** Volume × expression. */
  readonly #gains: Smoothed;
  readonly #pans: Smoothed;
  readonly #wheels: Smoothed;
  readonly #slides: Smoothed;
  readonly #pressures: Smoothed;
  readonly #volumes = new Float64Array(CHANNELS).fill(1);
  readonly #expressions = new Float64Array(CHANNELS).fill(1);
  readonly #fine = new Float64Array(CHANNELS);
  readonly #coarse = new Float64Array(CHANNELS);
  readonly #pedals = new Uint8Array(CHANNELS);
  readonly #all: readonly Smoothed[];
  #bendRange = 2;
  #memberRange = 48;
  #tune = 0;

  /** Smoothed values of this control step, the master's included: semitones of bend and tuning, gain, pan −1 to 1. */
  readonly semitones = new Float64Array(CHANNELS);
  readonly gains = new Float64Array(CHANNELS).fill(1);
  readonly pans = new Float64Array(CHANNELS);
  /** Modulation wheel and pressure 0 to 1, slide −1 to 1. */
  readonly wheels = new Float64Array(CHANNELS);
  readonly pressures = new Float64Array(CHANNELS);
  readonly slides = new Float64Array(CHANNELS);

  constructor(rate: Hertz) {
    this.#bends = new Smoothed(CHANNELS, 0, BEND_SECONDS, rate);
    this.#ranges = new Smoothed(CHANNELS, this.#bendRange, GAIN_SECONDS, rate);
    this.#tunings = new Smoothed(CHANNELS, 0, BEND_SECONDS, rate);
    this.#gains = new Smoothed(CHANNELS, 1, GAIN_SECONDS, rate);
    this.#pans = new Smoothed(CHANNELS, 0, GAIN_SECONDS, rate);
    this.#wheels = new Smoothed(CHANNELS, 0, HAND_SECONDS, rate);
    this.#slides = new Smoothed(CHANNELS, 0, HAND_SECONDS, rate);
    this.#pressures = new Smoothed(CHANNELS, 0, HAND_SECONDS, rate);
    this.#all = [
      this.#bends,
      this.#ranges,
      this.#tunings,
      this.#gains,
      this.#pans,
      this.#wheels,
      this.#slides,
      this.#pressures,
    ];
  }

  /** Pitch bend: 14 bits, centre 8192, scaled so that both −1 and 1 are reached. */
  setBend(channel: number, value: number): void {
    const offset = value - 8192;
    this.#bends.aim(channel, offset / (offset > 0 ? 8191 : 8192));
  }

  /** CC 7, by the square law of General MIDI; full level until it is set. */
  setVolume(channel: number, value: number): void {
    this.#volumes[channel] = (value / 127) ** 2;
    this.#aimGain(channel);
  }

  /** CC 11, by the square law. */
  setExpression(channel: number, value: number): void {
    this.#expressions[channel] = (value / 127) ** 2;
    this.#aimGain(channel);
  }

  /** CC 10, scaled so that both −1 and 1 are reached. */
  setPan(channel: number, value: number): void {
    this.#pans.aim(channel, aroundMiddle(value));
  }

  /** CC 1. */
  setWheel(channel: number, value: number): void {
    this.#wheels.aim(channel, value / 127);
  }

  /** CC 74: what MPE calls the third dimension. */
  setSlide(channel: number, value: number): void {
    this.#slides.aim(channel, aroundMiddle(value));
  }

  setPressure(channel: number, value: number): void {
    this.#pressures.aim(channel, value / 127);
  }

  setPedal(channel: number, pedal: number, down: boolean): void {
    if (down) this.#pedals[channel]! |= pedal;
    else this.#pedals[channel]! &= ~pedal;
  }

  /** Whether a pedal is down for a channel, its own or its master's. */
  pedal(channel: number, pedal: number): boolean {
    const master = this.mpe.master(channel);
    const pedals = this.#pedals[channel]! | (master >= 0 ? this.#pedals[master]! : 0);
    return (pedals & pedal) !== 0;
  }

  /** Sets the ranges of the `bendRange` and `mpeBendRange` parameters; overrides an earlier RPN 0. */
  setBendRange(semitones: number): void {
    this.#bendRange = semitones;
    for (let channel = 0; channel < CHANNELS; channel++) {
      if (this.mpe.master(channel) < 0) this.#ranges.aim(channel, semitones);
    }
  }

  setMemberBendRange(semitones: number): void {
    this.#memberRange = semitones;
    for (let channel = 0; channel < CHANNELS; channel++) {
      if (this.mpe.master(channel) >= 0) this.#ranges.aim(channel, semitones);
    }
  }

  /** Sets the bend range by RPN 0; sent to one MPE member it holds for all members of the zone. */
  setOwnBendRange(channel: number, semitones: number): void {
    const range = Math.min(WIDEST_BEND, semitones);
    const master = this.mpe.master(channel);
    for (let other = 0; other < CHANNELS; other++) {
      const same = master >= 0 ? this.mpe.master(other) === master : other === channel;
      if (same) this.#ranges.aim(other, range);
    }
  }

  /** Target bend range of a channel, in semitones, before smoothing. */
  ownBendRange(channel: number): number {
    return this.#ranges.target(channel);
  }

  /** Semitones of RPN 1 and of RPN 2. */
  fineTuning(channel: number): number {
    return this.#fine[channel]!;
  }

  coarseTuning(channel: number): number {
    return this.#coarse[channel]!;
  }

  /** Sets channel tuning: RPN 1 and 2 added up, in semitones. */
  setFineTuning(channel: number, semitones: number): void {
    this.#fine[channel] = semitones;
    this.#tunings.aim(channel, semitones + this.#coarse[channel]!);
  }

  setCoarseTuning(channel: number, semitones: number): void {
    this.#coarse[channel] = semitones;
    this.#tunings.aim(channel, semitones + this.#fine[channel]!);
  }

  /** Sets the MPE zone, by RPN 6 on a master or the `mpe` parameter. Bend ranges return to the parameters' values. */
  configureMpe(master: number, members: number): void {
    this.mpe.configure(master, members);
    this.setBendRange(this.#bendRange);
    this.setMemberBendRange(this.#memberRange);
  }

  /** Whether a message on a channel is also meant for another: itself, or a member of its zone. */
  means(channel: number, other: number): boolean {
    return other === channel || (this.#isMaster(channel) && this.mpe.master(other) === channel);
  }

  /**
   * CC 121: expression, wheel, pressure, bend and pedals as at the start; volume, pan and slide stay (MIDI
   * recommended practice 015).
   */
  resetControllers(channel: number): void {
    this.setExpression(channel, 127);
    this.setWheel(channel, 0);
    this.setPressure(channel, 0);
    this.setBend(channel, 8192);
    this.#pedals[channel] = 0;
    this.numbers.select(channel, SELECT_NONE);
  }

  /** Resets a channel to its initial state: for one that is no longer listened to. */
  rest(channel: number): void {
    this.resetControllers(channel);
    this.setVolume(channel, 127);
    this.setPan(channel, MIDDLE);
    this.setSlide(channel, MIDDLE);
    this.setFineTuning(channel, 0);
    this.setCoarseTuning(channel, 0);
    this.#ranges.aim(channel, this.mpe.master(channel) < 0 ? this.#bendRange : this.#memberRange);
  }

  /** Advances one control step. `tune` is in semitones. */
  advance(tune: number): void {
    let moved = tune !== this.#tune;
    for (let index = 0; index < this.#all.length; index++) if (this.#all[index]!.advance()) moved = true;
    if (moved) this.#combine(tune);
  }

  /** Sets every value to its target at once: for when nothing sounds. */
  jump(tune: number): void {
    for (const values of this.#all) values.jump();
    this.#combine(tune);
  }

  /** Sets the values of one channel, on which nothing sounds, to their targets at once. */
  jumpChannel(channel: number, tune: number): void {
    for (const values of this.#all) values.jumpOne(channel);
    this.#combine(tune);
  }

  #combine(tune: number): void {
    const bends = this.#bends.values;
    const ranges = this.#ranges.values;
    const tunings = this.#tunings.values;
    this.#tune = tune;
    for (let channel = 0; channel < CHANNELS; channel++) {
      const master = this.mpe.master(channel);
      this.semitones[channel] = bends[channel]! * ranges[channel]! + tunings[channel]! + tune;
      this.gains[channel] = this.#gains.values[channel]!;
      this.pans[channel] = this.#pans.values[channel]!;
      this.wheels[channel] = this.#wheels.values[channel]!;
      this.slides[channel] = this.#slides.values[channel]!;
      this.pressures[channel] = this.#pressures.values[channel]!;
      if (master < 0) continue;
      this.semitones[channel]! += bends[master]! * ranges[master]! + tunings[master]!;
      this.gains[channel]! *= this.#gains.values[master]!;
      this.pans[channel]! += this.#pans.values[master]!;
      this.wheels[channel]! += this.#wheels.values[master]!;
      this.slides[channel]! += this.#slides.values[master]!;
      this.pressures[channel] = Math.max(this.pressures[channel]!, this.#pressures.values[master]!);
    }
  }

  #isMaster(channel: number): boolean {
    return channel === LOWER_MASTER || channel === UPPER_MASTER;
  }

  #aimGain(channel: number): void {
    this.#gains.aim(channel, this.#volumes[channel]! * this.#expressions[channel]!);
  }
}

/** Scales a data byte so that 0, 64 and 127 become −1, 0 and 1. */
function aroundMiddle(value: number): number {
  const offset = value - MIDDLE;
  return offset / (offset > 0 ? MIDDLE - 1 : MIDDLE);
}
