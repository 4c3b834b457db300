import FFT from 'fft.js';
import type { Samples } from '../../units.js';

/** Overlapping frames every quarter of their length under a Hann window, analysed and put together again. */
export class Frames {
  readonly size: Samples;
  readonly hop: Samples;
  /** Bins from 0 to half the rate, both included. */
  readonly bins: number;
  readonly #fft: FFT;
  readonly #window: Float64Array;
  readonly #input: Float64Array;
  readonly #whole: Float64Array;
  readonly #output: Float64Array;

  /** @param size a power of two. */
  constructor(size: Samples) {
    this.size = size;
    this.hop = size / 4;
    this.bins = size / 2 + 1;
    this.#fft = new FFT(size);
    this.#window = Float64Array.from(
      { length: size },
      (_, k) => 0.5 - 0.5 * Math.cos((2 * Math.PI * k) / size),
    );
    this.#input = new Float64Array(size);
    this.#whole = new Float64Array(2 * size);
    this.#output = new Float64Array(2 * size);
  }

  /** Frames that cover a signal whole; frame 0 is centred one hop before its start. */
  count(length: Samples): number {
    return Math.ceil(length / this.hop) + 3;
  }

  /** Where a frame is centred. */
  centre(frame: number): Samples {
    return (frame - 1) * this.hop;
  }

  /** @param spectrum receives real and imaginary parts in turn, `2 · bins` values. */
  analyse(samples: Float32Array, frame: number, spectrum: Float64Array): void {
    const start = this.centre(frame) - this.size / 2;
    const from = Math.max(0, -start);
    const to = Math.min(this.size, samples.length - start);
    this.#input.fill(0);
    for (let k = from; k < to; k++) this.#input[k] = samples[start + k]! * this.#window[k]!;
    this.#fft.realTransform(this.#whole, this.#input);
    spectrum.set(this.#whole.subarray(0, 2 * this.bins));
  }

  /** Adds a frame to `output`; all frames of a signal, unchanged, give the signal. */
  synthesise(spectrum: Float64Array, frame: number, output: Float32Array): void {
    this.#whole.set(spectrum);
    this.#whole[1] = 0;
    this.#whole[2 * this.bins - 1] = 0;
    this.#fft.completeSpectrum(this.#whole);
    this.#fft.inverseTransform(this.#output, this.#whole);
    const start = this.centre(frame) - this.size / 2;
    const from = Math.max(0, -start);
    const to = Math.min(this.size, output.length - start);
    // four windows, squared, sum to 3 / 2
    for (let k = from; k < to; k++) output[start + k]! += (this.#output[2 * k]! * this.#window[k]!) / 1.5;
  }
}
