/** Resamples one looped or single sound so that its loop is a whole number of frames again. */
import type { SustainLoop } from '../audio/conditioning/types.js';
import { kaiser, sinc } from '../audio/windowed-sinc.js';
import type { Cents, Hertz, Samples } from '../units.js';

/** Taps on either side of a position, in samples of the slower rate. */
const SIDE = 64;
/** Kernels between two samples; those between two of them are interpolated. */
const PHASES = 512;
/** Kaiser window: images and aliases 90 dB down. */
const BETA = 9;
/** Cut-off (−6 dB), as a fraction of half the slower rate. */
const CUTOFF = 0.955;

export interface Looped {
  readonly samples: Float32Array;
  readonly sampleRate: Hertz;
  /** Its end is followed by its start. */
  readonly loop: Pick<SustainLoop, 'start' | 'end'> | null;
}

export interface Resampled extends Looped {
  /** What it must be raised by to sound as before: less than a hundredth of a cent for loops of a second. */
  readonly cents: Cents;
}

/**
 * Resamples up to the end of the loop; the loop begins and ends on frames, which changes the pitch by as much as `cents` says.
 * Around the loop's end the kernel reads what a player hears there: the loop's start.
 */
export function resampleLooped({ samples, sampleRate, loop }: Looped, to: Hertz): Resampled {
  const end = loop?.end ?? samples.length;
  if (to === sampleRate) return { samples: samples.subarray(0, end), sampleRate, loop, cents: 0 };
  const wanted = to / sampleRate;
  const loopLength = loop === null ? 0 : Math.max(1, Math.round((loop.end - loop.start) * wanted));
  const ratio = loop === null ? wanted : loopLength / (loop.end - loop.start);
  const loopStart = loop === null ? 0 : Math.round(loop.start * ratio);
  const length = loop === null ? Math.max(1, Math.round(end * ratio)) : loopStart + loopLength;
  const kernel = kernelOf(Math.min(1, ratio));
  const padded = unrolled({ samples, sampleRate, loop }, end, kernel.side + 2);
  const output = new Float32Array(length);
  const from = loop?.start ?? 0;
  for (let i = 0; i < length; i++) {
    output[i] = valueAt(padded, kernel, kernel.side + 2 + from + (i - loopStart) / ratio);
  }
  return {
    samples: output,
    sampleRate: to,
    loop: loop && { start: loopStart, end: loopStart + loopLength },
    cents: 1200 * Math.log2(ratio / wanted),
  };
}

/** The samples between `margin` of silence before and `margin` of what follows: the loop again, or silence. */
function unrolled({ samples, loop }: Looped, end: Samples, margin: Samples): Float32Array {
  const padded = new Float32Array(end + 2 * margin + 1);
  padded.set(samples.subarray(0, end), margin);
  if (loop === null) return padded;
  for (let i = 0; i <= margin; i++) {
    padded[margin + end + i] = samples[loop.start + (i % (loop.end - loop.start))]!;
  }
  return padded;
}

interface Kernel {
  readonly side: Samples;
  readonly rows: readonly Float64Array[];
}

const kernels = new Map<number, Kernel>();

/** @param scale 1, or below it the new rate by the old one. */
function kernelOf(scale: number): Kernel {
  const known = kernels.get(scale);
  if (known) return known;
  const side = Math.ceil(SIDE / scale);
  const cutoff = CUTOFF * scale;
  const rows = Array.from({ length: PHASES + 1 }, (_, phase) => {
    const row = new Float64Array(2 * side);
    let sum = 0;
    for (let tap = 0; tap < row.length; tap++) {
      const distance = tap - (side - 1) - phase / PHASES;
      row[tap] = sinc(cutoff * distance) * kaiser(distance / side, BETA);
      sum += row[tap]!;
    }
    return row.map((value) => value / sum);
  });
  const made = { side, rows };
  kernels.clear(); // one at a time: a table is half a megabyte
  kernels.set(scale, made);
  return made;
}

function valueAt(padded: Float32Array, { side, rows }: Kernel, position: number): number {
  const index = Math.floor(position);
  const phase = (position - index) * PHASES;
  const row = Math.floor(phase);
  const part = phase - row;
  const near = rows[row]!;
  const next = rows[Math.min(PHASES, row + 1)]!;
  const first = index - side + 1;
  let below = 0;
  let above = 0;
  for (let tap = 0; tap < 2 * side; tap++) {
    const sample = padded[first + tap] ?? 0;
    below += sample * near[tap]!;
    above += sample * next[tap]!;
  }
  return below + part * (above - below);
}
