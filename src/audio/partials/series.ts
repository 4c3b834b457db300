/** Finds the ratios of a sound's partials: a harmonic series, stretched as a string's, and peaks that belong to no harmonic. */
import type { Hertz } from '../../units.js';
import type { Peak } from './peaks.js';
import { MAX_PARTIALS, TOP_HERTZ } from './tracks.js';

/** Ratios of f0; the first `harmonics` follow 1, 2, 3 …, the rest ascend. */
export interface Series {
  readonly ratios: Float64Array;
  readonly harmonics: number;
  /** How near the loud partials beside the harmonics come to others, as a ratio of f0; Infinity where there are none. */
  readonly closest: number;
}

/** Most partials beside the harmonics, and the highest of them. */
const EXTRAS = 48;
const HIGHEST_EXTRA: Hertz = 14_000;
/** Extras within this of the loudest peak are told apart from their neighbours, however long a window that takes. */
const LOUD = 40;
/** Stretches B of f_k = k f0 √(1 + B k²) that are tried. */
const STRETCHES = [0, ...Array.from({ length: 24 }, (_, i) => 2e-5 * 100 ** (i / 23))];
/** A stretch is taken where it matches more by this factor than none. */
const CLEARLY_MORE = 1.1;
/** A harmonic matches a peak within this share of f0. */
const MATCH = 0.08;

/** 1, 2, 3 … up to `top`. */
export function exactSeries(hertz: Hertz, top: Hertz): Series {
  const harmonics = Math.max(1, Math.min(MAX_PARTIALS - EXTRAS, Math.floor(top / hertz)));
  return { ratios: Float64Array.from({ length: harmonics }, (_, k) => k + 1), harmonics, closest: Infinity };
}

/** The series stretched as its peaks are, each harmonic at its strongest peak, then up to 48 peaks of their own. */
export function freeSeries(peaks: readonly Peak[], hertz: Hertz, top: Hertz = TOP_HERTZ): Series {
  const exact = exactSeries(hertz, top);
  if (peaks.length === 0) return exact;
  const series = stretched(exact.ratios, bestStretch(peaks, hertz, exact.ratios)).filter(
    (ratio) => ratio * hertz < top,
  );
  const taken = new Set<Peak>();
  const harmonics = series.map((ratio, k) => {
    const reach = Math.min(0.25, MATCH + 0.02 * k) * hertz;
    const near = peaks.filter((peak) => Math.abs(peak.hertz - ratio * hertz) < reach);
    for (const peak of near) taken.add(peak);
    return near.length > 0 ? loudestOf(near).hertz / hertz : ratio;
  });
  const rest = peaks.filter((peak) => !taken.has(peak) && peak.hertz < HIGHEST_EXTRA);
  return withClosest(withExtras(harmonics, rest, hertz), peaks, hertz);
}

/** Peaks alone, for a sound without pitch. */
export function peakSeries(peaks: readonly Peak[], hertz: Hertz): Series {
  return withClosest(withExtras(new Float64Array(0), peaks, hertz), peaks, hertz);
}

function withExtras(harmonics: Float64Array, rest: readonly Peak[], hertz: Hertz): Series {
  const loudest = [...rest].sort((a, b) => b.level - a.level).slice(0, EXTRAS);
  const extras = loudest.map((peak) => peak.hertz / hertz).sort((a, b) => a - b);
  const ratios = Float64Array.from([...harmonics, ...extras]);
  return { ratios, harmonics: harmonics.length, closest: Infinity };
}

/** The same series, told how near its loud extras come to other partials: within 40 dB of the loudest peak. */
function withClosest(series: Series, peaks: readonly Peak[], hertz: Hertz): Series {
  const least = peaks.reduce((max, peak) => Math.max(max, peak.level), -Infinity) - LOUD;
  const extras = series.ratios.subarray(series.harmonics);
  let closest = Infinity;
  for (const peak of peaks) {
    const own = peak.hertz / hertz;
    if (peak.level < least || !extras.includes(own)) continue;
    for (const other of series.ratios) if (other !== own) closest = Math.min(closest, Math.abs(other - own));
  }
  return { ...series, closest };
}

function loudestOf(peaks: readonly Peak[]): Peak {
  return peaks.reduce((best, peak) => (peak.level > best.level ? peak : best));
}

function stretched(ratios: Float64Array, stretch: number): Float64Array {
  return ratios.map((k) => k * Math.sqrt(1 + stretch * k * k));
}

function bestStretch(peaks: readonly Peak[], hertz: Hertz, ratios: Float64Array): number {
  const floor = peaks.reduce((min, peak) => Math.min(min, peak.level), Infinity) - 1;
  const matched = STRETCHES.map((stretch) => {
    const series = stretched(ratios, stretch);
    return peaks.reduce((sum, peak) => {
      const place = peak.hertz / hertz;
      return sum + (distanceTo(series, place) < MATCH ? peak.level - floor : 0);
    }, 0);
  });
  const best = matched.indexOf(Math.max(...matched));
  return matched[best]! > CLEARLY_MORE * matched[0]! ? STRETCHES[best]! : 0;
}

/** Distance from `x` to the nearest of ascending values. */
function distanceTo(values: Float64Array, x: number): number {
  let [low, high] = [0, values.length - 1];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (values[middle]! <= x) low = middle;
    else high = middle;
  }
  return Math.min(Math.abs(values[low]! - x), Math.abs(values[high]! - x));
}

/** Without the extras that a window of this length cannot tell from another partial. */
export function resolved(series: Series, hertz: Hertz, windowSeconds: number, resolution: number): Series {
  const kept = [...series.ratios.subarray(0, series.harmonics)];
  for (const ratio of series.ratios.subarray(series.harmonics)) {
    if (kept.every((other) => Math.abs(other - ratio) * hertz * windowSeconds > resolution)) kept.push(ratio);
  }
  return { ...series, ratios: Float64Array.from(kept) };
}
