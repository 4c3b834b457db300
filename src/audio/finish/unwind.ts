import type { Samples } from '../../units.js';
import { repeat } from './ending.js';
import type { Grid } from './grid.js';
import type { GridLoop } from './loop.js';
import { sharpAt } from './tuned.js';
import type { SustainLoop } from './types.js';

/** Samples that follow a loop's end, for interpolators. */
export const GUARD: Samples = 128;

/** The way from the grid back to a column's own time, round a loop. */
export interface Unwinding {
  /** Where on the grid each sample of the finished column is. */
  readonly positions: Float64Array;
  readonly loop: SustainLoop;
}

/** Samples of the column from one place on the grid to the next. */
type Increment = (position: number) => number;

function increments(vibrato: Float64Array, grid: Grid): Increment {
  return (position) => (1 + sharpAt(vibrato, grid, position)) / grid.step;
}

/** Room for the positions of so much of the grid: vibrato slows by 10 % at most. */
function room(length: Samples, { step }: Grid): Float64Array {
  return new Float64Array(Math.ceil(1.1 * length * step) + 2 * GUARD);
}

/**
 * Plays the grid at the pitch that the column keeps: steady but for its vibrato.
 * @param vibrato by what share each stretch from frame to frame is sharp.
 * @param length of the grid, in samples of it.
 * @returns where on the grid each sample of the finished column is.
 */
export function unwind(vibrato: Float64Array, grid: Grid, length: Samples): Float64Array {
  const increment = increments(vibrato, grid);
  const positions = room(length, grid);
  let count = 0;
  for (let position = 0; position < length; position += increment(position)) positions[count++] = position;
  return positions.slice(0, count);
}

/**
 * The same of a note that is held, whose vibrato goes round with the loop. A loop is stretched by less than a sample, so
 * that it is a whole number of samples.
 * @param vibrato of the same loop: see closeVibrato.
 */
export function unwindLoop(vibrato: Float64Array, loop: GridLoop, grid: Grid): Unwinding {
  const increment = increments(vibrato, grid);
  const before = unwind(vibrato, grid, (loop.start - 1) * grid.hop);
  const start = before.length;
  const positions = room(loop.end * grid.hop, grid);
  positions.set(before);
  const first = start > 0 ? before[start - 1]! + increment(before[start - 1]!) : 0;
  const period = (loop.end - loop.start) * grid.hop;
  const exact = stepsOf(first, period, increment);
  const round = Math.round(exact);
  let position = first;
  for (let i = start; i < start + round; i++) {
    positions[i] = position;
    position += (increment(position) * exact) / round;
  }
  const end = start + round;
  positions.copyWithin(end, start, start + GUARD);
  return { positions: positions.slice(0, end + GUARD), loop: { start, end, crossfade: 0 } };
}

/** Samples of a stretch of the grid, with the share of the last that lies in it. */
function stepsOf(first: number, length: Samples, increment: Increment): number {
  let steps = 0;
  let last = 0;
  let position = first;
  for (; position < first + length; position += last) {
    last = increment(position);
    steps++;
  }
  return steps - (position - first - length) / last;
}

/** In place: vibrato goes over into itself as the sound does. */
export function closeVibrato(vibrato: Float64Array, { start, end, fade }: GridLoop): void {
  const length = end - start;
  for (let i = end - fade; i < end; i++) {
    const share = 0.5 - 0.5 * Math.cos((Math.PI * (i - end + fade)) / fade);
    vibrato[i]! += (vibrato[i - length]! - vibrato[i]!) * share;
  }
  repeat(vibrato, end, length);
}

/**
 * The same way with rounds of the loop before the loop itself, which begins at grid sample `least` or later: those that
 * go round it meanwhile repeat what they have, and those that end by themselves are read on.
 */
export function withRounds(
  { positions, loop }: Unwinding,
  gridLoop: GridLoop,
  { hop }: Grid,
  least: Samples,
): Unwinding {
  const round = loop.end - loop.start;
  const period = (gridLoop.end - gridLoop.start) * hop;
  const count = Math.max(0, Math.ceil((least - positions[loop.start]!) / period)) * round;
  const longer = new Float64Array(positions.length + count);
  longer.set(positions.subarray(0, loop.end));
  for (let i = loop.end; i < longer.length; i++) longer[i] = longer[i - round]! + period;
  return { positions: longer, loop: { ...loop, start: loop.start + count, end: loop.end + count } };
}
