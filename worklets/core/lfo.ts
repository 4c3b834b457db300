/** Computes a voice's low-frequency oscillator, one value a control step. [audio, while playing; no allocation] */
import type { Hertz, QuarterNotes, Seconds } from '../../src/units.js';
import { CONTROL_FRAMES } from './constants.js';
import type { Transport } from './transport.js';

/** Slew time of the steps of square, saw and random, so that the modulated value does not click. */
const SLEW_SECONDS: Seconds = 0.002;

/** Time in which an oscillator comes to its place in the song, where that jumps (a loop of the host's): no step, so no click. */
const CATCH_UP_SECONDS: Seconds = 0.02;

/** Shapes by their number in the parameter table. */
const SINE = 0;
const TRIANGLE = 1;
const SAW = 2;
const SQUARE = 3;

/** Settings of one LFO, shared by all voices. [audio] */
export class LfoSettings {
  rate: Hertz = 1;
  shape = SINE;
  /** Fade-in from a note's start to full depth. */
  delay: Seconds = 0;
  /** Length of a cycle at the transport's tempo; 0: it has its own rate. */
  length: QuarterNotes = 0;
  /** The rate that counts now. */
  present: Hertz = 1;
  /** Its place in the song, 0 to 1 of a cycle; −1: it follows none. */
  place = -1;

  /** Takes rate and place from the transport, once a control step. */
  follow({ tempo, playing, position }: Transport): void {
    const { length } = this;
    this.present = length > 0 ? tempo / 60 / length : this.rate;
    const cycles = position / length;
    this.place = length > 0 && playing ? cycles - Math.floor(cycles) : -1;
  }
}

/** A voice's low-frequency oscillator. It begins with the note, upwards from 0, or at its place in the song. [audio] */
export class Lfo {
  readonly #settings: LfoSettings;
  readonly #slew: number;
  readonly #catchUp: number;
  readonly #stepSeconds: Seconds;
  #phase = 0;
  #elapsed: Seconds = 0;
  #slewed = 0;
  #held = 0;
  #seed = 0;
  /** −1 to 1, after the last step. */
  value = 0;

  constructor(settings: LfoSettings, rate: Hertz) {
    this.#settings = settings;
    this.#stepSeconds = CONTROL_FRAMES / rate;
    this.#catchUp = 1 - Math.exp(-this.#stepSeconds / CATCH_UP_SECONDS);
    this.#slew = 1 - Math.exp(-this.#stepSeconds / SLEW_SECONDS);
  }

  /** Starts the LFO; `seed` determines the random shape. */
  start(seed: number): void {
    this.#phase = Math.max(0, this.#settings.place);
    this.#elapsed = 0;
    this.#seed = seed;
    this.#hold();
    this.#slewed = this.#shaped();
    this.value = this.#settings.delay > 0 ? 0 : this.#slewed;
  }

  /** Advances one control step. */
  advance(): void {
    const { present, place, delay, shape } = this.#settings;
    this.#phase += present * this.#stepSeconds;
    if (place >= 0) this.#approach(place);
    if (this.#phase >= 1) {
      this.#phase -= Math.floor(this.#phase);
      this.#hold();
    }
    this.#elapsed += this.#stepSeconds;
    const shaped = this.#shaped();
    this.#slewed = shape <= TRIANGLE ? shaped : this.#slewed + (shaped - this.#slewed) * this.#slew;
    this.value = this.#elapsed < delay ? (this.#slewed * this.#elapsed) / delay : this.#slewed;
  }

  /** Comes nearer to a place, the shorter way round. */
  #approach(place: number): void {
    const apart = place - this.#phase;
    this.#phase += (apart - Math.round(apart)) * this.#catchUp;
    if (this.#phase < 0) this.#phase += 1;
  }

  #shaped(): number {
    const phase = this.#phase;
    switch (this.#settings.shape) {
      case SINE:
        return Math.sin(2 * Math.PI * phase);
      case TRIANGLE:
        return phase < 0.25 ? 4 * phase : phase < 0.75 ? 2 - 4 * phase : 4 * phase - 4;
      case SAW:
        return phase < 0.5 ? 2 * phase : 2 * phase - 2;
      case SQUARE:
        return phase < 0.5 ? 1 : -1;
      default:
        return this.#held;
    }
  }

  /** The next random value: the same for the same note, so that rendering twice gives the same. */
  #hold(): void {
    this.#seed = (Math.imul(this.#seed, 1664525) + 1013904223) | 0;
    let hash = this.#seed;
    hash = Math.imul(hash ^ (hash >>> 16), 0x45d9f3b);
    hash ^= hash >>> 15;
    this.#held = hash / 2 ** 31;
  }
}
