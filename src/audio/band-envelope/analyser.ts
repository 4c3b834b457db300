/** Measures the band envelope of a sound, frame by frame: levels of harmonics and of noise in mel bands. */
import { Fft } from '../fft/fft.js';
import type { Hertz, Samples } from '../../units.js';
import { bandPlaces, harmonicShare, type BandPlaces, type BandEnvelopeConfig } from './bands.js';

/** Energy below which a frame is silence. */
const NOTHING = 1e-12;

/** Measures band envelopes frame by frame; holds the FFT plan and its buffers. */
export class BandEnvelopeAnalyser {
  readonly config: BandEnvelopeConfig;
  readonly bins: number;
  readonly window: Float64Array;
  /** Interleaved real and imaginary parts of the last frame, `fftSize` complex values, upper half unset. */
  readonly spectrum: Float64Array;
  /** Share of each bin of the last frame that belongs to a harmonic, 0 to 1. */
  readonly shares: Float64Array;
  readonly places: BandPlaces;
  readonly fft: Fft;
  readonly #sampleRate: Hertz;
  readonly #input: Float64Array;
  #f0 = NaN;

  /** @param config `bands` 2 or more. */
  constructor(config: BandEnvelopeConfig, sampleRate: Hertz) {
    const { fftSize } = config;
    this.config = config;
    this.bins = fftSize / 2 + 1;
    this.window = Float64Array.from(
      { length: fftSize },
      (_, k) => 0.5 - 0.5 * Math.cos((2 * Math.PI * k) / fftSize),
    );
    this.fft = new Fft(fftSize);
    this.spectrum = new Float64Array(2 * fftSize);
    this.shares = new Float64Array(this.bins);
    this.places = bandPlaces(config, sampleRate);
    this.#sampleRate = sampleRate;
    this.#input = new Float64Array(fftSize);
  }

  /** First sample of a frame's window. */
  start(frame: number): Samples {
    const { hop, fftSize } = this.config;
    return frame * hop - (fftSize - hop) / 2;
  }

  /**
   * Measures the band envelope of the frame whose window begins at `start` (silence outside the samples), in dB
   * relative to the frame's energy.
   * @param f0 its pitch, 0 for none.
   * @param levels receives `2 × bands` values: of the harmonics, then of the rest.
   * @returns the frame's energy.
   */
  measure(samples: Float32Array, start: Samples, f0: Hertz, levels: Float64Array): number {
    const { fftSize, bands, floorDb } = this.config;
    const { window, spectrum, places, shares } = this;
    const input = this.#input;
    const first = Math.min(fftSize, Math.max(0, -start));
    const last = Math.max(first, Math.min(fftSize, samples.length - start));
    input.fill(0, 0, first).fill(0, last);
    for (let k = first; k < last; k++) input[k] = samples[start + k]! * window[k]!;
    this.fft.realTransform(spectrum, input);
    this.#setPitch(f0);
    levels.fill(0);
    let whole = 0;
    for (let bin = 0; bin < this.bins; bin++) {
      const re = spectrum[2 * bin]!;
      const im = spectrum[2 * bin + 1]!;
      const power = re * re + im * im;
      const band = places.lower[bin]!;
      const upper = places.upperShare[bin]!;
      const share = shares[bin]!;
      const harmonic = power * share;
      // most bins are wholly harmonic or wholly noise
      if (share > 0) {
        levels[band]! += harmonic * (1 - upper);
        levels[band + 1]! += harmonic * upper;
      }
      if (share < 1) {
        const rest = power - harmonic;
        levels[bands + band]! += rest * (1 - upper);
        levels[bands + band + 1]! += rest * upper;
      }
      whole += power;
    }
    const floor = 10 ** (floorDb / 10);
    for (let i = 0; i < levels.length; i++) {
      levels[i] = 10 * Math.log10(Math.max(floor, levels[i]! / Math.max(whole, NOTHING)));
    }
    return whole;
  }

  /** Recomputes the bin shares only when the pitch changes, which is seldom. */
  #setPitch(f0: Hertz): void {
    if (f0 === this.#f0) return;
    this.#f0 = f0;
    for (let bin = 0; bin < this.bins; bin++) {
      this.shares[bin] = harmonicShare((bin * this.#sampleRate) / this.config.fftSize, f0);
    }
  }
}

export interface BandEnvelopeFrames {
  /** `frames × 2 × bands`, dB relative to each frame's energy. */
  readonly values: Float32Array;
  /** Energy of each frame. */
  readonly energies: Float64Array;
}

/** Measures the band envelope of a whole sound; `pitches` in Hz, one a frame, 0 for none; the last one holds. */
export function measureBandEnvelope(
  samples: Float32Array,
  pitches: ArrayLike<Hertz>,
  config: BandEnvelopeConfig,
  sampleRate: Hertz,
): BandEnvelopeFrames {
  const analyser = new BandEnvelopeAnalyser(config, sampleRate);
  const frames = Math.ceil(samples.length / config.hop);
  const width = 2 * config.bands;
  const levels = new Float64Array(width);
  const values = new Float32Array(frames * width);
  const energies = new Float64Array(frames);
  for (let frame = 0; frame < frames; frame++) {
    const f0 = pitches[Math.min(frame, pitches.length - 1)] ?? 0;
    energies[frame] = analyser.measure(samples, analyser.start(frame), f0, levels);
    values.set(levels, frame * width);
  }
  return { values, energies };
}
