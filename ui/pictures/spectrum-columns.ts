import { spectrogram } from '../../src/instrument/pictures.js';
import { grewFrom } from './peaks.js';

export const ROWS = 112;
const PAD = 4;
const CHUNK = 16;
const MAX_COLUMNS = 640;
const MIN_STEP = 256;
const FLOOR_DB = -90;
const CEILING_DB = -12;

/** Between two chunks of all pictures together: one chunk a frame, however many pictures there are. */
const BREATH_MS = 8;
let lastWork = -Infinity;

/**
 * A spectrogram made a few columns at a time, so that no frame waits for it, and of the new end only
 * when its clip grows. Intensity 0 to 1 of row r (0 the lowest), column c at `values[c · ROWS + r]`.
 */
export class SpectrumColumns {
  #samples = new Float32Array(0);
  #sampleRate = 0;
  #step = MIN_STEP;
  /** Columns whose windows lay fully inside the clip when they were made; the rest is made again. */
  #settled = 0;
  #growing = false;
  #done = 0;
  values = new Float32Array(0);

  /** Columns made so far. */
  get done(): number {
    return this.#done;
  }

  /** Samples between two columns. */
  get step(): number {
    return this.#step;
  }

  /** Takes the clip as it is now; `length` is how long it will be. */
  update(samples: Float32Array, sampleRate: number, length: number): void {
    const step = Math.max(MIN_STEP, Math.ceil(length / MAX_COLUMNS));
    if (step !== this.#step || sampleRate !== this.#sampleRate || !grewFrom(this.#samples, samples)) {
      this.#settled = 0;
      this.#done = 0;
    } else if (samples.length > this.#samples.length) {
      this.#done = Math.min(this.#done, this.#settled);
    }
    this.#samples = samples as Float32Array<ArrayBuffer>;
    this.#sampleRate = sampleRate;
    this.#step = step;
    this.#growing = samples.length < length;
  }

  /** Makes some more columns; true while there are more to make. */
  work(): boolean {
    // the last windows of a clip that grows would show its momentary end as a click
    const columns = Math.floor(this.#samples.length / this.#step) - (this.#growing ? PAD : 0);
    const from = this.#done;
    const to = Math.min(columns, from + CHUNK);
    if (from >= to) return false;
    if (performance.now() - lastWork < BREATH_MS) return true;
    this.#make(from, to);
    this.#done = to;
    lastWork = performance.now();
    this.#settled = Math.max(this.#settled, Math.min(to, columns - PAD));
    return to < columns;
  }

  #make(from: number, to: number): void {
    const step = this.#step;
    const before = Math.min(PAD, from);
    const columns = to - from + before + PAD;
    const start = (from - before) * step;
    const part = new Float32Array(columns * step);
    part.set(this.#samples.subarray(start, start + part.length));
    const { values } = spectrogram(part, this.#sampleRate, { rows: ROWS, columns, floorDb: FLOOR_DB });
    if (this.values.length < to * ROWS) {
      const larger = new Float32Array(to * ROWS * 2);
      larger.set(this.values);
      this.values = larger;
    }
    for (let column = from; column < to; column++) {
      for (let row = 0; row < ROWS; row++) {
        const level = values[row * columns + column - from + before]!;
        const intensity = (level - FLOOR_DB) / (CEILING_DB - FLOOR_DB);
        this.values[column * ROWS + row] = Math.min(1, Math.max(0, intensity));
      }
    }
  }
}
