/** Computes one voice's pitch, mix, pan and tremolo from glide, bend, LFOs and hands. [audio, while playing; no allocation] */
import type { Gain01, Hertz, MidiNote } from '../../src/units.js';
import type { Channels } from './channels.js';
import { CONTROL_FRAMES } from './constants.js';
import { Lfo } from './lfo.js';
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

/** A held key that is tuned anew goes there in this time. */
const RETUNE_SECONDS = 0.02;
/** Of pressure and slide on a key, which are a voice's own. */
const HAND_SECONDS = 0.012;
/** Decibels to powers of e. */
const DECIBEL = Math.LN10 / 20;
/** Keys that key to mix is spread over, from the middle up or down to its full amount. */
const KEY_SPAN = 48;
const MIDDLE_KEY: MidiNote = 60;

/**
 * What one voice makes of how it is played: its pitch, its place in the mix, its pan and tremolo, from glide,
 * bend, tuning, oscillators and hands. [audio]
 */
export class Expression {
  readonly #settings: Settings;
  readonly #channels: Channels;
  readonly #lfos: readonly [Lfo, Lfo];
  readonly #stepSeconds: number;
  readonly #handStep: number;
  /** Of the key, without bend and the like, and where it is going. */
  #note: MidiNote = 60;
  #goal: MidiNote = 60;
  #glideStep = 0;
  #glideLeft = 0;
  #transpose = 0;
  #tuned: MidiNote = 60;
  /** −1 to 1: place among the voices of a unison. */
  #offset = 0;
  #keyPressure = 0;
  #keySlide = 0;
  /** An MPE note that was let go keeps what its channel, now free for others, said last. */
  #frozen = false;
  #bend = 0;
  #wheel = 0;
  #slide = 0;
  #pressure = 0;

  /** 0 to 1, curved. */
  velocity: Gain01 = 1;
  /** Of poly pressure, 0 to 1. */
  keyPressure: Gain01 = 0;
  /** Of a finger on the key, −1 to 1; added to the channel's. */
  keySlide = 0;
  /** Pitch now. */
  pitch: MidiNote = 60;
  x: Gain01 = 0;
  y: Gain01 = 0;
  /** −1 to 1, without the channel's. */
  pan = 0;
  /** Gain of the oscillators. */
  tremolo: Gain01 = 1;
  /** Octaves that the oscillators move the cutoff by. */
  cutoff = 0;

  constructor(rate: Hertz, settings: Settings, channels: Channels) {
    this.#settings = settings;
    this.#channels = channels;
    this.#lfos = [new Lfo(settings.lfos[0], rate), new Lfo(settings.lfos[1], rate)];
    this.#stepSeconds = CONTROL_FRAMES / rate;
    this.#handStep = 1 - Math.exp(-CONTROL_FRAMES / (HAND_SECONDS * rate));
  }

  /** Pitch of the key as it glides, without bend and the like. */
  get note(): MidiNote {
    return this.#note;
  }

  /**
   * A new note: `tuned` is the pitch of its key; it glides there from `from`, unless that is NaN. `velocity` is
   * curved; `offset` −1 to 1: its place among the voices of a unison; `seed` decides what is random.
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
    this.#readChannel(channel);
    this.#update(key);
  }

  /** Another key in the same note, on which no finger has slid yet. */
  legatoTo(tuned: MidiNote): void {
    this.keySlide = 0;
    this.#tuned = tuned;
    this.#transpose = this.#settings.transpose;
    this.#glideTo(tuned + this.#transpose, this.#settings.glideSeconds);
  }

  /** Keeps bend, slide and pressure of an MPE member channel as they are. */
  freeze(channel: number): void {
    if (this.#channels.mpe.master(channel) >= 0) this.#frozen = true;
  }

  /** One control step. `tuning`: pitch of each key now. */
  advance(channel: number, key: MidiNote, tuning: Float64Array): void {
    this.#readChannel(channel);
    const tuned = tuning[key]!;
    // NaN: a key that is silent from now on; what sounds stays as it is.
    if (tuned !== this.#tuned && tuned === tuned) {
      this.#tuned = tuned;
      this.#glideTo(tuned + this.#transpose, RETUNE_SECONDS);
    }
    if (this.#glideLeft > 0) {
      this.#note += this.#glideStep;
      if (--this.#glideLeft === 0) this.#note = this.#goal;
    }
    for (let index = 0; index < 2; index++) if (this.#settings.moving[index]) this.#lfos[index]!.advance();
    this.#update(key);
  }

  /** Works out pitch, mix, pan and the rest from what is known. */
  #update(key: MidiNote): void {
    const { smoothed, mixes } = this.#settings;
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

  /** Reads the channel, unless it is another's by now. */
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
