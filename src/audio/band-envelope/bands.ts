/**
 * Band envelope: how loud a sound's harmonics, and what lies between them, are in each band of each frame.
 * Source of the arithmetic: training/recipe/band_envelope.py.
 */
import type { Decibels, Hertz, Samples } from '../../units.js';

export interface BandEnvelopeConfig {
  /** Power of two; the window is a periodic Hann. */
  readonly fftSize: number;
  /** Frame f is centred on sample hop·f + hop/2. */
  readonly hop: Samples;
  readonly bands: number;
  readonly minHz: Hertz;
  readonly maxHz: Hertz;
  /** Quieter than this, relative to a frame's whole energy, is nothing. */
  readonly floorDb: Decibels;
}

/** Distance from a harmonic, Hz, within which a bin belongs to it; and what is added per Hz of the bin. */
const INNER_HZ = 20;
const INNER_SHARE = 0.3;
const INNER_SLOPE = 0.004;
/** Over this many Hz further it comes to belong to what lies between. */
const FADE_HZ = 12;

/** Which share of a bin at `hertz` belongs to a harmonic of `f0`, 0 to 1; half where `f0` is 0: no pitch. */
export function harmonicShare(hertz: Hertz, f0: Hertz): number {
  if (f0 <= 0) return 0.5;
  const distance = Math.abs(hertz - Math.max(1, roundHalfEven(hertz / f0)) * f0);
  const inner = Math.min(INNER_HZ, INNER_SHARE * f0) + INNER_SLOPE * hertz;
  return Math.min(1, Math.max(0, (inner + FADE_HZ - distance) / FADE_HZ));
}

/** As NumPy rounds. */
function roundHalfEven(x: number): number {
  const rounded = Math.round(x);
  return Math.abs(x % 1) === 0.5 && rounded % 2 !== 0 ? rounded - 1 : rounded;
}

/** Where each bin lies among the bands: the lower of its two bands, and the share of the upper one. */
export interface BandPlaces {
  readonly lower: Uint16Array;
  readonly upperShare: Float64Array;
}

/** Bands have their centres evenly on the mel scale 2595·log10(1 + f/700) and are triangles that sum to 1 at every bin. */
export function bandPlaces(
  { fftSize, bands, minHz, maxHz }: BandEnvelopeConfig,
  sampleRate: Hertz,
): BandPlaces {
  const low = hertzToMel(minHz);
  const step = (hertzToMel(maxHz) - low) / (bands + 1);
  const bins = fftSize / 2 + 1;
  const lower = new Uint16Array(bins);
  const upperShare = new Float64Array(bins);
  for (let bin = 0; bin < bins; bin++) {
    const mel = hertzToMel((bin * sampleRate) / fftSize);
    const position = Math.min(bands - 1, Math.max(0, (mel - low) / step - 1));
    lower[bin] = Math.min(bands - 2, Math.floor(position));
    upperShare[bin] = position - lower[bin]!;
  }
  return { lower, upperShare };
}

/**
 * Tracks as a plain transposition would move them: each band takes what lay where its centre comes from, the outermost
 * bands what is nearest.
 * @param levels `2 × bands`.
 */
export function warpBands(
  levels: Float32Array,
  semitones: number,
  { bands, minHz, maxHz }: BandEnvelopeConfig,
): Float32Array {
  const low = hertzToMel(minHz);
  const step = (hertzToMel(maxHz) - low) / (bands + 1);
  const moved = new Float32Array(levels.length);
  for (let band = 0; band < bands; band++) {
    const hertz = melToHertz(low + step * (band + 1)) * 2 ** (-semitones / 12);
    const place = Math.min(bands - 1, Math.max(0, (hertzToMel(hertz) - low) / step - 1));
    const lower = Math.min(bands - 2, Math.floor(place));
    for (const part of [0, bands]) {
      const [here, next] = [levels[part + lower]!, levels[part + lower + 1]!];
      moved[part + band] = here + (next - here) * (place - lower);
    }
  }
  return moved;
}

function hertzToMel(hertz: Hertz): number {
  return 2595 * Math.log10(1 + hertz / 700);
}

function melToHertz(mel: number): Hertz {
  return 700 * (10 ** (mel / 2595) - 1);
}
