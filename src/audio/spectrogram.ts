import type { Decibels, Hertz, Seconds } from '../units.js';
import { MagnitudeSpectrum } from './fourier.js';

export interface SpectrogramOptions {
  /** Frequencies, lowest first; 128 if not given. */
  readonly rows?: number;
  /** Moments; 256 if not given. */
  readonly columns?: number;
  readonly minHz?: Hertz;
  /** At most half the sample rate. */
  readonly maxHz?: Hertz;
  readonly floorDb?: Decibels;
}

/** A picture of a sound: levels on a logarithmic frequency axis. */
export interface Spectrogram {
  readonly rows: number;
  readonly columns: number;
  /** `rows × columns`, row-major, row 0 the lowest frequency; dB, 0 for a full-scale sine. */
  readonly values: Float32Array;
  readonly minHz: Hertz;
  readonly maxHz: Hertz;
  readonly seconds: Seconds;
}

const FFT_SIZE = 2048;

/**
 * Magnitude spectra (Hann, 2048 samples) of `columns` moments spread evenly over the sound, read at `rows`
 * frequencies spread evenly over log frequency: the largest bin within a row, interpolated where rows are
 * closer than bins.
 */
export function spectrogram(
  samples: Float32Array,
  sampleRate: Hertz,
  options: SpectrogramOptions = {},
): Spectrogram {
  const { rows = 128, columns = 256, minHz = 40, floorDb = -100 } = options;
  const maxHz = Math.min(options.maxHz ?? sampleRate / 2, sampleRate / 2);
  const spectrum = new MagnitudeSpectrum(FFT_SIZE);
  const magnitudes = new Float64Array(spectrum.bins);
  const edges = Array.from(
    { length: rows + 1 },
    (_, i) => (minHz * (maxHz / minHz) ** (i / rows) * FFT_SIZE) / sampleRate,
  );
  const floor = 10 ** (floorDb / 20);
  const values = new Float32Array(rows * columns);
  for (let column = 0; column < columns; column++) {
    const centre = ((column + 0.5) / columns) * samples.length;
    spectrum.at(samples, Math.round(centre) - FFT_SIZE / 2, magnitudes);
    for (let row = 0; row < rows; row++) {
      const level = bandLevel(magnitudes, edges[row]!, edges[row + 1]!) * (4 / FFT_SIZE);
      values[row * columns + column] = 20 * Math.log10(Math.max(level, floor));
    }
  }
  return { rows, columns, values, minHz, maxHz, seconds: samples.length / sampleRate };
}

/** Largest magnitude of the bins from `low` to `high` (fractional), or interpolated at their middle. */
function bandLevel(magnitudes: Float64Array, low: number, high: number): number {
  const last = magnitudes.length - 1;
  const middle = Math.min((low + high) / 2, last);
  const index = Math.min(Math.floor(middle), last - 1);
  const fraction = middle - index;
  let level = magnitudes[index]! * (1 - fraction) + magnitudes[index + 1]! * fraction;
  for (let bin = Math.ceil(low); bin <= Math.min(high, last); bin++)
    level = Math.max(level, magnitudes[bin]!);
  return level;
}
