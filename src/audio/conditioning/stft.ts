/** Analyses and resynthesises a signal by short-time Fourier transform with a Hann window and a hop of a quarter. */
import { Fft } from '../fft/fft.js';
import type { Samples } from '../../units.js';

/** Short-time Fourier transform and its inverse: Hann window, hop of a quarter of a frame. */
export class Stft {
  readonly size: Samples;
  readonly hop: Samples;
  /** Number of bins that are used, from 0 Hz up. */
  readonly bins: number;
  readonly #fft: Fft;
  readonly #window: Float64Array;
  readonly #input: Float64Array;
  readonly #whole: Float64Array;
  readonly #output: Float64Array;

  /**
   * @param size a power of two.
   * @param bins default: all up to half the rate; those above are taken as empty.
   */
  constructor(size: Samples, bins = size / 2 + 1) {
    this.size = size;
    this.hop = size / 4;
    this.bins = bins;
    this.#fft = new Fft(size);
    this.#window = Float64Array.from(
      { length: size },
      (_, k) => 0.5 - 0.5 * Math.cos((2 * Math.PI * k) / size),
    );
    this.#input = new Float64Array(size);
    this.#whole = new Float64Array(2 * size);
    this.#output = new Float64Array(2 * size);
  }

  /** Number of frames that cover a signal; frame 0 is centred one hop before its start. */
  count(length: Samples): number {
    return Math.ceil(length / this.hop) + 3;
  }

  /** Sample index of a frame's centre. */
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

  /**
   * Overlap-adds a frame of one or two signals to their outputs, of equal length; unchanged frames reconstruct the
   * signal. The second signal is transformed as the imaginary part of the first.
   */
  synthesise(
    frame: number,
    one: Float64Array,
    output: Float32Array,
    other?: Float64Array,
    otherOutput?: Float32Array,
  ): void {
    const whole = this.#whole;
    whole.fill(0);
    for (let i = 0; i < 2 * this.bins; i += 2) {
      const a = one[i]!;
      const c = other ? other[i]! : 0;
      if (i === 0 || i === this.size) {
        whole[i] = a; // real in both signals
        whole[i + 1] = c;
        continue;
      }
      const b = one[i + 1]!;
      const d = other ? other[i + 1]! : 0;
      whole[i] = a - d;
      whole[i + 1] = b + c;
      whole[2 * this.size - i] = a + d;
      whole[2 * this.size - i + 1] = c - b;
    }
    this.#fft.inverseTransform(this.#output, whole);
    this.#add(0, frame, output);
    if (otherOutput) this.#add(1, frame, otherOutput);
  }

  /** @param part 0 the real one, 1 the imaginary one. */
  #add(part: 0 | 1, frame: number, output: Float32Array): void {
    const start = this.centre(frame) - this.size / 2;
    const from = Math.max(0, -start);
    const to = Math.min(this.size, output.length - start);
    for (let k = from; k < to; k++) {
      output[start + k]! += (this.#output[2 * k + part]! * this.#window[k]!) / 1.5; // four windows, squared
    }
  }
}
