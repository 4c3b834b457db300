/** Follows the fundamental of a sound near a known pitch: a contour in Hz, a value a frame. */
import type { Hertz, Seconds } from '../../units.js';
import { decimate } from '../decimate.js';
import { lineAt, meanFilter, median, medianFilter } from './grid.js';
import { HOP_SECONDS } from './tracks.js';
import { CentredSpectrum, hann } from './windows.js';

/** The window: so many periods, no shorter than this. */
const PERIODS = 5;
const SHORTEST_SECONDS: Seconds = 0.024;
const HARMONICS = 8;
/** The low harmonics are all that is read: the rate is halved as long as it holds this many of them. */
const RATE_IN_HARMONICS = 30;
/** How far from the running value a harmonic's frequency may lie, as a share, pass by pass. */
const REACHES = [0.05, 0.03, 0.02] as const;
/** The contour keeps within a semitone of its median. */
const WIDEST = 0.06;
/** Frames with less energy than this share of the loudest have no say: in the contour, in its median. */
const HEARD_SHARE = 1e-6;
const LOUD_SHARE = 1e-3;
/** Fewer frames than this are too few for a contour. */
const FEWEST_FRAMES = 5;

/**
 * The contour from instantaneous frequencies: two spectra a sample apart, the phase difference at each of the first eight
 * harmonics, weighed by its energy. [frames] Hz
 */
export function followFundamental(
  samples: Float32Array,
  sampleRate: Hertz,
  hertz: Hertz,
  frames: number,
): Float64Array {
  const slow = decimate(samples, sampleRate, RATE_IN_HARMONICS * hertz);
  const spectra = readSpectra(slow.samples, slow.sampleRate, hertz, frames);
  let f0: Float64Array = new Float64Array(frames).fill(hertz);
  for (const reach of REACHES) {
    const next = refined(spectra, slow.sampleRate, f0, reach);
    if (!next) return new Float64Array(frames).fill(hertz);
    f0 = next;
  }
  return f0;
}

interface Spectra {
  /** Bins that are kept of each frame, interleaved; `later` is one sample later. */
  readonly now: Float32Array;
  readonly later: Float32Array;
  readonly bins: number;
  readonly binHertz: Hertz;
}

function readSpectra(samples: Float32Array, rate: Hertz, hertz: Hertz, frames: number): Spectra {
  const size = 2 * Math.ceil(Math.max((PERIODS / 2 / hertz) * rate, (SHORTEST_SECONDS / 2) * rate));
  const spectrum = new CentredSpectrum(hann(size), 2);
  const binHertz = rate / spectrum.size;
  const bins = Math.min(spectrum.size / 2, Math.ceil((1.1 * HARMONICS * hertz) / binHertz) + 2);
  const now = new Float32Array(2 * bins * frames);
  const later = new Float32Array(2 * bins * frames);
  for (let frame = 0; frame < frames; frame++) {
    const centre = Math.round(frame * HOP_SECONDS * rate);
    spectrum.at(samples, centre);
    now.set(spectrum.bins.subarray(0, 2 * bins), 2 * bins * frame);
    spectrum.at(samples, centre + 1);
    later.set(spectrum.bins.subarray(0, 2 * bins), 2 * bins * frame);
  }
  return { now, later, bins, binHertz };
}

/** One pass: each frame's mean of the harmonics' frequencies ÷ their number; null where next to nothing is found. */
function refined(spectra: Spectra, rate: Hertz, f0: Float64Array, reach: number): Float64Array | null {
  const frames = f0.length;
  const found = new Float64Array(frames);
  const energy = new Float64Array(frames);
  for (let frame = 0; frame < frames; frame++) {
    let weighed = 0;
    for (let k = 1; k <= HARMONICS; k++) {
      const bin = Math.round((k * f0[frame]!) / spectra.binHertz);
      if (bin >= spectra.bins) break;
      const at = 2 * (spectra.bins * frame + bin);
      const [re, im] = [spectra.now[at]!, spectra.now[at + 1]!];
      const [reLater, imLater] = [spectra.later[at]!, spectra.later[at + 1]!];
      const turned = Math.atan2(imLater * re - reLater * im, reLater * re + imLater * im);
      const own = ((turned / (2 * Math.PI)) * rate) / k; // about the centre, a tone turns by its own frequency
      if (Math.abs(own / f0[frame]! - 1) >= reach) continue;
      const weight = re * re + im * im;
      weighed += weight * own;
      energy[frame]! += weight;
    }
    found[frame] = energy[frame]! > 0 ? weighed / energy[frame]! : 0;
  }
  return contour(found, energy);
}

function contour(found: Float64Array, energy: Float64Array): Float64Array | null {
  const loudest = energy.reduce((max, x) => Math.max(max, x), 0);
  const rows = [...found.keys()];
  const heard = rows.filter((i) => energy[i]! > HEARD_SHARE * loudest && found[i]! > 0);
  if (loudest === 0 || heard.length < FEWEST_FRAMES) return null;
  const values = heard.map((i) => found[i]!);
  const whole = rows.map((i) => lineAt(heard, values, i));
  const centre = median(whole.filter((_, i) => energy[i]! > LOUD_SHARE * loudest));
  const near = whole.map((x) => Math.min(centre * (1 + WIDEST), Math.max(centre * (1 - WIDEST), x)));
  return meanFilter(medianFilter(near, 2), 2);
}
