/** Collects the columns of a rainbowgram as the worker delivers them. */
import { FLOOR_DB } from '../../src/audio/rainbowgram.js';
import { pictures } from '../../src/instrument/sounds/pictures/client.js';
import type { Decibels } from '../../src/units.js';
import { grewFrom } from './peaks.js';

const MAX_COLUMNS = 320;
const MIN_STEP = 128;
/** Asked for at once: a twentieth of a second of the worker's time. */
const CHUNK = 48;
/** While a clip grows, so many new columns are waited for: what is near its end is made again each time. */
const GROWTH = 24;
/** Seconds that a moment reaches to either side, and a little more. */
const REACH_SECONDS = 0.26;

/**
 * The rainbowgram of a clip, asked for a few columns at a time, and of the new end only when the clip grows. Level (0 to
 * 255) and hue (256 a turn) of row r (0 the lowest), column c at `c · rows + r`. [page]
 */
export class RainbowColumns {
  readonly #onMore: () => void;
  #samples = new Float32Array(0);
  #sampleRate = 0;
  #step = MIN_STEP;
  #length = 0;
  #done = 0;
  /** Columns that do not change when the clip grows. */
  #settled = 0;
  /** Counts clips: an answer for an older one is dropped. */
  #audio = 0;
  #asking = false;
  /** The first column that came since `takeFresh()`. */
  #fresh = Infinity;
  rows = 0;
  levels = new Uint8Array(0);
  hues = new Uint8Array(0);
  /** The highest level so far. */
  peak = 0;

  /** @param onMore called when columns came. */
  constructor(onMore: () => void) {
    this.#onMore = onMore;
  }

  /** Columns made so far. */
  get done(): number {
    return this.#done;
  }

  /** Columns that the complete clip will have. */
  get columns(): number {
    return Math.ceil(this.#length / this.#step);
  }

  /** The first column that has come or changed since the last call; Infinity where none has. */
  takeFresh(): number {
    const fresh = this.#fresh;
    this.#fresh = Infinity;
    return fresh;
  }

  /** Takes the clip as it is now; `length` is how long it will be. */
  update(samples: Float32Array, sampleRate: number, length: number): void {
    const step = Math.max(MIN_STEP, Math.ceil(length / MAX_COLUMNS));
    const same = step === this.#step && sampleRate === this.#sampleRate && grewFrom(this.#samples, samples);
    if (!same) {
      this.#audio++;
      this.#asking = false;
      this.#done = 0;
      this.#settled = 0;
      this.#fresh = 0;
      this.peak = 0;
    }
    this.#samples = samples as Float32Array<ArrayBuffer>;
    this.#sampleRate = sampleRate;
    this.#step = step;
    this.#length = length;
    if (!this.#asking) void this.#ask();
  }

  /** Columns that the clip has sound for now. */
  get #there(): number {
    return Math.floor(this.#samples.length / this.#step);
  }

  async #ask(): Promise<void> {
    const complete = this.#samples.length >= this.#length;
    const there = complete ? this.columns : this.#there;
    const from = this.#done < there ? Math.min(this.#done, this.#settled) : this.#done;
    const to = Math.min(there, from + CHUNK + (this.#done - from));
    if (from >= to || (!complete && there - this.#done < GROWTH)) return;
    const audio = this.#audio;
    const settled = Math.floor((this.#samples.length - REACH_SECONDS * this.#sampleRate) / this.#step);
    this.#asking = true;
    const made = await pictures
      .rainbowgram(this.#samples, this.#sampleRate, { from, to, step: this.#step })
      .catch(() => null); // without its worker there is no picture; everything else goes on
    if (audio !== this.#audio) return;
    this.#asking = false;
    if (!made) return;
    this.#keep(from, made.rows, made.levels, made.hues);
    this.#done = to;
    this.#settled = complete ? to : Math.max(this.#settled, Math.min(to, settled));
    this.#onMore();
    void this.#ask();
  }

  #keep(from: number, rows: number, levels: Uint8Array, hues: Uint8Array): void {
    const size = rows * this.columns;
    if (rows !== this.rows || this.levels.length < size) {
      const before = [this.levels, this.hues];
      this.levels = new Uint8Array(size);
      this.hues = new Uint8Array(size);
      if (rows === this.rows) {
        this.levels.set(before[0]!.subarray(0, size));
        this.hues.set(before[1]!.subarray(0, size));
      }
    }
    this.rows = rows;
    this.#fresh = Math.min(this.#fresh, from);
    this.levels.set(levels, from * rows);
    this.hues.set(hues, from * rows);
    for (const level of levels) if (level > this.peak) this.peak = level;
  }
}

/** How bright a level is, 0 to 1: `range` decibels up to the loudest of the picture. */
export function brightness(level: number, peak: number, range: Decibels): number {
  const steps = (255 * range) / -FLOOR_DB;
  return Math.min(1, Math.max(0, 1 - (peak - level) / steps));
}
