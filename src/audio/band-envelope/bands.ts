/**
 * Defines the band envelope: levels of a sound's harmonics and of its noise, the rest between them, by mel band and frame.
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
  /** Lowest level, relative to a frame's whole energy. */
  readonly floorDb: Decibels;
}

/** Distance from a harmonic, Hz, within which a bin belongs to it; and what is added per Hz of the bin. */
const INNER_HZ = 20;
const INNER_SHARE = 0.3;
const INNER_SLOPE = 0.004;
/** Width in Hz over which a bin's share falls from harmonic to noise beyond that distance. */
const FADE_HZ = 12;

/** Share of a bin at `hertz` that belongs to a harmonic of `f0`, 0 to 1; ½ where `f0` is 0: no pitch. */
export function harmonicShare(hertz: Hertz, f0: Hertz): number {
  if (f0 <= 0) return 0.5;
  const distance = Math.abs(hertz - Math.max(1, roundHalfEven(hertz / f0)) * f0);
  const inner = Math.min(INNER_HZ, INNER_SHARE * f0) + INNER_SLOPE * hertz;
  return Math.min(1, Math.max(0, (inner + FADE_HZ - distance) / FADE_HZ));
}

/** Rounds half to even, as NumPy does. */
function roundHalfEven(x: number): number {
  const rounded = Math.round(x);
  return Math.abs(x % 1) === 0.5 && rounded % 2 !== 0 ? rounded - 1 : rounded;
}

/** Position of each bin among the bands: the lower of its two bands, and the share of the upper one. */
export interface BandPlaces {
  readonly lower: Uint16Array;
  readonly upperShare: Float64Array;
}

/** Triangular bands with centres evenly spaced on the mel scale 2595·log10(1 + f/700); they sum to 1 at every bin. */
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
 * Shifts band levels as a transposition by resampling would: each band takes the level at its centre's original
 * frequency, the outermost bands the nearest one.
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
