/** Tracks the energy of a layer in bands of harmonics, frame by frame: what sustain and loop are searched in. */
import type { Decibels } from '../../units.js';
import type { PitchSynchronousAxis } from './pitch-synchronous-axis.js';

/** Frequency ratio of a band: a third of an octave, or a single harmonic where that is wider. */
const BAND = 2 ** (1 / 3);
/** Level that stands for silence. */
export const SILENCE: Decibels = -120;

/** First bin of each band, and the end of the last one. Edges lie between harmonics, so that no harmonic is in two bands. */
export function bandEdges({ spacing, bins }: PitchSynchronousAxis): readonly number[] {
  const edges = [spacing / 2];
  for (let k = 1; edges.at(-1)! < bins;) {
    k = Math.max(k + 1, Math.round(k * BAND));
    edges.push(Math.min((k - 0.5) * spacing, bins));
  }
  return edges;
}

/** Energy of a signal by band and frame: sustain and loop are searched in it. */
export class BandEnergy {
  readonly frames: number;
  readonly bands: number;
  /** `frames × bands`, row-major, linear power: a sine of amplitude 1 has ½ in all. */
  readonly power: Float32Array;
  readonly #edges: readonly number[];
  readonly #scale: number;

  constructor(axis: PitchSynchronousAxis, frames: number) {
    this.#edges = bandEdges(axis);
    this.frames = frames;
    this.bands = this.#edges.length - 1;
    this.power = new Float32Array(frames * this.bands);
    this.#scale = 2 / (0.375 * axis.frame ** 2); // Σ|X|² of one side over the window's power
  }

  set(frame: number, spectrum: Float64Array): void {
    for (let band = 0; band < this.bands; band++) {
      let sum = 0;
      for (let i = 2 * this.#edges[band]!; i < 2 * this.#edges[band + 1]!; i++) sum += spectrum[i]! ** 2;
      this.power[frame * this.bands + band] = sum * this.#scale;
    }
  }

  /** Level of each frame, all bands together, under a Hann window of `reach` frames to each side. */
  levels(reach: number): Float64Array {
    const whole = new Float64Array(this.frames);
    for (let i = 0; i < this.power.length; i++) whole[Math.floor(i / this.bands)]! += this.power[i]!;
    return hannMean(whole, reach).map(toDecibels);
  }

  /** Levels of all bands, `frames × bands`, under the same kind of window. */
  bandLevels(reach: number): Float64Array {
    const levels = new Float64Array(this.power.length);
    const track = new Float64Array(this.frames);
    for (let band = 0; band < this.bands; band++) {
      for (let frame = 0; frame < this.frames; frame++) track[frame] = this.power[frame * this.bands + band]!;
      const smooth = hannMean(track, reach);
      for (let frame = 0; frame < this.frames; frame++) {
        levels[frame * this.bands + band] = toDecibels(smooth[frame]!);
      }
    }
    return levels;
  }
}

function toDecibels(power: number): Decibels {
  return Math.max(SILENCE, 10 * Math.log10(power));
}

/** A mean under a Hann window of `reach` values to each side, fewer at the ends. */
function hannMean(values: Float64Array, reach: number): Float64Array {
  const window = Float64Array.from(
    { length: 2 * reach + 1 },
    (_, k) => 0.5 + 0.5 * Math.cos((Math.PI * (k - reach)) / (reach + 1)),
  );
  const output = new Float64Array(values.length);
  for (let i = 0; i < values.length; i++) {
    let sum = 0;
    let mass = 0;
    for (let k = Math.max(0, reach - i); k <= Math.min(2 * reach, values.length - 1 - i + reach); k++) {
      sum += window[k]! * values[i + k - reach]!;
      mass += window[k]!;
    }
    output[i] = sum / mass;
  }
  return output;
}
