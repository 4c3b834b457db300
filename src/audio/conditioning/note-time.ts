/** Resamples from the pitch-synchronous axis to note time, round the loop, with the vibrato that is kept. */
import type { Samples } from '../../units.js';
import { repeat } from './ending.js';
import type { PitchSynchronousAxis } from './pitch-synchronous-axis.js';
import type { FrameLoop } from './loop.js';
import { detuneAt } from './tuning.js';
import type { SustainLoop } from './types.js';

/** Samples copied behind a loop's end, for interpolators that read past it. */
export const GUARD: Samples = 128;

/** Map from the pitch-synchronous axis to the time of the conditioned note, with the loop unrolled. */
export interface NoteTimeMap {
  /** Position on the axis, in axis samples, of each sample of the conditioned note. */
  readonly positions: Float64Array;
  readonly loop: SustainLoop;
}

/** Note samples per axis sample, at a position on the axis. */
type Increment = (position: number) => number;

function increments(vibrato: Float64Array, axis: PitchSynchronousAxis): Increment {
  return (position) => (1 + detuneAt(vibrato, axis, position)) / axis.step;
}

/** Buffer for the positions of `length` axis samples: vibrato lengthens them by 10 % at most. */
function room(length: Samples, { step }: PitchSynchronousAxis): Float64Array {
  return new Float64Array(Math.ceil(1.1 * length * step) + 2 * GUARD);
}

/**
 * Computes the positions that resample the axis to note time: steady at the root but for the vibrato that the key zone keeps.
 * @param vibrato relative detune between neighbouring frames; 0.01 is 17 cents sharp.
 * @param length of the axis, in samples of it.
 * @returns position on the axis of each sample of the conditioned note.
 */
export function toNoteTime(vibrato: Float64Array, axis: PitchSynchronousAxis, length: Samples): Float64Array {
  const increment = increments(vibrato, axis);
  const positions = room(length, axis);
  let count = 0;
  for (let position = 0; position < length; position += increment(position)) positions[count++] = position;
  return positions.slice(0, count);
}

/**
 * The same for a held note, whose vibrato repeats with the loop. The loop is stretched by less than a sample to a whole
 * number of samples.
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

/** Number of note samples, with a fraction, in a stretch of the axis. */
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

/** In place: crossfades the vibrato at the loop's end as the sound is crossfaded. */
export function crossfadeVibrato(vibrato: Float64Array, { start, end, fade }: FrameLoop): void {
  const length = end - start;
  for (let i = end - fade; i < end; i++) {
    const share = 0.5 - 0.5 * Math.cos((Math.PI * (i - end + fade)) / fade);
    vibrato[i]! += (vibrato[i - length]! - vibrato[i]!) * share;
  }
  repeat(vibrato, end, length);
}

/**
 * The same map with repeats of the loop before the loop itself, which then begins at axis sample `least` or later:
 * sustaining layers repeat, and layers that end by themselves are read on to their end.
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
