/** Imposes a band envelope on a sound, frame by frame, by weighted overlap-add. */
import type { Decibels, Gain01, Hertz, Samples } from '../../units.js';
import { BandEnvelopeAnalyser } from './analyser.js';
import type { BandEnvelopeConfig } from './bands.js';

/** Largest boost of a band's harmonics, of its noise, and largest cut of either, dB. */
const MAX_HARMONIC_BOOST = 36;
const MAX_REST_BOOST = 18;
const MAX_CUT = 60;
/** Natural logarithm of the ratio that is one decibel. */
const NEPERS = Math.LN10 / 20;
/** Lower limit of the sum of squared windows that is divided by: fewer frames overlap at a note's ends. */
const LEAST_OVERLAP = 1e-3;

/** Other limits and a share of the change, for bands that are imposed beside the model's own. */
export interface BandEnvelopeLimits {
  readonly restBoost: Decibels;
  readonly cut: Decibels;
  /** Share of the gains, in dB. */
  readonly hold: Gain01;
}

export interface BandEnvelopeTargets {
  /** `frames × 2 × bands`, dB relative to each frame's energy; one frame or more, the last one holds. */
  readonly values: Float32Array;
  /** Pitch in Hz, one a frame, 0 for none; the last one holds. */
  readonly pitches: ArrayLike<Hertz>;
}

/**
 * Imposes a band envelope on a streamed sound: scales each frame's harmonics and noise to their target level in each
 * band, phases unchanged, by weighted overlap-add (Griffin and Lim 1984). Block boundaries do not change the output.
 * Latency: a window less a hop, 1.5 kilosamples.
 */
export class BandEnvelopeFilter {
  readonly #analyser: BandEnvelopeAnalyser;
  readonly #targets: BandEnvelopeTargets;
  readonly #limits: BandEnvelopeLimits;
  readonly #frames: number;
  readonly #input: Float32Array;
  readonly #sum: Float64Array;
  readonly #overlap: Float64Array;
  readonly #levels: Float64Array;
  readonly #gains: Float64Array;
  readonly #time: Float64Array;
  #taken: Samples = 0;
  #given: Samples = 0;
  #frame = 0;

  /** @param length of the whole sound. */
  constructor(
    targets: BandEnvelopeTargets,
    length: Samples,
    config: BandEnvelopeConfig,
    sampleRate: Hertz,
    limits: Partial<BandEnvelopeLimits> = {},
  ) {
    this.#limits = { restBoost: MAX_REST_BOOST, cut: MAX_CUT, hold: 1, ...limits };
    this.#analyser = new BandEnvelopeAnalyser(config, sampleRate);
    this.#targets = targets;
    this.#frames = Math.ceil(length / config.hop);
    this.#input = new Float32Array(length);
    this.#sum = new Float64Array(length);
    this.#overlap = new Float64Array(length);
    this.#levels = new Float64Array(2 * config.bands);
    this.#gains = new Float64Array(2 * config.bands);
    this.#time = new Float64Array(2 * config.fftSize);
  }

  /** Takes the next samples; returns those that are final, and after the last ones all that remain. */
  process(samples: Float32Array): Float32Array {
    const { fftSize } = this.#analyser.config;
    this.#input.set(samples, this.#taken);
    this.#taken += samples.length;
    const end = this.#taken === this.#input.length;
    while (
      this.#frame < this.#frames &&
      (end || this.#analyser.start(this.#frame) + fftSize <= this.#taken)
    ) {
      this.#add(this.#frame++);
    }
    const until = end ? this.#taken : Math.max(this.#given, this.#analyser.start(this.#frame));
    const output = new Float32Array(until - this.#given);
    for (let i = 0; i < output.length; i++) {
      const at = this.#given + i;
      output[i] = this.#sum[at]! / Math.max(LEAST_OVERLAP, this.#overlap[at]!);
    }
    this.#given = until;
    return output;
  }

  #add(frame: number): void {
    const { fftSize } = this.#analyser.config;
    const start = this.#analyser.start(frame);
    this.#shape(frame);
    const { fft, spectrum, window } = this.#analyser;
    fft.completeSpectrum(spectrum);
    fft.inverseTransform(this.#time, spectrum);
    const first = Math.max(0, -start);
    const last = Math.min(fftSize, this.#input.length - start);
    const [sum, overlap, time] = [this.#sum, this.#overlap, this.#time];
    for (let k = first; k < last; k++) {
      const weight = window[k]!;
      sum[start + k]! += time[2 * k]! * weight;
      overlap[start + k]! += weight * weight;
    }
  }

  /** Shapes the frame's spectrum in place, in the analyser. */
  #shape(frame: number): void {
    const { config, spectrum, shares, places, bins } = this.#analyser;
    const { values, pitches } = this.#targets;
    const { restBoost, cut, hold } = this.#limits;
    const width = 2 * config.bands;
    const f0 = pitches[Math.min(frame, pitches.length - 1)] ?? 0;
    this.#analyser.measure(this.#input, this.#analyser.start(frame), f0, this.#levels);
    const row = Math.min(frame, values.length / width - 1) * width;
    for (let i = 0; i < width; i++) {
      const boost = i < config.bands ? MAX_HARMONIC_BOOST : restBoost;
      this.#gains[i] = hold * Math.min(boost, Math.max(-cut, values[row + i]! - this.#levels[i]!));
    }
    const gains = this.#gains;
    const gainAt = (at: number, upper: number): number =>
      Math.exp(NEPERS * (gains[at]! * (1 - upper) + gains[at + 1]! * upper));
    for (let bin = 0; bin < bins; bin++) {
      const band = places.lower[bin]!;
      const upper = places.upperShare[bin]!;
      const share = shares[bin]!;
      // most bins are wholly harmonic or wholly noise
      const harmonic = share > 0 ? gainAt(band, upper) : 0;
      const rest = share < 1 ? gainAt(config.bands + band, upper) : 0;
      const gain = share * harmonic + (1 - share) * rest;
      spectrum[2 * bin]! *= gain;
      spectrum[2 * bin + 1]! *= gain;
    }
  }
}
