/** Describes frames by spectral envelopes: first harmonics one by one, all harmonics and the noise by band. What the network for other keys sees. */
import type { Hertz } from '../../units.js';
import { placeOn } from './grid.js';
import { hertzToMel, NOISE_BANDS, NOISE_CENTRES, type LiveTracks } from './tracks.js';

/** Harmonics that are described one by one; those above, by band. */
export const SINGLE_HARMONICS = 24;
/** Values of a frame's description: single harmonics, bands of the harmonics, bands of the noise. dB */
export const DESCRIPTION_SIZE = SINGLE_HARMONICS + 2 * NOISE_BANDS;
/** No value is described as less. */
export const DESCRIPTION_FLOOR = -110;
/** A band of harmonics reaches so far, in f0, on each side at least. */
const REACH = 0.8;

const CENTRES_MEL = NOISE_CENTRES.map(hertzToMel);

/** Which harmonics a band of the envelope is the mean of. */
export class HarmonicBands {
  readonly #partials: number;
  readonly #weights: readonly Float64Array[];

  /** @param ratios the harmonics come first in it. */
  constructor(ratios: Float64Array, harmonics: number, hertz: Hertz) {
    this.#partials = ratios.length;
    const step = CENTRES_MEL[1]! - CENTRES_MEL[0]!;
    const weights = Array.from(NOISE_CENTRES, (centre, band) => {
      const reach = Math.max(step, hertzToMel(centre + REACH * hertz) - CENTRES_MEL[band]!);
      const own = Float64Array.from(ratios.subarray(0, harmonics), (ratio) =>
        Math.max(0, 1 - Math.abs(hertzToMel(ratio * hertz) - CENTRES_MEL[band]!) / reach),
      );
      const sum = own.reduce((a, b) => a + b, 0);
      return sum > 0 ? own.map((x) => x / sum) : null;
    });
    this.#weights = weights.map(
      (own, band) => own ?? nearestOf(weights, band) ?? new Float64Array(harmonics),
    );
  }

  /** Mean level of the harmonics around each band of a frame, dB, into `out[offset …]`. */
  read(levels: Float32Array, frame: number, out: Float64Array | Float32Array, offset = 0): void {
    const row = frame * this.#partials;
    this.#weights.forEach((weights, band) => {
      let sum = 0;
      for (let k = 0; k < weights.length; k++) if (weights[k]! > 0) sum += weights[k]! * levels[row + k]!;
      out[offset + band] = sum;
    });
  }
}

function nearestOf(weights: readonly (Float64Array | null)[], band: number): Float64Array | null {
  for (let away = 1; away < weights.length; away++)
    for (const own of [weights[band - away], weights[band + away]]) if (own) return own;
  return null;
}

/** [frames][DESCRIPTION_SIZE] of one channel, every `step` frames. */
export function describe(tracks: LiveTracks, channel: number, step = 1): Float32Array {
  const { ratios, harmonics, hertz } = tracks;
  const { levels, noise } = tracks.channels[channel]!;
  const bands = new HarmonicBands(ratios, harmonics, hertz);
  const rows = Math.ceil(tracks.frames / step);
  const out = new Float32Array(rows * DESCRIPTION_SIZE).fill(DESCRIPTION_FLOOR);
  for (let i = 0; i < rows; i++) {
    const [frame, at] = [i * step, i * DESCRIPTION_SIZE];
    for (let k = 0; k < Math.min(harmonics, SINGLE_HARMONICS); k++)
      out[at + k] = levels[frame * ratios.length + k]!;
    if (harmonics > 0) bands.read(levels, frame, out, at + SINGLE_HARMONICS);
    out.set(
      noise.subarray(frame * NOISE_BANDS, (frame + 1) * NOISE_BANDS),
      at + SINGLE_HARMONICS + NOISE_BANDS,
    );
  }
  return out.map((x) => Math.max(x, DESCRIPTION_FLOOR));
}

/** Bands that have moved by a factor in frequency, edges held: [rows][NOISE_BANDS] beginning at `offset` of each row of `width`. */
export class BandShift {
  readonly #places;

  constructor(factor: number) {
    this.#places = Array.from(NOISE_CENTRES, (centre) => placeOn(CENTRES_MEL, hertzToMel(centre / factor)));
  }

  read(from: ArrayLike<number>, offset: number, out: Float64Array | Float32Array, outOffset: number): void {
    for (let band = 0; band < NOISE_BANDS; band++) {
      const { low, high, share } = this.#places[band]!;
      const a = from[offset + low]!;
      out[outOffset + band] = a + share * (from[offset + high]! - a);
    }
  }
}

/** Where a frequency lies between the bands, in mel. */
export function bandPlace(hertz: Hertz): ReturnType<typeof placeOn> {
  return placeOn(CENTRES_MEL, hertzToMel(hertz));
}
