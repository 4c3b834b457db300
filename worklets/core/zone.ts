import type { Gain01, Hertz, MidiNote, Samples } from '../../src/units.js';
import { CONTROL_FRAMES, MAX_INCREMENT, PLAYABLE_SECONDS } from './constants.js';
import { MAX_HALF_TAPS } from './sinc.js';

/** Zeros on both sides of the samples, so that the kernel never asks where the edges are. */
export const PADDING: Samples = MAX_HALF_TAPS + 2 * CONTROL_FRAMES * MAX_INCREMENT;
/** Longest zone: 2^26 samples, over an hour at 16 kHz. */
const MAX_LENGTH: Samples = 2 ** 26;

/** The samples of one rendered note. They may still be arriving. [audio] */
export class Zone {
  readonly id: number;
  readonly rootMidi: MidiNote;
  readonly sampleRate: Hertz;
  readonly length: Samples;
  readonly x: Gain01;
  readonly y: Gain01;
  /** `PADDING` zeros, `length` samples, `PADDING` zeros. */
  readonly data: Float32Array;
  /** Samples that are there, from the start. */
  available: Samples = 0;
  /** No more samples will come: the zone was replaced or taken away. */
  abandoned = false;

  constructor(id: number, rootMidi: MidiNote, sampleRate: Hertz, length: Samples, x: Gain01, y: Gain01) {
    this.id = id;
    this.rootMidi = Number.isFinite(rootMidi) ? rootMidi : 60;
    this.sampleRate = sampleRate > 0 && sampleRate < Infinity ? sampleRate : 16000;
    this.length = Math.floor(Math.min(MAX_LENGTH, Math.max(0, length || 0)));
    this.x = x;
    this.y = y;
    this.data = new Float32Array(this.length + 2 * PADDING);
  }

  get complete(): boolean {
    return this.available >= this.length;
  }

  /** Whether enough is there to begin a note. */
  get playable(): boolean {
    return this.available > 0 && (this.complete || this.available >= PLAYABLE_SECONDS * this.sampleRate);
  }

  /**
   * Adds samples that belong at `start`. What is already there stays (voices may be reading it); samples
   * that would leave a gap or pass the end are dropped; what is not a number becomes silence.
   */
  append(start: Samples, samples: Float32Array): void {
    if (!(start >= 0) || start > this.available) return;
    const end = Math.min(this.length, start + samples.length);
    for (let index = this.available; index < end; index++) {
      const sample = samples[index - start]!;
      this.data[PADDING + index] = sample - sample === 0 ? sample : 0;
    }
    this.available = Math.max(this.available, end);
  }
}

/** The zones by id. [audio] */
export class ZoneMap {
  readonly #zones: Zone[] = [];

  get size(): number {
    return this.#zones.length;
  }

  find(id: number): Zone | null {
    for (const zone of this.#zones) if (zone.id === id) return zone;
    return null;
  }

  /** Adds a zone, in place of one with the same id. */
  set(zone: Zone): void {
    this.remove(zone.id);
    this.#zones.push(zone);
  }

  /** Takes a zone away; voices that read it play out what it has. */
  remove(id: number): void {
    for (let index = this.#zones.length - 1; index >= 0; index--) {
      if (this.#zones[index]!.id !== id) continue;
      this.#zones[index]!.abandoned = true;
      this.#zones.splice(index, 1);
    }
  }

  clear(): void {
    for (const zone of this.#zones) zone.abandoned = true;
    this.#zones.length = 0;
  }

  /** The playable zone nearest to a key, or null. Of two equally near, the higher: pitching down is cleaner. */
  nearest(key: MidiNote): Zone | null {
    let best: Zone | null = null;
    let distance = Infinity;
    for (let index = 0; index < this.#zones.length; index++) {
      const zone = this.#zones[index]!;
      if (!zone.playable) continue;
      const away = Math.abs(zone.rootMidi - key);
      if (away < distance || (away === distance && zone.rootMidi > best!.rootMidi)) {
        best = zone;
        distance = away;
      }
    }
    return best;
  }
}
