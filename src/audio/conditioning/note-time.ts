/** Resamples from the pitch-synchronous axis to note time, round the loop, with the vibrato that is kept. */
import type { Samples } from '../../units.js';
import { repeat } from './ending.js';
import type { PitchSynchronousAxis } from './pitch-synchronous-axis.js';
import type { FrameLoop } from './loop.js';
import { detuneAt } from './tuning.js';
import type { SustainLoop } from './types.js';

/** Samples that follow a loop's end, for interpolators. */
export const GUARD: Samples = 128;

/** The way from the axis back to a key zone's own time, round a loop. */
export interface NoteTimeMap {
  /** Where on the axis each sample of the conditioned key zone is. */
  readonly positions: Float64Array;
  readonly loop: SustainLoop;
}

/** Samples of the key zone from one place on the axis to the next. */
type Increment = (position: number) => number;

function increments(vibrato: Float64Array, axis: PitchSynchronousAxis): Increment {
  return (position) => (1 + detuneAt(vibrato, axis, position)) / axis.step;
}

/** Room for the positions of so much of the axis: vibrato slows by 10 % at most. */
function room(length: Samples, { step }: PitchSynchronousAxis): Float64Array {
  return new Float64Array(Math.ceil(1.1 * length * step) + 2 * GUARD);
}

/**
 * Plays the axis at the pitch that the key zone keeps: steady but for its vibrato.
 * @param vibrato by what share each stretch from frame to frame is sharp.
 * @param length of the axis, in samples of it.
 * @returns where on the axis each sample of the conditioned key zone is.
 */
export function toNoteTime(vibrato: Float64Array, axis: PitchSynchronousAxis, length: Samples): Float64Array {
  const increment = increments(vibrato, axis);
  const positions = room(length, axis);
  let count = 0;
  for (let position = 0; position < length; position += increment(position)) positions[count++] = position;
  return positions.slice(0, count);
}

/**
 * The same of a note that is held, whose vibrato goes round with the loop. A loop is stretched by less than a sample, so
 * that it is a whole number of samples.
 * @param vibrato of the same loop: see crossfadeVibrato.
 */
export function loopToNoteTime(
  vibrato: Float64Array,
  loop: FrameLoop,
  axis: PitchSynchronousAxis,
): NoteTimeMap {
  const increment = increments(vibrato, axis);
  const before = toNoteTime(vibrato, axis, (loop.start - 1) * axis.hop);
  const start = before.length;
  const positions = room(loop.end * axis.hop, axis);
  positions.set(before);
  const first = start > 0 ? before[start - 1]! + increment(before[start - 1]!) : 0;
  const period = (loop.end - loop.start) * axis.hop;
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

/** Samples of a stretch of the axis, with the share of the last that lies in it. */
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
export function crossfadeVibrato(vibrato: Float64Array, { start, end, fade }: FrameLoop): void {
  const length = end - start;
  for (let i = end - fade; i < end; i++) {
    const share = 0.5 - 0.5 * Math.cos((Math.PI * (i - end + fade)) / fade);
    vibrato[i]! += (vibrato[i - length]! - vibrato[i]!) * share;
  }
  repeat(vibrato, end, length);
}

/**
 * The same way with rounds of the loop before the loop itself, which begins at axis sample `least` or later: those that
 * go round it meanwhile repeat what they have, and those that end by themselves are read on.
 */
export function withRepeats(
  { positions, loop }: NoteTimeMap,
  frameLoop: FrameLoop,
  { hop }: PitchSynchronousAxis,
  least: Samples,
): NoteTimeMap {
  const round = loop.end - loop.start;
  const period = (frameLoop.end - frameLoop.start) * hop;
  const count = Math.max(0, Math.ceil((least - positions[loop.start]!) / period)) * round;
  const longer = new Float64Array(positions.length + count);
  longer.set(positions.subarray(0, loop.end));
  for (let i = loop.end; i < longer.length; i++) longer[i] = longer[i - round]! + period;
  return { positions: longer, loop: { ...loop, start: loop.start + count, end: loop.end + count } };
}
