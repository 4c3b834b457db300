import type { Gain01, Hertz, Samples } from '../../src/units.js';
import {
  CONTROL_FRAMES,
  END_FADE_SECONDS,
  FADE_SECONDS,
  MAX_INCREMENT,
  RESUME_SECONDS,
} from './constants.js';
import { chooseTable, PHASES, sincTables } from './sinc.js';
import { PADDING, type Zone } from './zone.js';

/** A fade that neither starts nor ends with a corner; `phase` 0 to 1 gives 1 to 0. */
export function fade(phase: number): Gain01 {
  return phase <= 0 ? 1 : phase >= 1 ? 0 : 0.5 + 0.5 * Math.cos(Math.PI * phase);
}

/**
 * Reads one zone at any speed and adds it to a bus: what a voice has one of for each mix that it sounds. It
 * fades out before it would run into samples that are not there yet, waits, and fades in again. [audio]
 */
export class ZoneReader {
  readonly #tables = sincTables();
  readonly #rate: Hertz;
  readonly #fadeFrames: Samples;
  #zone: Zone | null = null;
  #table = 0;
  /** In samples of the zone. */
  #position = 0;
  /** Samples of the zone a frame; 0 while it waits. */
  #increment = 0;
  #state: 'playing' | 'starving' | 'waiting' | 'finished' = 'finished';
  /** Of the fade around a wait: 0 sounds, 1 is silent. */
  #fadePhase = 0;
  /** Gain at the next frame, and what it grows by each frame. */
  #gain = 0;
  #slope = 0;
  /** How often it had to wait since it was made. */
  underruns = 0;
  /**
   * What `plan` is given: a ratio to the zone's own pitch. It and the next are fields because a fraction that
   * passes into or out of a function may be boxed, which is garbage on the audio thread.
   */
  speed = 1;
  /** What `plan` finds: the reader's own gain at the end of the step, 0 to 1. */
  planned: Gain01 = 0;

  constructor(rate: Hertz) {
    this.#rate = rate;
    this.#fadeFrames = FADE_SECONDS * rate;
  }

  get gain(): number {
    return this.#gain;
  }

  /** Nothing more will come: the samples are played out. */
  get finished(): boolean {
    return this.#state === 'finished';
  }

  start(zone: Zone): void {
    this.#zone = zone;
    this.#position = 0;
    this.#table = 0;
    this.#state = 'playing';
    this.#fadePhase = 0;
    this.#gain = 0;
    this.#slope = 0;
  }

  /** Lets the zone go, for the garbage collector. */
  stop(): void {
    this.#zone = null;
    this.#state = 'finished';
  }

  /** Plans one control step: how fast it reads, and the fades at the end of the samples and around a wait. */
  plan(): void {
    this.planned = 0;
    const zone = this.#zone;
    if (zone === null || this.finished) return;
    const increment = Math.min(MAX_INCREMENT, (this.speed * zone.sampleRate) / this.#rate);
    this.#increment = increment;
    this.#table = chooseTable(this.#tables, this.#table, increment);
    this.#follow(zone);
    if (this.#state === 'waiting') this.#increment = 0;
    const left = zone.length - (this.#position + this.#increment * CONTROL_FRAMES);
    if (left <= 0) this.#state = 'finished';
    const endFade = Math.min(END_FADE_SECONDS * zone.sampleRate, zone.length / 4);
    this.planned = fade(this.#fadePhase) * fade(1 - left / endFade);
  }

  /** Sets the line that the gain follows over this control step. */
  aim(from: number, to: number): void {
    this.#gain = from;
    this.#slope = (to - from) / CONTROL_FRAMES;
  }

  /** Whether there is enough to read; fades and waits where there is not. */
  #follow(zone: Zone): void {
    const step = CONTROL_FRAMES / this.#fadeFrames;
    const half = this.#tables[this.#table]!.taps / 2;
    const ahead = zone.complete ? Infinity : zone.available - this.#position - half - 1;
    switch (this.#state) {
      case 'playing':
        this.#fadePhase = Math.max(0, this.#fadePhase - step);
        if (ahead < this.#increment * (this.#fadeFrames + 3 * CONTROL_FRAMES)) {
          this.#state = 'starving';
          if (!zone.abandoned) this.underruns++;
        }
        break;
      case 'starving':
        this.#fadePhase = Math.min(1, this.#fadePhase + step);
        if (this.#fadePhase >= 1) this.#state = 'waiting';
        break;
      case 'waiting':
        if (ahead >= RESUME_SECONDS * zone.sampleRate) this.#state = 'playing';
        else if (zone.abandoned) this.#state = 'finished';
        break;
      case 'finished':
        break;
    }
  }

  /** Adds `frames` frames, at most a control step, to the bus. */
  render(bus: Float32Array, offset: Samples, frames: Samples): void {
    if (this.#gain === 0 && this.#slope === 0) {
      this.#position += this.#increment * frames;
      return;
    }
    const { taps, rows } = this.#tables[this.#table]!;
    const data = this.#zone!.data;
    const origin = PADDING - taps / 2 + 1;
    const increment = this.#increment;
    const slope = this.#slope;
    let position = this.#position;
    let gain = this.#gain;
    for (let frame = offset; frame < offset + frames; frame++) {
      gain += slope;
      const whole = Math.floor(position);
      const phase = (position - whole) * PHASES;
      const row = Math.floor(phase);
      let x = whole + origin;
      let a = row * taps;
      let near = 0;
      let far = 0;
      for (const end = a + taps; a < end; a += 2, x += 2) {
        const first = data[x]!;
        const second = data[x + 1]!;
        near += first * rows[a]! + second * rows[a + 1]!;
        far += first * rows[a + taps]! + second * rows[a + taps + 1]!;
      }
      bus[frame]! += gain * (near + (phase - row) * (far - near));
      position += increment;
    }
    this.#position = position;
    this.#gain = gain;
  }
}
