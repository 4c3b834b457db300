import type { Cents, Samples } from '../../units.js';
import { meanCents, pitchCourse } from './course.js';
import { Frames } from './frames.js';
import { withFrames, type Grid } from './grid.js';
import { trackHarmonics } from './harmonics.js';
import { interpolate } from './interpolate.js';

/** How the pitch is found: first far and wide, in frames short enough for that, then exactly. */
const PASSES: readonly { readonly cents: Cents; readonly harmonics: number; readonly periods: number }[] = [
  { cents: 70, harmonics: 8, periods: 32 },
  { cents: 12, harmonics: 24, periods: 256 },
];

/** A layer on the grid: its fundamental stands still. */
export interface TunedLayer {
  readonly samples: Float32Array;
  /** By what share it was sharp, from frame to frame of the grid, and how certain that is. */
  readonly sharp: Float64Array;
  readonly weight: Float64Array;
  /** Its mean. */
  readonly cents: Cents;
}

/**
 * Brings a raw layer to the grid: twice roughly, to find its pitch and what was left of it, and then finely.
 * @param length of the layer on the grid.
 */
export function tuneLayer(raw: Float32Array, grid: Grid, transform: Frames, length: Samples): TunedLayer {
  let sharp = new Float64Array(transform.count(length) - 1);
  let weight: Float64Array = sharp;
  let positions = readingPositions(sharp, grid, length);
  for (const pass of PASSES) {
    const harmonics = Math.min(pass.harmonics, grid.harmonics);
    if (harmonics === 0) break;
    const own = withFrames(grid, pass.periods);
    const frames = own.frame === transform.size ? transform : new Frames(own.frame);
    const samples = interpolate(raw, positions, 'rough');
    const left = pitchCourse(trackHarmonics(samples, own, frames, harmonics), own, pass.cents);
    sharp = sharp.map((value, i) => {
      const at = (i - 0.5) * grid.hop;
      return (1 + value) * (1 + meanAround(left.sharp, own, at, grid.hop)) - 1;
    });
    weight = weight.map((_, i) => meanAround(left.weight, own, (i - 0.5) * grid.hop, grid.hop));
    positions = readingPositions(sharp, grid, length);
  }
  return { samples: interpolate(raw, positions), sharp, weight, cents: meanCents({ sharp, weight }) };
}

/** The mean of a course, one value each hop of its own grid, over a stretch of grid samples. */
function meanAround(values: Float64Array, own: Grid, centre: number, width: number): number {
  const count = width / own.hop;
  const first = Math.round((centre - width / 2) / own.hop + 0.5 + 0.5);
  let sum = 0;
  for (let i = first; i < first + count; i++) sum += values[Math.max(0, Math.min(values.length - 1, i))]!;
  return sum / count;
}

/** Where in the raw layer each sample of the grid is: the sharper, the slower. */
function readingPositions(sharp: Float64Array, grid: Grid, length: Samples): Float64Array {
  const positions = new Float64Array(length);
  let position = 0;
  for (let i = 0; i < length; i++) {
    positions[i] = position;
    position += grid.step / (1 + sharpAt(sharp, grid, i));
  }
  return positions;
}

/** A course between its values: the one at index i is half way from the centre of frame i to the next. */
export function sharpAt(sharp: Float64Array, grid: Grid, sample: number): number {
  const place = Math.max(0, Math.min(sharp.length - 1, sample / grid.hop + 0.5));
  const index = Math.min(sharp.length - 2, Math.floor(place));
  return sharp[index]! + (sharp[index + 1]! - sharp[index]!) * (place - index);
}
