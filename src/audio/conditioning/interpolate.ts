/** Resamples a signal at arbitrary positions with a windowed-sinc table. */
import { kaiser, sinc } from '../windowed-sinc.js';

/** Cut-off (−6 dB) of the sinc, as a fraction of half the sample rate. */
const CUTOFF = 0.95;

/** Table of windowed sincs with so many phases that the nearest one is used without interpolation. */
class SincTable {
  readonly side: number;
  readonly phases: number;
  /** `phases + 1` rows of `2 · side` values: row p is for a position p / phases after the sample at tap side − 1. */
  readonly values: Float32Array;

  constructor(side: number, phases: number, beta: number) {
    this.side = side;
    this.phases = phases;
    this.values = new Float32Array((phases + 1) * 2 * side);
    for (let phase = 0; phase <= phases; phase++) {
      const row = this.values.subarray(phase * 2 * side, (phase + 1) * 2 * side);
      let sum = 0;
      for (let tap = 0; tap < row.length; tap++) {
        const distance = tap - (side - 1) - phase / phases;
        row[tap] = sinc(CUTOFF * distance) * kaiser(distance / side, beta);
        sum += row[tap]!;
      }
      for (let tap = 0; tap < row.length; tap++) row[tap]! /= sum;
    }
  }
}

let fine: SincTable | null = null;
let rough: SincTable | null = null;

/**
 * Resamples a signal at fractional positions, silence outside. For steps of half a sample to two samples, and signals
 * with little energy near half their rate.
 * @param positions in samples, one for each value that is returned.
 * @param quality fine: 48 samples under a Kaiser window, at 2,048 places between two; rough: 12, at 256, good enough to
 * measure low harmonics in.
 */
export function interpolate(
  samples: Float32Array,
  positions: Float64Array,
  quality: 'fine' | 'rough' = 'fine',
): Float32Array {
  fine ??= new SincTable(24, 2048, 7);
  rough ??= new SincTable(6, 256, 5);
  const { side, phases, values } = quality === 'fine' ? fine : rough;
  const taps = 2 * side;
  const padded = new Float64Array(samples.length + 2 * taps); // JavaScript multiplies doubles; a table of them would be too large for caches
  padded.set(samples, taps);
  const last = samples.findLastIndex((x) => x !== 0) + side; // trailing zeros are skipped
  const output = new Float32Array(positions.length);
  for (let i = 0; i < positions.length; i++) {
    const position = positions[i]!;
    if (!(position > -side && position < last)) continue;
    const index = Math.floor(position);
    const kernel = Math.round((position - index) * phases) * taps;
    const first = index - side + 1 + taps;
    let a = 0; // four sums at once, so that none waits for another
    let b = 0;
    let c = 0;
    let d = 0;
    for (let tap = 0; tap < taps; tap += 4) {
      a += padded[first + tap]! * values[kernel + tap]!;
      b += padded[first + tap + 1]! * values[kernel + tap + 1]!;
      c += padded[first + tap + 2]! * values[kernel + tap + 2]!;
      d += padded[first + tap + 3]! * values[kernel + tap + 3]!;
    }
    output[i] = a + b + c + d;
  }
  return output;
}
