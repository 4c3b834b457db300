/**
 * Computes one voice's pitch, mix, pan and tremolo from glide, bend, LFOs, the mix curve, pressure and slide. [audio, while playing;
 * no allocation]
 */
import type { Gain01, Hertz, MidiNote } from '../../src/units.js';
import type { Channels } from './channels.js';
import { CONTROL_FRAMES } from './constants.js';
import { Lfo } from './lfo.js';
import { MixCurve } from './mix-curve.js';
import {
  DETUNE,
  LFO,
  LFO_CUTOFF,
  LFO_DEPTHS,
  LFO_LEVEL,
  LFO_MIX,
  LFO_PITCH,
  MIX_KEY,
  MIX_PRESSURE,
  MIX_SLIDE,
  MIX_VELOCITY,
  MIX_WHEEL,
  MIX_X,
  MIX_Y,
  PAN,
  type Settings,
  SPREAD,
} from './settings.js';

/** Glide of a sounding note whose key is retuned. */
const RETUNE_SECONDS = 0.02;
/** Smoothing of poly pressure and slide, which are a voice's own. */
const HAND_SECONDS = 0.012;
/** Decibels to powers of e. */
const DECIBEL = Math.LN10 / 20;
/** Keys from the middle key to the full amount of key-to-mix, either way. */
const KEY_SPAN = 48;
const MIDDLE_KEY: MidiNote = 60;

/**
 * Modulation of one voice: computes pitch, mix position, pan and tremolo from glide, bend, tuning, LFOs, pressure and
 * slide. [audio]
 */
export class Expression {
  readonly #settings: Settings;
  readonly #channels: Channels;
  readonly #lfos: readonly [Lfo, Lfo];
  readonly #mixCurve: MixCurve;
  readonly #stepSeconds: number;
  readonly #handStep: number;
  /** Pitch of the key as it glides, without bend and other modulation, and its target. */
  #note: MidiNote = 60;
  #goal: MidiNote = 60;
  #glideStep = 0;
  #glideLeft = 0;
  #transpose = 0;
  #tuned: MidiNote = 60;
  /** Position among the voices of a unison, −1 to 1. */
  #offset = 0;
  #keyPressure = 0;
  #keySlide = 0;
  /** A released MPE note keeps its channel's last values: the channel is free for other notes. */
  #frozen = false;
  #bend = 0;
  #wheel = 0;
  #slide = 0;
  #pressure = 0;

  /** 0 to 1, curved. */
  velocity: Gain01 = 1;
  /** Poly pressure, 0 to 1. */
  keyPressure: Gain01 = 0;
  /** Slide of the finger on this key, −1 to 1; added to the channel's. */
  keySlide = 0;
  /** Pitch of this control step, all modulation included. */
  pitch: MidiNote = 60;
  x: Gain01 = 0;
  y: Gain01 = 0;
  /** Pan −1 to 1, without the channel's. */
  pan = 0;
  /** Gain by the LFOs' tremolo. */
  tremolo: Gain01 = 1;
  /** Filter cutoff modulation by the LFOs, in octaves. */
  cutoff = 0;

  constructor(rate: Hertz, settings: Settings, channels: Channels) {
    this.#settings = settings;
    this.#channels = channels;
    this.#lfos = [new Lfo(settings.lfos[0], rate), new Lfo(settings.lfos[1], rate)];
    this.#mixCurve = new MixCurve(settings.mixCurve, rate);
    this.#stepSeconds = CONTROL_FRAMES / rate;
    this.#handStep = 1 - Math.exp(-CONTROL_FRAMES / (HAND_SECONDS * rate));
  }

  /** Pitch of the key as it glides, without bend and other modulation. */
  get note(): MidiNote {
    return this.#note;
  }

  /**
   * Starts a note. `tuned`: pitch of its key, reached by a glide from `from` unless that is NaN; `velocity`: after the
   * velocity curve; `offset`: position among the voices of a unison, −1 to 1; `seed`: of the random values.
   */
  start(
    channel: number,
    key: MidiNote,
    tuned: MidiNote,
    from: MidiNote,
    velocity: Gain01,
    offset: number,
    seed: number,
  ): void {
    this.#transpose = this.#settings.transpose;
    this.#tuned = tuned;
    this.#note = from - from === 0 ? from : tuned + this.#transpose;
    this.#glideTo(tuned + this.#transpose, this.#settings.glideSeconds);
    this.#offset = offset;
    this.#frozen = false;
    this.#keyPressure = 0;
    this.keyPressure = 0;
    this.#keySlide = 0;
    this.keySlide = 0;
    this.velocity = velocity;
    this.#lfos[0].start(seed);
    this.#lfos[1].start(seed ^ 0x5555);
    this.#mixCurve.start();
    this.#readChannel(channel);
    this.#update(key);
  }

  /** Continues the note at another key; its slide starts at 0. */
  legatoTo(tuned: MidiNote): void {
    this.keySlide = 0;
    this.#tuned = tuned;
    this.#transpose = this.#settings.transpose;
    this.#glideTo(tuned + this.#transpose, this.#settings.glideSeconds);
  }

  /** Freezes bend, slide and pressure of an MPE member channel. */
  freeze(channel: number): void {
    if (this.#channels.mpe.master(channel) >= 0) this.#frozen = true;
  }

  /** Advances one control step. `tuning`: present pitch of each key. */
  advance(channel: number, key: MidiNote, tuning: Float64Array): void {
    this.#readChannel(channel);
    const tuned = tuning[key]!;
    // NaN: the key is silent from now on; a note that sounds keeps its pitch.
    if (tuned !== this.#tuned && tuned === tuned) {
      this.#tuned = tuned;
      this.#glideTo(tuned + this.#transpose, RETUNE_SECONDS);
    }
    if (this.#glideLeft > 0) {
      this.#note += this.#glideStep;
      if (--this.#glideLeft === 0) this.#note = this.#goal;
    }
    for (let index = 0; index < 2; index++) if (this.#settings.moving[index]) this.#lfos[index]!.advance();
    this.#mixCurve.advance();
    this.#update(key);
  }

  /** Computes pitch, mix, pan, tremolo and cutoff from the present values. */
  #update(key: MidiNote): void {
    const { smoothed, mixes, mixCurve } = this.#settings;
    const mix = mixes.values;
    this.pitch = this.#note + this.#bend + this.#offset * smoothed.values[DETUNE]!;
    this.pan = smoothed.values[PAN]! + this.#offset * smoothed.values[SPREAD]!;
    let x =
      mix[MIX_X]! +
      mix[MIX_WHEEL]! * this.#wheel +
      mix[MIX_SLIDE]! * this.#slide +
      mix[MIX_PRESSURE]! * this.#pressure +
      mix[MIX_VELOCITY]! * this.velocity +
      (mix[MIX_KEY]! * (key - MIDDLE_KEY)) / KEY_SPAN;
    if (mixCurve.on) x += this.#mixCurve.value;
    this.tremolo = 1;
    this.cutoff = 0;
    for (let index = 0; index < 2; index++) {
      if (!this.#settings.moving[index]) continue;
      const lfo = this.#lfos[index]!;
      const depth = LFO + LFO_DEPTHS * index;
      this.pitch += lfo.value * smoothed.values[depth + LFO_PITCH]!;
      x += lfo.value * smoothed.values[depth + LFO_MIX]!;
      this.cutoff += lfo.value * smoothed.values[depth + LFO_CUTOFF]!;
      const decibels = smoothed.values[depth + LFO_LEVEL]!;
      if (decibels !== 0) this.tremolo *= Math.exp(DECIBEL * decibels * (lfo.value - 1) * 0.5);
    }
    this.x = x < 0 ? 0 : x > 1 ? 1 : x;
    this.y = mix[MIX_Y]!;
  }

  /** Reads the channel's values, unless the voice is frozen. */
  #readChannel(channel: number): void {
    if (this.#frozen) return;
    this.#keyPressure += (this.keyPressure - this.#keyPressure) * this.#handStep;
    this.#keySlide += (this.keySlide - this.#keySlide) * this.#handStep;
    this.#bend = this.#channels.semitones[channel]!;
    this.#wheel = this.#channels.wheels[channel]!;
    this.#slide = this.#channels.slides[channel]! + this.#keySlide;
    this.#pressure = Math.max(this.#keyPressure, this.#channels.pressures[channel]!);
  }

  #glideTo(goal: MidiNote, seconds: number): void {
    this.#goal = goal;
    const steps = Math.ceil(seconds / this.#stepSeconds);
    if (steps === 0 || goal === this.#note) {
      this.#note = goal;
      this.#glideLeft = 0;
      return;
    }
    this.#glideLeft = steps;
    this.#glideStep = (goal - this.#note) / steps;
  }
}
