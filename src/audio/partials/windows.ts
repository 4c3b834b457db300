/** Windows and short-time spectra about a frame's centre. */
import { RealTransform } from '../fft/real-transform.js';

/** Periodic Hann window: its transform is zero from two bins on, at whole bins. */
export function hann(size: number): Float64Array {
  return Float64Array.from({ length: size }, (_, n) => 0.5 - 0.5 * Math.cos((2 * Math.PI * n) / size));
}

/** Periodic four-term Blackman-Harris window: side lobes 92 dB down, zero from four bins on. */
export function blackmanHarris(size: number): Float64Array {
  return Float64Array.from({ length: size }, (_, n) => {
    const turn = (2 * Math.PI * n) / size;
    return 0.35875 - 0.48829 * Math.cos(turn) + 0.14128 * Math.cos(2 * turn) - 0.01168 * Math.cos(3 * turn);
  });
}

export function powerOfTwoFrom(size: number): number {
  return 2 ** Math.ceil(Math.log2(Math.max(2, size)));
}

/** Spectra of a real signal under a window, phases about the window's centre, zero-padded to a power of two. */
export class CentredSpectrum {
  readonly size: number;
  readonly window: Float64Array;
  /** Interleaved, `size / 2 + 1` bins: re, im, re, im … */
  readonly bins: Float64Array;
  readonly #transform: RealTransform;

  /** @param padding least ratio of the transform's size to the window's. */
  constructor(window: Float64Array, padding: number) {
    this.window = window;
    this.size = powerOfTwoFrom(padding * window.length);
    this.#transform = new RealTransform(this.size);
    this.bins = new Float64Array(2 * this.size);
  }

  /** Fills `bins` with the spectrum about sample `centre`; silence outside the signal. */
  at(samples: ArrayLike<number>, centre: number): void {
    const { window, size } = this;
    const { input } = this.#transform;
    const half = window.length >> 1;
    const first = centre - half;
    const from = Math.max(0, -first);
    const to = Math.min(window.length, samples.length - first);
    if (from > 0 || to < window.length) input.fill(0);
    else input.fill(0, window.length - half, size - half);
    for (let n = from; n < Math.min(half, to); n++) input[size - half + n] = window[n]! * samples[first + n]!;
    for (let n = Math.max(half, from); n < to; n++) input[n - half] = window[n]! * samples[first + n]!;
    this.#transform.run(this.bins);
  }
}
