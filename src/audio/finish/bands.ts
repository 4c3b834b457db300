import type { Decibels } from '../../units.js';
import type { Grid } from './grid.js';

/** Bands of about a third of an octave, from half the root up. */
const BANDS_AN_OCTAVE = 3;

/** The energy of a signal in bands, frame after frame: what loops are searched in. */
export class BandTracks {
  readonly frames: number;
  readonly bands: number;
  /** `frames × bands`, row-major, linear power: a sine of amplitude 1 has ½ in all. */
  readonly power: Float64Array;
  /** First bin of each band, and the end of the last. */
  readonly #edges: readonly number[];
  readonly #scale: number;

  constructor(grid: Grid, frames: number) {
    const top = Math.min(grid.frame / 2, Math.round((grid.step * grid.frame) / 2)); // half the layers' own rate
    const edges = [Math.ceil(grid.spacing / 2)];
    for (let edge = edges[0]!; edge < top;) {
      edge = Math.max(edge + 1, Math.round(edge * 2 ** (1 / BANDS_AN_OCTAVE)));
      edges.push(Math.min(edge, top));
    }
    this.#edges = edges;
    this.frames = frames;
    this.bands = edges.length - 1;
    this.power = new Float64Array(frames * this.bands);
    this.#scale = 2 / (0.375 * grid.frame ** 2); // Σ|X|² of one side over the window's power
  }

  set(frame: number, spectrum: Float64Array): void {
    for (let band = 0; band < this.bands; band++) {
      let sum = 0;
      for (let bin = this.#edges[band]!; bin < this.#edges[band + 1]!; bin++) {
        sum += spectrum[2 * bin]! ** 2 + spectrum[2 * bin + 1]! ** 2;
      }
      this.power[frame * this.bands + band] = sum * this.#scale;
    }
  }

  /** Level of each frame, all bands together, under a Hann window of `reach` frames to each side. */
  levels(reach: number): Float64Array {
    const whole = new Float64Array(this.frames);
    for (let i = 0; i < this.power.length; i++) whole[Math.floor(i / this.bands)]! += this.power[i]!;
    return hannMean(whole, reach).map((power) => toDecibels(power));
  }

  /** Levels of all bands, `frames × bands`, under such a window. */
  bandLevels(reach: number): Float64Array {
    const levels = new Float64Array(this.power.length);
    const track = new Float64Array(this.frames);
    for (let band = 0; band < this.bands; band++) {
      for (let frame = 0; frame < this.frames; frame++) track[frame] = this.power[frame * this.bands + band]!;
      hannMean(track, reach).forEach((power, frame) => {
        levels[frame * this.bands + band] = toDecibels(power);
      });
    }
    return levels;
  }
}

/** −120 dB stands for silence. */
function toDecibels(power: number): Decibels {
  return 10 * Math.log10(Math.max(power, 1e-12));
}

/** A mean under a Hann window of `reach` values to each side, fewer at the ends. */
function hannMean(values: Float64Array, reach: number): Float64Array {
  const window = Float64Array.from(
    { length: 2 * reach + 1 },
    (_, k) => 0.5 + 0.5 * Math.cos((Math.PI * (k - reach)) / (reach + 1)),
  );
  return values.map((_, i) => {
    let sum = 0;
    let mass = 0;
    for (let k = Math.max(0, reach - i); k <= Math.min(2 * reach, values.length - 1 - i + reach); k++) {
      sum += window[k]! * values[i + k - reach]!;
      mass += window[k]!;
    }
    return sum / mass;
  });
}
