import type { Cents, Samples } from '../../units.js';
import { meanCents, pitchCourse } from './course.js';
import { Frames } from './frames.js';
import { withFrames, type Grid } from './grid.js';
import { trackHarmonics, type HarmonicTracks } from './harmonics.js';
import { interpolate } from './interpolate.js';
import { turnPhases } from './rotation.js';

/** The pitch is first found far and wide: so far to both sides, … */
const WIDE: Cents = 70;
/** … from so many harmonics, … */
const WIDE_HARMONICS = 8;
/** … in frames of no more periods than let the fundamental turn by half in a hop. */
const WIDE_PERIODS = 32;
/** What was left is then found within this, from so many. */
const NARROW: Cents = 12;
const NARROW_HARMONICS = 24;

/** A layer on the grid: its fundamental all but stands still. */
export interface TunedLayer {
  readonly samples: Float32Array;
  /** By what share it was sharp, from frame to frame of the grid, and how certain that is. */
  readonly sharp: Float64Array;
  readonly weight: Float64Array;
  /** Its mean. */
  readonly cents: Cents;
}

/**
 * Brings a raw layer to the grid: read roughly once to find its pitch, and then finely.
 * @param length of the layer on the grid.
 */
export function tuneLayer(raw: Float32Array, grid: Grid, transform: Frames, length: Samples): TunedLayer {
  const steps = transform.count(length) - 1;
  const steady = readingPositions(new Float64Array(steps), grid, length);
  if (grid.harmonics === 0) {
    const none = new Float64Array(steps);
    return { samples: interpolate(raw, steady), sharp: none, weight: none, cents: 0 };
  }
  const own = withFrames(grid, WIDE_PERIODS);
  const frames = own.frame === transform.size ? transform : new Frames(own.frame, own.bins);
  const harmonics = Math.min(WIDE_HARMONICS, grid.harmonics);
  const course = pitchCourse(
    trackHarmonics(interpolate(raw, steady, 'rough'), own, frames, harmonics),
    own,
    WIDE,
  );
  const onGrid = (values: Float64Array): Float64Array =>
    Float64Array.from({ length: steps }, (_, i) => meanAround(values, own, (i - 0.5) * grid.hop, grid.hop));
  const [sharp, weight] = [onGrid(course.sharp), onGrid(course.weight)];
  const samples = interpolate(raw, readingPositions(sharp, grid, length));
  return { samples, sharp, weight, cents: meanCents({ sharp, weight }) };
}

/** A layer whose pitch is known exactly, and what its fundamental has still turned by at each frame, in periods. */
export interface SettledLayer extends TunedLayer {
  readonly turns: Float64Array;
}

/** Finds what is left of a layer's deviation. In place: the tracks are turned back by it, until they stand still. */
export function settle(layer: TunedLayer, tracks: HarmonicTracks, grid: Grid): SettledLayer {
  const turns = new Float64Array(tracks.frames);
  if (grid.harmonics === 0) return { ...layer, turns };
  const { sharp: left, weight } = pitchCourse(tracks, grid, NARROW, NARROW_HARMONICS);
  left.forEach((value, i) => (turns[i + 1] = turns[i]! + (value * grid.spacing) / 4));
  turnPhases(tracks, tracks.harmonics, (frame) => -turns[frame]!);
  const sharp = layer.sharp.map((value, i) => (1 + value) * (1 + left[i]!) - 1);
  return { samples: layer.samples, sharp, weight, cents: meanCents({ sharp, weight }), turns };
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
  const { hop, step } = grid;
  let position = 0;
  for (let from = 0; from < length;) {
    // straight from the middle between two frames to the next
    const to = Math.min(length, hop / 2 + Math.floor((from + hop / 2) / hop) * hop);
    const rise = (sharpAt(sharp, grid, to) - sharpAt(sharp, grid, from)) / (to - from);
    let own = 1 + sharpAt(sharp, grid, from);
    for (let i = from; i < to; i++, own += rise) {
      positions[i] = position;
      position += step / own;
    }
    from = to;
  }
  return positions;
}

/** A course between its values: the one at index i is half way from the centre of frame i to the next. */
export function sharpAt(sharp: Float64Array, grid: Grid, sample: number): number {
  const place = Math.max(0, Math.min(sharp.length - 1, sample / grid.hop + 0.5));
  const index = Math.min(sharp.length - 2, Math.floor(place));
  return sharp[index]! + (sharp[index + 1]! - sharp[index]!) * (place - index);
}
