import { decibelsToGain, type DecibelsPerSecond } from '../../units.js';
import { heldShare } from './gains.js';
import type { Grid } from './grid.js';
import type { GridLoop } from './loop.js';
import type { Unwinding } from './unwind.js';

/**
 * In place: gives a layer that is held level for its loop its fall back until the loop begins; from there on it is the
 * player's. Rounds before the loop fall, the loop itself is level.
 * @param once the column with its loop where it was found.
 * @param whole the same with rounds before it.
 */
export function letFall(
  layer: Float32Array,
  fall: DecibelsPerSecond,
  once: Unwinding,
  whole: Unwinding,
  gridLoop: GridLoop,
  grid: Grid,
): void {
  if (fall === 0) return;
  const first = once.loop.start;
  const rate = grid.rate * grid.step;
  for (let i = 0; i < layer.length; i++) {
    const held = i < first ? heldShare(1 + whole.positions[i]! / grid.hop, gridLoop, grid) : 1;
    const seconds = (Math.min(i, whole.loop.start) - first) / rate;
    layer[i]! *= decibelsToGain(-fall * held * seconds);
  }
}
