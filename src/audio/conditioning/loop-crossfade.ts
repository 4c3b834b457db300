/** Crossfades the end of a loop into its start, spectrum by spectrum, so that noise keeps its level. */
import { Stft } from './stft.js';
import type { PitchSynchronousAxis } from './pitch-synchronous-axis.js';
import type { FrameLoop } from './loop.js';

/** Largest linear gain that restores the level of bins whose two spectra cancel. */
const MOST_GAIN = 4;

/**
 * In place: crossfades the samples before the loop's end into those before its start, and copies what follows the start
 * behind the end. Harmonics are in phase there and add; noise is not, and is kept at the level between both, so that it
 * does not dip.
 * @param beyond number of samples to fill after the end.
 */
export function crossfadeLoop(
  samples: Float32Array,
  loop: FrameLoop,
  { hop, bins }: PitchSynchronousAxis,
  beyond: number,
): void {
  const stft = new Stft(4 * hop, bins);
  const [start, end] = [(loop.start - 1) * hop, (loop.end - 1) * hop];
  const fade = loop.fade * hop;
  const margin = stft.size;
  const take = (from: number): Float32Array => {
    const piece = new Float32Array(fade + 2 * margin);
    const first = Math.max(0, from);
    piece.set(samples.subarray(first, Math.min(samples.length, from + piece.length)), first - from);
    return piece;
  };
  const before = take(end - fade - margin);
  const after = take(start - fade - margin);
  const mixed = new Float32Array(before.length);
  const one = new Float64Array(2 * stft.bins);
  const other = new Float64Array(2 * stft.bins);
  for (let frame = 0; frame < stft.count(mixed.length); frame++) {
    const centre = stft.centre(frame) - margin;
    const share = Math.max(0, Math.min(1, (centre - stft.size / 2) / (fade - stft.size)));
    stft.analyse(before, frame, one);
    stft.analyse(after, frame, other);
    mix(one, other, 0.5 - 0.5 * Math.cos(Math.PI * share));
    stft.synthesise(frame, one, mixed);
  }
  samples.set(mixed.subarray(margin, margin + fade), end - fade);
  samples.copyWithin(end, start, start + beyond);
}

/** In place: mixes `other` into `one`. */
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
