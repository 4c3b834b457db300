/**
 * Computes Fourier transforms of doubles: radix 4, in the order of operations of the package fft.js, so that every bit is as with that. It takes half
 * the time, for it meets arrays of one kind alone: fft.js also serves pitchy, with other arrays, and its code is compiled for all of them.
 */
import type { Samples } from '../../units.js';

/** What transforms of one size have in common. */
interface FftPlan {
  /** Doubles between the values that the first step puts together. */
  readonly first: number;
  /** Where the first step's groups begin in the input, in doubles. */
  readonly order: Int32Array;
  /** Doubles in a group of the first step: two complex values, or four. */
  readonly group: 4 | 8;
  /** Of each further step, shortest first: its length in doubles, and factors of B, C and D, six doubles a butterfly. */
  readonly steps: readonly {
    readonly length: number;
    readonly factors: Float64Array;
    readonly inverse: Float64Array;
  }[];
}

const plans = new Map<Samples, FftPlan>();

function planOf(size: Samples): FftPlan {
  let plan = plans.get(size);
  if (!plan) plans.set(size, (plan = makePlan(size)));
  return plan;
}

function makePlan(size: Samples): FftPlan {
  const power = Math.log2(size);
  if (size <= 1 || !Number.isInteger(power))
    throw new Error('An FFT has a power of two of samples, 2 or more.');
  const width = power % 2 === 0 ? power - 1 : power;
  const first = 2 ** width;
  const order = Int32Array.from({ length: first }, (_, j) => {
    let reversed = 0;
    for (let shift = 0; shift < width; shift += 2) reversed |= ((j >>> shift) & 3) << (width - shift - 2);
    return reversed;
  });
  const steps = [];
  for (let step = first >> 2; step >= 2; step >>= 2) {
    const length = ((2 * size) / step) << 1;
    const factors = new Float64Array((3 * length) / 4);
    for (let at = 0, k = 0; at < factors.length; at += 6, k += step) {
      for (let times = 1; times <= 3; times++) {
        const angle = (Math.PI * (times * k)) / size;
        factors[at + 2 * times - 2] = Math.cos(angle);
        factors[at + 2 * times - 1] = -Math.sin(angle);
      }
    }
    steps.push({ length, factors, inverse: factors.map((x, i) => (i % 2 === 0 ? x : -x)) });
  }
  return { first, order, group: size === first ? 4 : 8, steps };
}

/** Transforms of one size, a power of two. Complex values are interleaved: real, imaginary. Holds no state: calls may be of any order. */
export class Fft {
  readonly size: Samples;
  readonly #plan: FftPlan;

  constructor(size: Samples) {
    this.size = size;
    this.#plan = planOf(size);
  }

  /** Inverse transform, scaled. @param out `2 · size`, another array than the input. */
  inverseTransform(out: Float64Array, input: Float64Array): void {
    const { steps } = this.#plan;
    beginInverse(this.#plan, out, input);
    for (const { length, inverse } of steps) advanceInverse(out, length, inverse);
    const scale = 1 / this.size; // a power of two: as exact as a division
    for (let i = 0; i < out.length; i++) out[i]! *= scale;
  }

  /** Forward transform of `size` real values. @param out `2 · size`; beyond its half, nothing is to be read: see completeSpectrum. */
  realTransform(out: Float64Array, input: Float64Array): void {
    const { steps } = this.#plan;
    beginReal(this.#plan, out, input);
    for (const { length, factors } of steps) advanceReal(out, length, factors);
  }

  /** Fills in the upper half of a real signal's spectrum. */
  completeSpectrum(spectrum: Float64Array): void {
    const all = 2 * this.size;
    for (let i = 2; i < this.size; i += 2) {
      spectrum[all - i] = spectrum[i]!;
      spectrum[all - i + 1] = -spectrum[i + 1]!;
    }
  }
}

function beginInverse({ first, order, group }: FftPlan, out: Float64Array, input: Float64Array): void {
  if (group === 4) {
    for (let to = 0, j = 0; to < out.length; to += 4, j++) {
      const at = order[j]!;
      const ar = input[at]!;
      const ai = input[at + 1]!;
      const br = input[at + first]!;
      const bi = input[at + first + 1]!;
      out[to] = ar + br;
      out[to + 1] = ai + bi;
      out[to + 2] = ar - br;
      out[to + 3] = ai - bi;
    }
    return;
  }
  for (let to = 0, j = 0; to < out.length; to += 8, j++) {
    const at = order[j]!;
    const ar = input[at]!;
    const ai = input[at + 1]!;
    const br = input[at + first]!;
    const bi = input[at + first + 1]!;
    const cr = input[at + 2 * first]!;
    const ci = input[at + 2 * first + 1]!;
    const dr = input[at + 3 * first]!;
    const di = input[at + 3 * first + 1]!;
    const t0r = ar + cr;
    const t0i = ai + ci;
    const t1r = ar - cr;
    const t1i = ai - ci;
    const t2r = br + dr;
    const t2i = bi + di;
    const t3r = br - dr;
    const t3i = bi - di;
    out[to] = t0r + t2r;
    out[to + 1] = t0i + t2i;
    out[to + 2] = t1r - t3i;
    out[to + 3] = t1i + t3r;
    out[to + 4] = t0r - t2r;
    out[to + 5] = t0i - t2i;
    out[to + 6] = t1r + t3i;
    out[to + 7] = t1i - t3r;
  }
}

function advanceInverse(out: Float64Array, length: number, factors: Float64Array): void {
  const quarter = length >>> 2;
  for (let from = 0; from < out.length; from += length) {
    for (let a = from, f = 0; a < from + quarter; a += 2, f += 6) {
      const b = a + quarter;
      const c = b + quarter;
      const d = c + quarter;
      const xr = out[b]!;
      const xi = out[b + 1]!;
      const ur = factors[f]!;
      const ui = factors[f + 1]!;
      const yr = out[c]!;
      const yi = out[c + 1]!;
      const vr = factors[f + 2]!;
      const vi = factors[f + 3]!;
      const zr = out[d]!;
      const zi = out[d + 1]!;
      const wr = factors[f + 4]!;
      const wi = factors[f + 5]!;
      const ar = out[a]!;
      const ai = out[a + 1]!;
      const br = xr * ur - xi * ui;
      const bi = xr * ui + xi * ur;
      const cr = yr * vr - yi * vi;
      const ci = yr * vi + yi * vr;
      const dr = zr * wr - zi * wi;
      const di = zr * wi + zi * wr;
      const t0r = ar + cr;
      const t0i = ai + ci;
      const t1r = ar - cr;
      const t1i = ai - ci;
      const t2r = br + dr;
      const t2i = bi + di;
      const t3r = br - dr;
      const t3i = bi - di;
      out[a] = t0r + t2r;
      out[a + 1] = t0i + t2i;
      out[b] = t1r - t3i;
      out[b + 1] = t1i + t3r;
      out[c] = t0r - t2r;
      out[c + 1] = t0i - t2i;
      out[d] = t1r + t3i;
      out[d + 1] = t1i - t3r;
    }
  }
}

function beginReal({ first, order, group }: FftPlan, out: Float64Array, input: Float64Array): void {
  const half = first >>> 1; // the input has one double a value
  if (group === 4) {
    for (let to = 0, j = 0; to < out.length; to += 4, j++) {
      const at = order[j]! >>> 1;
      const a = input[at]!;
      const b = input[at + half]!;
      out[to] = a + b;
      out[to + 1] = 0;
      out[to + 2] = a - b;
      out[to + 3] = 0;
    }
    return;
  }
  for (let to = 0, j = 0; to < out.length; to += 8, j++) {
    const at = order[j]! >>> 1;
    const a = input[at]!;
    const b = input[at + half]!;
    const c = input[at + 2 * half]!;
    const d = input[at + 3 * half]!;
    const t0 = a + c;
    const t1 = a - c;
    const t2 = b + d;
    const t3 = b - d;
    out[to] = t0 + t2;
    out[to + 1] = 0;
    out[to + 2] = t1;
    out[to + 3] = -t3;
    out[to + 4] = t0 - t2;
    out[to + 5] = 0;
    out[to + 6] = t1;
    out[to + 7] = t3;
  }
}

/** Only one half of every group: the other is its mirror. */
function advanceReal(out: Float64Array, length: number, factors: Float64Array): void {
  const quarter = length >>> 2;
  const last = quarter >>> 1;
  for (let from = 0; from < out.length; from += length) {
    for (let i = 0, f = 0; i <= last; i += 2, f += 6) {
      const a = from + i;
      const b = a + quarter;
      const c = b + quarter;
      const d = c + quarter;
      const xr = out[b]!;
      const xi = out[b + 1]!;
      const ur = factors[f]!;
      const ui = factors[f + 1]!;
      const yr = out[c]!;
      const yi = out[c + 1]!;
      const vr = factors[f + 2]!;
      const vi = factors[f + 3]!;
      const zr = out[d]!;
      const zi = out[d + 1]!;
      const wr = factors[f + 4]!;
      const wi = factors[f + 5]!;
      const ar = out[a]!;
      const ai = out[a + 1]!;
      const br = xr * ur - xi * ui;
      const bi = xr * ui + xi * ur;
      const cr = yr * vr - yi * vi;
      const ci = yr * vi + yi * vr;
      const dr = zr * wr - zi * wi;
      const di = zr * wi + zi * wr;
      const t0r = ar + cr;
      const t0i = ai + ci;
      const t1r = ar - cr;
      const t1i = ai - ci;
      const t2r = br + dr;
      const t2i = bi + di;
      const t3r = br - dr;
      const t3i = bi - di;
      out[a] = t0r + t2r;
      out[a + 1] = t0i + t2i;
      out[b] = t1r + t3i;
      out[b + 1] = t1i - t3r;
      if (i === 0) {
        out[c] = t0r - t2r;
        out[c + 1] = t0i - t2i;
      } else if (i !== last) {
        const mirrored = from + quarter - i;
        out[mirrored] = t1r - t3i;
        out[mirrored + 1] = -t1i - t3r;
        out[mirrored + quarter] = t0r - t2r;
        out[mirrored + quarter + 1] = -t0i + t2i;
      }
    }
  }
}
