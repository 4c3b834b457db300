/** Computes a constant-Q transform at single moments of a sound, with Gaussian kernels in the spectrum. */
import { Fft } from './fft/fft.js';
import type { Decibels, Hertz, Samples } from '../units.js';

export interface ConstantQOptions {
  /** Frequency of the lowest row; A1 if not given. */
  readonly minHz?: Hertz;
  /** No row lies above; A8 or a little below half the sample rate if not given. */
  readonly maxHz?: Hertz;
  readonly rowsPerOctave?: number;
  /** Frequency over half the −6 dB bandwidth, the same in every row; 22 gives a band of one and a half semitones. */
  readonly q?: number;
}

const DEFAULTS = { minHz: 55, maxHz: 7040, rowsPerOctave: 36, q: 22 } as const;
/** Half width of a Gaussian at −6 dB, in standard deviations. */
const HALF_WIDTH = Math.sqrt(2 * Math.LN2);
/** Half width of a row's kernel in standard deviations of frequency: beyond, it is 73 dB down. */
const REACH = 4.1;
/** Half length of the transform in standard deviations of time of the lowest row. */
const ROOM = 3.3;
/** Highest row, as a fraction of half the sample rate. */
const TOP = 0.95;

/** Kernel of a row: its bins and their weights. */
interface Row {
  readonly firstBin: number;
  readonly response: Float64Array;
}

/**
 * Constant-Q analysis with Gaussian windows, all of the same number of periods of their row's frequency. Computes each
 * row's level and instantaneous frequency: the time derivative of its phase over 2π.
 *
 * A row is a sum over the bins of one long Fourier transform, R(f)·X(f), R the row's Gaussian. Its time derivative is
 * the same sum with each bin times 2πjf: so the derivative of the phase is exact, and costs no second transform. (The
 * method of kernels is Brown & Puckette's, 1992; instantaneous frequency from a derivative is Flanagan & Golden's, 1966.)
 */
export class ConstantQ {
  readonly rows: number;
  readonly minHz: Hertz;
  readonly rowsPerOctave: number;
  /** Samples of a transform, centred on its moment. */
  readonly size: Samples;
  readonly #binHz: Hertz;
  readonly #rows: readonly Row[];
  readonly #fft: Fft;
  readonly #input: Float64Array;
  readonly #spectrum: Float64Array;

  /** The `size` that these options give. */
  static sizeFor(sampleRate: Hertz, options: ConstantQOptions = {}): Samples {
    const { minHz, q } = { ...DEFAULTS, ...options };
    const longest = ROOM * ((sampleRate * q * HALF_WIDTH) / (Math.PI * minHz));
    return 2 ** Math.ceil(Math.log2(longest));
  }

  constructor(sampleRate: Hertz, options: ConstantQOptions = {}) {
    const { minHz, maxHz, rowsPerOctave, q } = { ...DEFAULTS, ...options };
    const top = Math.min(maxHz, (TOP * sampleRate) / 2);
    this.minHz = minHz;
    this.rowsPerOctave = rowsPerOctave;
    this.rows = Math.max(1, Math.floor(rowsPerOctave * Math.log2(top / minHz) + 1e-9) + 1);
    const spread = (hertz: Hertz): Hertz => hertz / q / HALF_WIDTH;
    this.size = ConstantQ.sizeFor(sampleRate, options);
    this.#binHz = sampleRate / this.size;
    this.#rows = Array.from({ length: this.rows }, (_, row) => {
      const hertz = this.hertz(row);
      return gaussian(hertz / this.#binHz, spread(hertz) / this.#binHz, this.size / 2);
    });
    this.#fft = new Fft(this.size);
    this.#input = new Float64Array(this.size);
    this.#spectrum = new Float64Array(2 * this.size);
  }

  /** Frequency that a row is tuned to. */
  hertz(row: number): Hertz {
    return this.minHz * 2 ** (row / this.rowsPerOctave);
  }

  /**
   * Analyses the moment around one sample; silence outside the signal.
   * @param centre index, may be outside.
   * @param levels receives `rows` values: dB, 0 for a full-scale sine at the row's frequency, −Infinity for silence.
   * @param frequencies receives `rows` values: Hz; the row's own where there is silence.
   */
  at(samples: Float32Array, centre: Samples, levels: Float32Array, frequencies: Float32Array): void {
    const start = Math.round(centre) - this.size / 2;
    for (let i = 0; i < this.size; i++) this.#input[i] = samples[start + i] ?? 0;
    this.#fft.realTransform(this.#spectrum, this.#input);
    const scale = 2 / this.size;
    for (let row = 0; row < this.rows; row++) {
      const { firstBin, response } = this.#rows[row]!;
      let [re, im, slopeRe, slopeIm] = [0, 0, 0, 0];
      for (let i = 0; i < response.length; i++) {
        const bin = firstBin + i;
        // time counts from the middle of the transform: a factor of −1 for every odd bin, held in the response
        const r = response[i]! * this.#spectrum[2 * bin]!;
        const j = response[i]! * this.#spectrum[2 * bin + 1]!;
        re += r;
        im += j;
        slopeRe += bin * r;
        slopeIm += bin * j;
      }
      const power = re * re + im * im;
      levels[row] = decibels(power * scale * scale);
      frequencies[row] = power > 0 ? ((slopeRe * re + slopeIm * im) / power) * this.#binHz : this.hertz(row);
    }
  }
}

function decibels(power: number): Decibels {
  return 10 * Math.log10(power);
}

/** Around `centre`, both in bins, `bins` of them at the most; alternating in sign. */
function gaussian(centre: number, spread: number, bins: number): Row {
  const firstBin = Math.max(1, Math.ceil(centre - REACH * spread));
  const last = Math.min(bins - 1, Math.floor(centre + REACH * spread));
  const response = Float64Array.from({ length: Math.max(1, last - firstBin + 1) }, (_, i) => {
    const away = (firstBin + i - centre) / spread;
    return Math.exp((-away * away) / 2) * ((firstBin + i) % 2 === 0 ? 1 : -1);
  });
  return { firstBin, response };
}
