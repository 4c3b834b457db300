/** Finds the partials of a sound, the peaks of its averaged spectrum, and the energy share of a harmonic series. */
import type { Hertz } from '../units.js';
import { harmonicShare } from './band-envelope/bands.js';
import { MagnitudeSpectrum } from './fourier.js';

/** Long enough to part the harmonics of A0, short enough that a vibrato moves little in it. */
const WINDOW_SECONDS = 0.5;
const WINDOWS = 4;
/** Partials are looked for from here on … */
const MIN_HZ = 20;
/** … down to this far below the strongest, in the averaged spectrum. */
const FLOOR = 10 ** (-50 / 20);
/** A partial stands out from what is around it by this factor. */
const PROMINENCE = 3;
/** The width of the surroundings, in bins on each side. */
const AROUND = 12;

export interface Partial {
  readonly hertz: Hertz;
  /** Relative to the strongest partial. */
  readonly amplitude: number;
}

export class Partials {
  /** Ascending in frequency. */
  readonly list: readonly Partial[];
  readonly #power: Float64Array;
  readonly #binHertz: Hertz;

  constructor(samples: Float32Array, sampleRate: Hertz) {
    const size = 2 ** Math.round(Math.log2(1.4 * WINDOW_SECONDS * sampleRate));
    this.#binHertz = sampleRate / size;
    this.#power = averagedPower(samples, size);
    this.list = peaks(this.#power, this.#binHertz);
  }

  /** How much of the energy lies in the harmonics of fundamentals, as audio/band-envelope parts them from the rest, 0 to 1. */
  share(...fundamentals: readonly Hertz[]): number {
    let [inside, all] = [0, 0];
    const first = Math.ceil(MIN_HZ / this.#binHertz);
    for (let bin = first; bin < this.#power.length; bin++) {
      const power = this.#power[bin]!;
      all += power;
      inside += power * Math.max(...fundamentals.map((f0) => harmonicShare(bin * this.#binHertz, f0)));
    }
    return all > 0 ? inside / all : 0;
  }

  /** How much of the energy lies within `reach` (a share of it) of a frequency, 0 to 1: a vibrato spreads a partial, and leaves no peak. */
  energyNear(hertz: Hertz, reach: number): number {
    const [from, to] = [hertz * (1 - reach), hertz * (1 + reach)];
    let [inside, all] = [0, 0];
    for (let bin = Math.ceil(MIN_HZ / this.#binHertz); bin < this.#power.length; bin++) {
      all += this.#power[bin]!;
      if (bin * this.#binHertz >= from && bin * this.#binHertz <= to) inside += this.#power[bin]!;
    }
    return all > 0 ? inside / all : 0;
  }

  /** The strongest partial within `reach` (a share of it) of a frequency, or null. */
  near(hertz: Hertz, reach: number): Partial | null {
    let best: Partial | null = null;
    for (const partial of this.list) {
      if (partial.hertz < hertz * (1 - reach)) continue;
      if (partial.hertz > hertz * (1 + reach)) break;
      if (!best || partial.amplitude > best.amplitude) best = partial;
    }
    return best;
  }
}

/** Of up to four windows, evenly over the sound: its beginning and its end count as much as they are loud. */
function averagedPower(samples: Float32Array, size: number): Float64Array {
  const spectrum = new MagnitudeSpectrum(size);
  const magnitudes = new Float64Array(spectrum.bins);
  const power = new Float64Array(spectrum.bins);
  const room = samples.length - size;
  const count = room <= 0 ? 1 : Math.min(WINDOWS, 1 + Math.ceil(room / size));
  for (let i = 0; i < count; i++) {
    const start = room <= 0 ? room >> 1 : Math.round((room * i) / Math.max(1, count - 1));
    spectrum.at(samples, start, magnitudes);
    for (let bin = 0; bin < power.length; bin++) power[bin]! += magnitudes[bin]! ** 2;
  }
  return power;
}

function peaks(power: Float64Array, binHertz: Hertz): Partial[] {
  const first = Math.max(2, Math.ceil(MIN_HZ / binHertz));
  const found: Partial[] = [];
  let strongest = 0;
  for (let bin = first; bin < power.length - 2; bin++) strongest = Math.max(strongest, power[bin]!);
  for (let bin = first; bin < power.length - 2; bin++) {
    const here = power[bin]!;
    if (here < power[bin - 1]! || here <= power[bin + 1]! || here < strongest * FLOOR ** 2) continue;
    if (here < PROMINENCE ** 2 * surroundings(power, bin)) continue;
    const [left, middle, right] = [power[bin - 1]!, here, power[bin + 1]!].map((x) => Math.log(x + 1e-300));
    const curvature = left! - 2 * middle! + right!;
    const shift = curvature < 0 ? (0.5 * (left! - right!)) / curvature : 0;
    found.push({ hertz: (bin + shift) * binHertz, amplitude: Math.sqrt(here / strongest) });
  }
  return found;
}

/** The median power beside a peak: what is left of noise and of the skirts of neighbours. */
function surroundings(power: Float64Array, bin: number): number {
  const values: number[] = [];
  for (let k = 3; k <= AROUND; k++) values.push(power[bin - k] ?? 0, power[bin + k] ?? 0);
  return values.sort((a, b) => a - b)[values.length >> 1]!;
}
