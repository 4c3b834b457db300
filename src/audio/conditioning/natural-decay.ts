/** Restores the natural decay of a layer before its loop; within the loop the player applies it. */
import { decibelsToGain, type DecibelsPerSecond } from '../../units.js';
import { heldShare } from './band-gains.js';
import type { PitchSynchronousAxis } from './pitch-synchronous-axis.js';
import type { FrameLoop } from './loop.js';
import type { NoteTimeMap } from './note-time.js';

/**
 * In place: restores the natural decay, up to the loop's start, of a layer that was levelled for its loop; from there
 * on the player applies it. Repeats before the loop decay, the loop itself is level.
 * @param once the note time map with the loop where it was found.
 * @param whole the same map with repeats before the loop.
 */
export function restoreDecay(
  layer: Float32Array,
  decayRate: DecibelsPerSecond,
  once: NoteTimeMap,
  whole: NoteTimeMap,
  frameLoop: FrameLoop,
  axis: PitchSynchronousAxis,
): void {
  if (decayRate === 0) return;
  const first = once.loop.start;
  const rate = axis.rate * axis.step;
  for (let i = 0; i < layer.length; i++) {
    const held = i < first ? heldShare(1 + whole.positions[i]! / axis.hop, frameLoop, axis) : 1;
    const seconds = (Math.min(i, whole.loop.start) - first) / rate;
    layer[i]! *= decibelsToGain(-decayRate * held * seconds);
  }
}
