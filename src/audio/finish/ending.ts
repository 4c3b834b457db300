import { decibelsToGain, type Decibels, type Hertz, type Samples, type Seconds } from '../../units.js';
import type { Grid } from './grid.js';
import type { GridLoop } from './loop.js';

/** A note ends where it stays this far below its peak. */
const SILENT: Decibels = -66;
/** What still sounds where the samples end is faded over this long, or a quarter of a shorter note. */
const FADE_SECONDS: Seconds = 0.1;

/** Samples until a layer is silent for good. */
export function soundingLength(layer: Float32Array): Samples {
  const peak = layer.reduce((max, x) => Math.max(max, Math.abs(x)), 0);
  const threshold = peak * decibelsToGain(SILENT);
  return layer.findLastIndex((x) => Math.abs(x) > threshold) + 1;
}

/** In place: fades towards sample `end`. */
export function fadeOut(layer: Float32Array, end: Samples, rate: Hertz): void {
  const fade = Math.min(end >> 2, Math.round(FADE_SECONDS * rate));
  for (let i = 1; i <= fade; i++) layer[end - i]! *= (i - 1) / fade;
}

/** Layers on the grid, and the loop that they go round together. */
export interface HeldLayers {
  readonly layers: readonly Float32Array[];
  readonly loop: GridLoop;
}

/**
 * Lets the layers that decay end by themselves: those that sustain go round the loop as often as that takes, so that the
 * column's own loop begins where the others are silent.
 * @param layers on the grid; those that sustain with their loop closed.
 * @param beyond samples wanted after the loop's end.
 */
export function ringOut(
  layers: readonly Float32Array[],
  sustains: readonly boolean[],
  loop: GridLoop,
  { hop, rate }: Grid,
  beyond: Samples,
): HeldLayers {
  const round = loop.end - loop.start;
  const lasting = layers.map((layer, i) => (sustains[i] ? 0 : soundingLength(layer)));
  const rounds = Math.max(0, Math.ceil((Math.max(...lasting) / hop - (loop.start - 1)) / round));
  const later = { ...loop, start: loop.start + rounds * round, end: loop.end + rounds * round };
  const rung = layers.map((layer, i) => {
    const output = new Float32Array((later.end - 1) * hop + beyond);
    const end = sustains[i] ? (loop.end - 1) * hop : lasting[i]!;
    output.set(layer.subarray(0, end));
    if (sustains[i]) repeat(output, end, round * hop);
    else fadeOut(output, end, rate);
    return output;
  });
  return { layers: rung, loop: later };
}

/** In place: from sample `from` on, what was there a period before. */
export function repeat(samples: Float32Array | Float64Array, from: number, period: number): void {
  for (let i = from; i < samples.length; i += period) {
    samples.copyWithin(i, i - period, Math.min(i, i - period + samples.length - i));
  }
}
