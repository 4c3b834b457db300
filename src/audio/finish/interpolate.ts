/** Samples of the signal on each side of a position. */
const SIDE = 24;
const TAPS = 2 * SIDE;
/** Kernels between two samples; what lies between these is linear. */
const PHASES = 256;
/** Of half the sample rate: half way down the kernel's slope. */
const CUTOFF = 0.95;
const KAISER_BETA = 7;

/**
 * Reads a signal between its samples: a sinc of 48 samples under a Kaiser window, silence outside. Meant for steps from a
 * half to two samples of a signal that is quiet near half its rate.
 * @param positions in samples, one for each value that is returned.
 */
export function interpolate(samples: Float32Array, positions: Float64Array): Float32Array {
  const kernels = kernelTable();
  const padded = new Float32Array(samples.length + 2 * TAPS);
  padded.set(samples, TAPS);
  const last = samples.length + SIDE;
  const output = new Float32Array(positions.length);
  for (let i = 0; i < positions.length; i++) {
    const position = positions[i]!;
    if (!(position > -SIDE && position < last)) continue;
    const index = Math.floor(position);
    const phase = (position - index) * PHASES;
    const row = Math.floor(phase);
    const between = phase - row;
    const first = index - SIDE + 1 + TAPS;
    const kernel = row * TAPS;
    let low = 0;
    let high = 0;
    for (let tap = 0; tap < TAPS; tap++) {
      const sample = padded[first + tap]!;
      low += sample * kernels[kernel + tap]!;
      high += sample * kernels[kernel + TAPS + tap]!;
    }
    output[i] = low + (high - low) * between;
  }
  return output;
}

let table: Float64Array | null = null;

/** `PHASES + 1` rows of `TAPS` values: row p is for a position p / PHASES after the sample at tap SIDE − 1. */
function kernelTable(): Float64Array {
  if (table) return table;
  table = new Float64Array((PHASES + 1) * TAPS);
  for (let phase = 0; phase <= PHASES; phase++) {
    const row = table.subarray(phase * TAPS, (phase + 1) * TAPS);
    let sum = 0;
    for (let tap = 0; tap < TAPS; tap++) {
      const distance = tap - (SIDE - 1) - phase / PHASES;
      row[tap] = sinc(CUTOFF * distance) * kaiser(distance / SIDE);
      sum += row[tap]!;
    }
    for (let tap = 0; tap < TAPS; tap++) row[tap]! /= sum;
  }
  return table;
}

function sinc(x: number): number {
  return x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x);
}

function kaiser(x: number): number {
  return Math.abs(x) >= 1 ? 0 : besselI0(KAISER_BETA * Math.sqrt(1 - x * x)) / besselI0(KAISER_BETA);
}

function besselI0(x: number): number {
  let sum = 1;
  let term = 1;
  for (let k = 1; term > 1e-12 * sum; k++) {
    term *= (x / (2 * k)) ** 2;
    sum += term;
  }
  return sum;
}
