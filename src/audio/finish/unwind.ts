import type { Samples } from '../../units.js';
import { repeat } from './ending.js';
import type { Grid } from './grid.js';
import type { GridLoop } from './loop.js';
import { sharpAt } from './tuned.js';
import type { SustainLoop } from './types.js';

/** Samples that follow a loop's end, for interpolators. */
export const GUARD: Samples = 128;

/** The way from the grid back to a column's own time. */
export interface Unwinding {
  /** Where on the grid each sample of the finished column is. */
  readonly positions: Float64Array;
  readonly loop: SustainLoop | null;
}

/**
 * Plays the grid at the pitch that the column keeps: steady but for its vibrato, which goes round with the loop. A loop
 * is stretched by less than a sample, so that it is a whole number of samples.
 * @param vibrato by what share each stretch from frame to frame is sharp.
 * @param length of the grid, in samples of it, for a one-shot.
 */
export function unwind(vibrato: Float64Array, loop: GridLoop | null, grid: Grid, length: Samples): Unwinding {
  const increment = (position: number): number => (1 + sharpAt(vibrato, grid, position)) / grid.step;
  const positions = new Float64Array(Math.ceil(1.1 * length * grid.step) + 2 * GUARD); // vibrato slows by 10 % at most
  let count = 0;
  let position = 0;
  if (!loop) {
    for (; position < length; position += increment(position)) positions[count++] = position;
    return { positions: positions.slice(0, count), loop: null };
  }
  const period = (loop.end - loop.start) * grid.hop;
  for (; position < (loop.start - 1) * grid.hop; position += increment(position))
    positions[count++] = position;
  const start = count;
  const first = position;
  let steps = 0;
  let last = 0;
  for (; position < first + period; position += last) {
    last = increment(position);
    steps++;
  }
  const exact = steps - (position - first - period) / last;
  const end = start + Math.round(exact);
  const stretch = exact / Math.round(exact);
  position = first;
  for (let i = start; i < end; i++) {
    positions[i] = position;
    position += increment(position) * stretch;
  }
  positions.copyWithin(end, start, start + GUARD);
  return { positions: positions.slice(0, end + GUARD), loop: { start, end, crossfade: 0 } };
}

/**
 * The vibrato of a held note: before the loop's end it goes over into what comes before its start, as the sound does, and
 * so round and round.
 * @param frames that are wanted.
 */
export function closeVibrato(
  vibrato: Float64Array,
  { start, end, fade }: GridLoop,
  frames: number,
): Float64Array {
  const closed = new Float64Array(frames);
  closed.set(vibrato.subarray(0, end));
  const length = end - start;
  for (let i = end - fade; i < end; i++) {
    const share = 0.5 - 0.5 * Math.cos((Math.PI * (i - end + fade)) / fade);
    closed[i]! += (closed[i - length]! - closed[i]!) * share;
  }
  repeat(closed, end, length);
  return closed;
}
