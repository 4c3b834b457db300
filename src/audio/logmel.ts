/** Computes log-mel spectra, the input of the factory model's encoder. */
import type { Hertz, Samples } from '../units.js';
import { MagnitudeSpectrum } from './fourier.js';

export interface LogMelOptions {
  /** Power of two. */
  readonly fftSize: number;
  readonly hop: Samples;
  readonly bands: number;
  readonly minHz: Hertz;
  readonly maxHz: Hertz;
  /** Rate of the samples; the factory model's 16 kHz if not given. */
  readonly sampleRate?: Hertz;
}

/** `frames × bands`, row-major. */
export interface LogMel {
  readonly frames: number;
  readonly bands: number;
  readonly values: Float32Array;
}

/**
 * What the log-mel encoder sees: ln(FB·|S| + 1e-4)/3 + 1.5, where |S| is the magnitude under a periodic
 * Hann window, frame f centred on sample hop·f + hop/2 with silence outside the signal, and FB are
 * triangular bands on the mel scale 2595·log10(1 + f/700), each of weights that sum to 1.
 * Frames: length / hop, rounded up. Source of the formula: training/recipe/log_mel.py.
 */
export function logMel(samples: Float32Array, options: LogMelOptions): LogMel {
  const { fftSize, hop, bands } = options;
  const frames = Math.ceil(samples.length / hop);
  const filters = melFilters(options);
  const spectrum = new MagnitudeSpectrum(fftSize);
  const magnitudes = new Float64Array(spectrum.bins);
  const values = new Float32Array(frames * bands);
  for (let frame = 0; frame < frames; frame++) {
    spectrum.at(samples, frame * hop - (fftSize - hop) / 2, magnitudes);
    for (let band = 0; band < bands; band++) {
      const { firstBin, weights } = filters[band]!;
      let sum = 0;
      for (let i = 0; i < weights.length; i++) sum += weights[i]! * magnitudes[firstBin + i]!;
      values[frame * bands + band] = Math.log(sum + 1e-4) / 3 + 1.5;
    }
  }
  return { frames, bands, values };
}

interface MelFilter {
  readonly firstBin: number;
  readonly weights: Float64Array;
}

function melFilters(options: LogMelOptions): MelFilter[] {
  const { fftSize, bands, minHz, maxHz, sampleRate = 16000 } = options;
  const low = hertzToMel(minHz);
  const step = (hertzToMel(maxHz) - low) / (bands + 1);
  const edge = (index: number): Hertz => melToHertz(low + step * index);
  return Array.from({ length: bands }, (_, band) => {
    const [left, middle, right] = [edge(band), edge(band + 1), edge(band + 2)];
    const all = Array.from({ length: fftSize / 2 + 1 }, (_, bin) => {
      const hertz = (bin * sampleRate) / fftSize;
      return Math.max(0, Math.min((hertz - left) / (middle - left), (right - hertz) / (right - middle)));
    });
    const total = Math.max(
      1e-6,
      all.reduce((a, b) => a + b, 0),
    );
    const firstBin = Math.max(
      0,
      all.findIndex((weight) => weight > 0),
    );
    const lastBin = all.findLastIndex((weight) => weight > 0);
    return { firstBin, weights: Float64Array.from(all.slice(firstBin, lastBin + 1), (w) => w / total) };
  });
}

function hertzToMel(hertz: Hertz): number {
  return 2595 * Math.log10(1 + hertz / 700);
}

function melToHertz(mel: number): Hertz {
  return 700 * (10 ** (mel / 2595) - 1);
}
