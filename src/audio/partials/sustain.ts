/** Leads a held note through its tracks: to and fro in the sustain, turning at another place each time, so that nothing repeats. */
import type { Decibels, Seconds } from '../../units.js';
import { Xorshift } from './shaped-noise.js';
import { HOP_SECONDS, type LiveTracks } from './tracks.js';

/** A turn lies within this share of the range from its end. */
const TURN_SHARE = 0.35;
/** A turn takes so many frames: the speed goes through 0 along a line, which no ear hears as a seam. */
const TURN_FRAMES = 12;
/** Gain of what lies beyond the tracks. */
const ENDED: Decibels = -300;
/** Values of a random number. */
const LARGEST_PHASE = 4096;
const TURN_SEED = 77;

export class SustainPath {
  /** Where the tracks are read, in frames. */
  frame = 0;
  /** To be added to every level, dB: what the sustain's own fall is made up by. */
  gain: Decibels = 0;
  readonly #tracks: LiveTracks;
  readonly #releaseHop: number | null;
  readonly #natural: boolean;
  readonly #random = new Xorshift(TURN_SEED);
  #hop = 0;
  #speed = 1;
  #direction = 1;
  #turnAt: number;

  /** @param holdSeconds null: straight through the tracks. */
  constructor(tracks: LiveTracks, holdSeconds: Seconds | null, natural: boolean) {
    this.#tracks = tracks;
    this.#releaseHop = holdSeconds === null ? null : Math.round(holdSeconds / HOP_SECONDS);
    this.#natural = natural;
    this.#turnAt = tracks.sustain.to;
  }

  /** One hop on. */
  advance(): void {
    this.#hop++;
    const { from, to, slope } = this.#tracks.sustain;
    const held = this.#releaseHop !== null && this.#hop < this.#releaseHop;
    if (held && this.frame >= from) {
      this.#wander(from, to);
      const fallen = this.frame - from;
      this.gain = slope * ((this.#natural ? this.#hop - from : 0) - fallen);
      return;
    }
    // released within the sustain: on with what comes after it
    if (this.#releaseHop !== null && !held && this.frame >= from && this.frame < to) this.frame = to;
    this.frame += 1;
    if (this.frame > this.#tracks.frames - 1) this.gain = ENDED;
  }

  #wander(from: number, to: number): void {
    if (to - from < 2) return;
    const passed = this.#direction > 0 ? this.frame >= this.#turnAt : this.frame <= this.#turnAt;
    if (passed) {
      this.#direction = -this.#direction;
      const share = (TURN_SHARE * this.#random.phase()) / LARGEST_PHASE;
      this.#turnAt = this.#direction > 0 ? to - share * (to - from) : from + share * (to - from);
    }
    const most = Math.min(TURN_FRAMES, (to - from) / 4);
    this.#speed +=
      Math.sign(this.#direction - this.#speed) * Math.min(2 / most, Math.abs(this.#direction - this.#speed));
    this.frame = Math.min(to, Math.max(from, this.frame + this.#speed));
  }
}
