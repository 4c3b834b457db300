/** Finds where a layer becomes silent, fades ends, and repeats a period. */
import { decibelsToGain, type Decibels, type Hertz, type Samples, type Seconds } from '../../units.js';

/** A note ends where it stays this far below its peak. */
const SILENT: Decibels = -66;
/** Fade of a layer that still sounds where its samples end; at most a quarter of the note. */
const FADE_SECONDS: Seconds = 0.1;

/** Number of samples until a layer stays silent. */
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

/** In place: ends a decaying layer where it stays silent, or fades its end. Returns the end. */
export function endLayer(layer: Float32Array, rate: Hertz): Samples {
  const length = soundingLength(layer);
  layer.fill(0, length);
  fadeOut(layer, length, rate);
  return length;
}

/** In place: continues the values periodically from index `from` on. */
export function repeat(values: Float32Array | Float64Array, from: number, period: number): void {
  for (let i = from; i < values.length; i += period) {
    values.copyWithin(i, i - period, Math.min(i, i - period + values.length - i));
  }
}
