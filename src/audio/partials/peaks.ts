/** Finds the lasting peaks of a sound's spectrum, its vibrato taken out. */
import type { Decibels, Hertz, Seconds } from '../../units.js';
import { RealTransform } from '../fft/real-transform.js';
import { medianFilter } from './grid.js';
import { HOP_SECONDS, TOP_HERTZ } from './tracks.js';
import { blackmanHarris } from './windows.js';

export interface Peak {
  readonly hertz: Hertz;
  readonly level: Decibels;
}

/** The spectra: so long, from these moments on; at most so much of a short sound's length. */
const WINDOW_SECONDS: Seconds = 0.34;
const STARTS: readonly Seconds[] = [0.02, 0.35, 0.8, 1.5, 2.5];
const SHORTEST_WINDOW = 1024;
/** A peak stands out from the median around it by this, and lies within this of the loudest. */
const PROMINENCE: Decibels = 14;
const DEPTH: Decibels = 75;
const LOWEST_HERTZ: Hertz = 30;
/** The surroundings: half of f0, or this at least, on both sides. */
const AROUND_HERTZ: Hertz = 100;
/** The median is taken of every eighth bin. */
const THINNED = 8;
/** Peaks of two spectra nearer than so many bins of the padded spectrum are one. */
const SAME_BINS = 8;
/** Peaks by which clearness is judged. */
const CLEAREST = 5;
/** A contour that moves less than this share is no vibrato. */
const STILL = 3e-4;

export interface LastingPeaks {
  /** Ascending; frequencies are those at the median of f0. */
  readonly peaks: readonly Peak[];
  /** Whether they are clearer as the sound stands than with its contour taken out: then the contour is none of its partials'. */
  readonly still: boolean;
}

/** Peaks that stand out in at least one of the spectra: of the sound as it is, or read along its f0, whichever is clearer. */
export function lastingPeaks(
  samples: Float32Array,
  sampleRate: Hertz,
  f0: Float64Array,
  hertz: Hertz,
): LastingPeaks {
  const asItIs = peaksOf(samples, sampleRate, hertz);
  if (f0.every((x) => Math.abs(x / hertz - 1) < STILL)) return { peaks: asItIs, still: false };
  const along = peaksOf(withoutVibrato(samples, sampleRate, f0, hertz), sampleRate, hertz);
  const still = clarity(asItIs) > clarity(along);
  return { peaks: still ? asItIs : along, still };
}

/** The sharper peaks are, the higher: the mean level of the loudest. */
function clarity(peaks: readonly Peak[]): Decibels {
  const levels = peaks.map((peak) => peak.level).sort((a, b) => b - a);
  const loudest = levels.slice(0, CLEAREST);
  return loudest.length < CLEAREST ? -Infinity : loudest.reduce((a, b) => a + b, 0) / CLEAREST;
}

function peaksOf(samples: Float32Array, sampleRate: Hertz, hertz: Hertz): Peak[] {
  const size = windowSize(samples.length, sampleRate);
  if (size < SHORTEST_WINDOW) return [];
  const spectrum = new LogSpectrum(size);
  const found = new Map<number, Peak>();
  let taken = 0;
  for (const seconds of STARTS) {
    const start = Math.round(seconds * sampleRate);
    const fits = start + size <= samples.length;
    if (!fits && taken > 0) break;
    taken++;
    collect(spectrum.at(samples, fits ? start : samples.length - size), sampleRate, hertz, found);
    if (!fits) break;
  }
  return [...found.values()].sort((a, b) => a.hertz - b.hertz);
}

function windowSize(length: number, sampleRate: Hertz): number {
  const wanted = 2 ** Math.round(Math.log2(WINDOW_SECONDS * sampleRate));
  return Math.min(wanted, 2 ** Math.floor(Math.log2(Math.max(1, length))));
}

/** Levels in dB of a spectrum under a Blackman-Harris window, padded to twice its size. */
class LogSpectrum {
  readonly #size: number;
  readonly #window: Float64Array;
  readonly #transform: RealTransform;
  readonly #bins: Float64Array;

  constructor(size: number) {
    this.#size = size;
    this.#window = blackmanHarris(size);
    this.#transform = new RealTransform(2 * size);
    this.#bins = new Float64Array(4 * size);
  }

  at(samples: Float32Array, start: number): Float64Array {
    const { input } = this.#transform;
    for (let n = 0; n < this.#size; n++) input[n] = this.#window[n]! * samples[start + n]!;
    input.fill(0, this.#size);
    this.#transform.run(this.#bins);
    const levels = new Float64Array(this.#size + 1);
    for (let k = 0; k < levels.length; k++) {
      const [re, im] = [this.#bins[2 * k]!, this.#bins[2 * k + 1]!];
      levels[k] = 10 * Math.log10(re * re + im * im + 1e-18);
    }
    return levels;
  }
}

/** Adds the peaks of one spectrum; of two at one place the louder stays. */
function collect(level: Float64Array, sampleRate: Hertz, hertz: Hertz, found: Map<number, Peak>): void {
  const binHertz = sampleRate / (2 * (level.length - 1));
  const reach = Math.ceil(Math.max(0.5 * hertz, AROUND_HERTZ) / binHertz / THINNED);
  const around = medianFilter(
    level.filter((_, k) => k % THINNED === 0),
    reach,
  );
  const least = level.reduce((max, x) => Math.max(max, x), -Infinity) - DEPTH;
  const last = Math.min(level.length - 2, Math.floor(TOP_HERTZ / binHertz));
  for (let k = Math.max(1, Math.ceil(LOWEST_HERTZ / binHertz)); k <= last; k++) {
    const [left, middle, right] = [level[k - 1]!, level[k]!, level[k + 1]!];
    if (middle <= left || middle < right || middle < least) continue;
    if (middle < around[Math.floor(k / THINNED)]! + PROMINENCE) continue;
    const place = k + (0.5 * (left - right)) / (left - 2 * middle + right);
    const key = Math.round(place / SAME_BINS);
    if (middle > (found.get(key)?.level ?? -Infinity))
      found.set(key, { hertz: place * binHertz, level: middle });
  }
}

/** The sound read at a speed that makes its f0 constant. */
function withoutVibrato(
  samples: Float32Array,
  sampleRate: Hertz,
  f0: Float64Array,
  hertz: Hertz,
): Float32Array {
  const out = new Float32Array(samples.length);
  const frameSamples = HOP_SECONDS * sampleRate;
  let place = 0;
  let count = 0;
  for (; count < out.length && place < samples.length - 1; count++) {
    out[count] = cubicAt(samples, place);
    const frame = Math.min(f0.length - 1, place / frameSamples);
    const low = Math.floor(frame);
    const here = f0[low]! + (frame - low) * ((f0[low + 1] ?? f0[low]!) - f0[low]!);
    place += hertz / here;
  }
  return out.subarray(0, count);
}

/** Third-order Lagrange interpolation. */
function cubicAt(samples: Float32Array, place: number): number {
  const i = Math.floor(place);
  const x = place - i;
  const a = samples[i - 1] ?? 0;
  const b = samples[i]!;
  const c = samples[i + 1] ?? 0;
  const d = samples[i + 2] ?? 0;
  return (
    b +
    x * (-a / 3 - b / 2 + c - d / 6) +
    x * x * (a / 2 - b + c / 2) +
    x * x * x * (-a / 6 + b / 2 - c / 2 + d / 6)
  );
}
