/** Computes magnitude spectra of real signals under a window. */

/** Magnitudes of real signals of one size, a power of two: a plan, its window and its scratch space. */
import { Fft } from './fft/fft.js';
export class MagnitudeSpectrum {
  readonly size: number;
  readonly bins: number;
  readonly #fft: Fft;
  readonly #window: Float64Array;
  readonly #input: Float64Array;
  readonly #output: Float64Array;

  /** @param size power of two; the window is a periodic Hann, 0.5 − 0.5·cos(2πk/size). */
  constructor(size: number) {
    this.size = size;
    this.bins = size / 2 + 1;
    this.#fft = new Fft(size);
    this.#window = Float64Array.from(
      { length: size },
      (_, k) => 0.5 - 0.5 * Math.cos((2 * Math.PI * k) / size),
    );
    this.#input = new Float64Array(size);
    this.#output = new Float64Array(2 * size);
  }

  /**
   * |rfft| of the windowed samples from `start` on, silence outside the signal.
   * @param start may be negative or near the end.
   * @param magnitudes receives `size / 2 + 1` values.
   */
  at(samples: Float32Array, start: number, magnitudes: Float64Array): void {
    const input = this.#input;
    for (let k = 0; k < this.size; k++) {
      input[k] = (samples[start + k] ?? 0) * this.#window[k]!;
    }
    this.#fft.realTransform(this.#output, input);
    for (let bin = 0; bin < this.bins; bin++) {
      magnitudes[bin] = Math.sqrt(this.#output[2 * bin]! ** 2 + this.#output[2 * bin + 1]! ** 2); // hypot is slow
    }
  }
}
