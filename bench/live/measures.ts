/** Measures what log-mel cannot see: crest, tonality, order of a morph, likeness of noise to itself. */
import FFT from 'fft.js';
import { hann } from '../../src/audio/partials/windows.js';

const CREST_SECONDS = 0.05;

/** Crest factor in dB of each 50 ms that is within 40 dB of the loudest. */
export function crests(samples: Float32Array, rate: number): (number | null)[] {
  const size = Math.round(CREST_SECONDS * rate);
  const parts: { rms: number; crest: number }[] = [];
  for (let start = 0; start + size <= samples.length; start += size) {
    const part = samples.subarray(start, start + size);
    const rms = Math.sqrt(part.reduce((sum, x) => sum + x * x, 0) / size);
    const peak = part.reduce((max, x) => Math.max(max, Math.abs(x)), 0);
    parts.push({ rms, crest: 20 * Math.log10(peak / (rms + 1e-12) + 1e-12) });
  }
  const loudest = Math.max(...parts.map(({ rms }) => rms));
  return parts.map(({ rms, crest }) => (rms > 0.01 * loudest ? crest : null));
}

/** Median difference of two sounds' crests, both loud. */
export function crestError(made: Float32Array, real: Float32Array, rate: number): number {
  const [a, b] = [crests(made, rate), crests(real, rate)];
  const errors = a.flatMap((x, i) => (x !== null && b[i] != null ? [Math.abs(x - b[i])] : []));
  return errors.length > 0 ? medianOf(errors) : 0;
}

/** Power on the harmonics over that between them, 8.2 to 15 kHz, dB. */
export function tonality(samples: Float32Array, rate: number, f0: number): number {
  const size = 8192;
  const fft = new FFT(size);
  const window = hann(size);
  const out = new Float64Array(2 * size);
  let [on, between] = [1e-12, 1e-12];
  for (let start = Math.round(0.1 * rate); start + size <= samples.length; start += size / 2) {
    fft.realTransform(
      out,
      window.map((w, n) => w * samples[start + n]!),
    );
    for (let k = Math.ceil(8200 / f0); (k + 0.5) * f0 < 15_000; k++) {
      const power = (hertz: number): number => {
        let most = 0;
        const bin = Math.round((hertz * size) / rate);
        for (let b = bin - 3; b <= bin + 3; b++) most += out[2 * b]! ** 2 + out[2 * b + 1]! ** 2;
        return most;
      };
      on += power(k * f0);
      between += power((k + 0.5) * f0);
    }
  }
  return 10 * Math.log10(on / between);
}

/** Spearman's rank correlation. */
export function rankCorrelation(a: readonly number[], b: readonly number[]): number {
  const ranks = (values: readonly number[]): number[] =>
    values.map((x) => values.filter((y) => y < x).length + (values.filter((y) => y === x).length - 1) / 2);
  const [p, q] = [ranks(a), ranks(b)];
  const mean = (a.length - 1) / 2;
  const dot = (u: number[], v: number[]): number => u.reduce((s, x, i) => s + (x - mean) * (v[i]! - mean), 0);
  return dot(p, q) / Math.sqrt(dot(p, p) * dot(q, q));
}

/** The largest normalised autocorrelation at lags from `least` samples on. */
export function selfLikeness(samples: Float32Array, least: number): number {
  const size = 2 ** Math.ceil(Math.log2(2 * samples.length));
  const fft = new FFT(size);
  const input = new Float64Array(size);
  input.set(samples);
  const spectrum = new Float64Array(2 * size);
  fft.realTransform(spectrum, input);
  fft.completeSpectrum(spectrum);
  for (let k = 0; k < size; k++) {
    spectrum[2 * k] = spectrum[2 * k]! ** 2 + spectrum[2 * k + 1]! ** 2;
    spectrum[2 * k + 1] = 0;
  }
  const lags = new Float64Array(2 * size);
  fft.inverseTransform(lags, spectrum);
  let most = 0;
  for (let lag = least; lag < samples.length; lag++) most = Math.max(most, Math.abs(lags[2 * lag]!));
  return most / lags[0]!;
}

export function medianOf(values: readonly number[]): number {
  return percentileOf(values, 0.5);
}

export function percentileOf(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const place = share * (sorted.length - 1);
  const low = Math.floor(place);
  return sorted[low]! + (place - low) * ((sorted[low + 1] ?? sorted[low]!) - sorted[low]!);
}
