/** Measures how much of a sound lies at the harmonics of a pitch: whether that pitch is the sound's at all. */
import type { Gain01, Hertz } from '../../units.js';
import { BandEnvelopeAnalyser } from './analyser.js';
import type { BandEnvelopeConfig } from './bands.js';

/** Harmonics that are looked at where a pitch is only claimed: those above may be out of tune with it. */
const SURE_HARMONICS = 8;

export interface HarmonicPart {
  /** Share of the sound's energy at harmonics. */
  readonly share: Gain01;
  /** The same of what lies around the first eight. */
  readonly near: Gain01;
  /** What `near` would be of noise of the same colour. */
  readonly chance: Gain01;
}

/** @param pitches Hz, one a frame of the config's hop; the last one holds. */
export function harmonicPart(
  samples: Float32Array,
  pitches: ArrayLike<Hertz>,
  config: BandEnvelopeConfig,
  sampleRate: Hertz,
): HarmonicPart {
  const analyser = new BandEnvelopeAnalyser(config, sampleRate);
  const levels = new Float64Array(2 * config.bands);
  const { bins, shares, spectrum } = analyser;
  const sums = new Float64Array(bins + 1);
  let [all, harmonic, around, near, chance] = [0, 0, 0, 0, 0];
  for (let frame = 0; frame < Math.ceil(samples.length / config.hop); frame++) {
    const f0 = pitches[Math.min(frame, pitches.length - 1)]!;
    analyser.measure(samples, analyser.start(frame), f0, levels);
    for (let bin = 0; bin < bins; bin++)
      sums[bin + 1] = sums[bin]! + spectrum[2 * bin]! ** 2 + spectrum[2 * bin + 1]! ** 2;
    const spacing = (f0 * config.fftSize) / sampleRate;
    const reach = Math.max(1, Math.round(spacing / 2));
    const last = (SURE_HARMONICS + 0.5) * spacing;
    for (let bin = 0; bin < bins; bin++) {
      const power = sums[bin + 1]! - sums[bin]!;
      all += power;
      harmonic += power * shares[bin]!;
      if (bin < spacing / 2 || bin > last) continue;
      const [from, to] = [Math.max(0, bin - reach), Math.min(bins, bin + reach + 1)];
      around += power;
      near += power * shares[bin]!;
      chance += ((sums[to]! - sums[from]!) / (to - from)) * shares[bin]!;
    }
  }
  return {
    share: all > 0 ? harmonic / all : 0,
    near: around > 0 ? near / around : 0,
    chance: around > 0 ? Math.min(1, chance / around) : 0,
  };
}
