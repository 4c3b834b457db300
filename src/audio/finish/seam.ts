import { Frames } from './frames.js';
import type { Grid } from './grid.js';
import type { GridLoop } from './loop.js';

/** Where two spectra cancel, they are turned up again to what their levels make, by this much at most. */
const MOST_GAIN = 4;

/**
 * In place: the stretch before the loop's end goes over into the one before its start, and what follows the end is what
 * follows the start. Harmonics are in phase there and simply add; what is not, noise, is held at the level between
 * both, so that it does not dip.
 * @param beyond samples after the end that are filled.
 */
export function closeLoop(samples: Float32Array, loop: GridLoop, { hop, bins }: Grid, beyond: number): void {
  const transform = new Frames(4 * hop, bins);
  const [start, end] = [(loop.start - 1) * hop, (loop.end - 1) * hop];
  const fade = loop.fade * hop;
  const margin = transform.size;
  const take = (from: number): Float32Array => {
    const piece = new Float32Array(fade + 2 * margin);
    const first = Math.max(0, from);
    piece.set(samples.subarray(first, Math.min(samples.length, from + piece.length)), first - from);
    return piece;
  };
  const before = take(end - fade - margin);
  const after = take(start - fade - margin);
  const mixed = new Float32Array(before.length);
  const one = new Float64Array(2 * transform.bins);
  const other = new Float64Array(2 * transform.bins);
  for (let frame = 0; frame < transform.count(mixed.length); frame++) {
    const centre = transform.centre(frame) - margin;
    const share = Math.max(0, Math.min(1, (centre - transform.size / 2) / (fade - transform.size)));
    transform.analyse(before, frame, one);
    transform.analyse(after, frame, other);
    mix(one, other, 0.5 - 0.5 * Math.cos(Math.PI * share));
    transform.synthesise(frame, one, mixed);
  }
  samples.set(mixed.subarray(margin, margin + fade), end - fade);
  samples.copyWithin(end, start, start + beyond);
}

/** In place, in `one`. */
function mix(one: Float64Array, other: Float64Array, share: number): void {
  for (let i = 0; i < one.length; i += 2) {
    const a = one[i]!;
    const b = one[i + 1]!;
    const c = other[i]!;
    const d = other[i + 1]!;
    const x = a + (c - a) * share;
    const y = b + (d - b) * share;
    const level = Math.sqrt(a * a + b * b) * (1 - share) + Math.sqrt(c * c + d * d) * share;
    const size = Math.sqrt(x * x + y * y);
    const gain = size > 0 ? Math.min(MOST_GAIN, level / size) : 1;
    one[i] = x * gain;
    one[i + 1] = y * gain;
  }
}
