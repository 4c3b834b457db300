/**
 * Matrices of whole numbers, 16 or 8 bits a weight: [block][pair of inputs][16 outputs][2], and rows of inputs as whole
 * numbers of 16 bits, groups of 32 with a step of their own: `inputs` numbers, then a float a group. A large model is
 * a walk through memory; half or a quarter of the bytes is half or a quarter of the wait.
 *
 * Sums of a group are exact: an input is at most MOST, and the host holds the weights of an output in a group to
 * Σ|w| ≤ (2³¹ − 1) / MOST, so that no sum, whole or in parts, leaves 32 bits. See ../matrices.ts.
 */
import { BLOCK_BYTES } from './net';

/** Inputs of a group. */
const GROUP: i32 = 32;
/** The largest input. ../matrices.ts has the same. */
const MOST: f32 = 16383;

function largest(from: usize, end: usize): f32 {
  let most = f32x4.splat(0);
  for (let at = from; at < end; at += 16) most = f32x4.pmax(most, f32x4.abs(v128.load(at)));
  return max(
    max(f32x4.extract_lane(most, 0), f32x4.extract_lane(most, 1)),
    max(f32x4.extract_lane(most, 2), f32x4.extract_lane(most, 3)),
  );
}

/**
 * A row of `count` floats, a multiple of 4, as whole numbers.
 * @param inputs `count`, padded to whole groups.
 */
export function quantize(x: usize, count: i32, to: usize, inputs: i32): void {
  const xEnd = x + ((<usize>count) << 2);
  let steps = to + ((<usize>inputs) << 1);
  while (x < xEnd) {
    const end = min(x + GROUP * 4, xEnd);
    const most = largest(x, end);
    store<f32>(steps, most / MOST);
    const scale = f32x4.splat(most > 0 ? MOST / most : 0);
    while (x < end) {
      const whole = i32x4.trunc_sat_f32x4_s(f32x4.nearest(f32x4.mul(v128.load(x), scale)));
      v128.store64_lane(to, i16x8.narrow_i32x4_s(whole, whole), 0);
      x += 16;
      to += 8;
    }
    steps += 4;
  }
}

/** Weights number `n` · 8 and on, of two inputs by four outputs, as i16. */
function eight<T>(weights: usize, n: usize): v128 {
  if (sizeof<T>() == 2) return v128.load(weights + 16 * n);
  return v128.load_ext<i8>(weights + 8 * n);
}

function add(sum: v128, pair: v128, weights: v128): v128 {
  return i32x4.add(sum, i32x4.dot_i16x8_s(pair, weights));
}

function scaled(step: usize, sum: v128): v128 {
  return f32x4.mul(v128.load32_splat(step), f32x4.convert_i32x4_s(sum));
}

/** to = W·x of one block. */
function one<T>(weights: usize, x: usize, inputs: i32, to: usize): void {
  const xEnd = x + ((<usize>inputs) << 1);
  let step = xEnd;
  let fa = f32x4.splat(0);
  let fb = f32x4.splat(0);
  let fc = f32x4.splat(0);
  let fd = f32x4.splat(0);
  while (x < xEnd) {
    let a = i32x4.splat(0);
    let b = i32x4.splat(0);
    let c = i32x4.splat(0);
    let d = i32x4.splat(0);
    const end = x + GROUP * 2;
    do {
      const even = v128.load32_splat(x, 0);
      const odd = v128.load32_splat(x, 4);
      a = add(a, even, eight<T>(weights, 0));
      b = add(b, even, eight<T>(weights, 1));
      c = add(c, even, eight<T>(weights, 2));
      d = add(d, even, eight<T>(weights, 3));
      a = add(a, odd, eight<T>(weights, 4));
      b = add(b, odd, eight<T>(weights, 5));
      c = add(c, odd, eight<T>(weights, 6));
      d = add(d, odd, eight<T>(weights, 7));
      x += 8;
      weights += 64 * sizeof<T>();
    } while (x < end);
    fa = f32x4.add(fa, scaled(step, a));
    fb = f32x4.add(fb, scaled(step, b));
    fc = f32x4.add(fc, scaled(step, c));
    fd = f32x4.add(fd, scaled(step, d));
    step += 4;
  }
  v128.store(to, fa, 0);
  v128.store(to, fb, 16);
  v128.store(to, fc, 32);
  v128.store(to, fd, 48);
}

function zero(y: usize): void {
  v128.store(y, f32x4.splat(0), 0);
  v128.store(y, f32x4.splat(0), 16);
  v128.store(y, f32x4.splat(0), 32);
  v128.store(y, f32x4.splat(0), 48);
}

function accumulate(y: usize, step: usize, sum: v128): void {
  v128.store(y, f32x4.add(v128.load(y), scaled(step, sum)));
}

/** The same of two rows of inputs at once, each to where its own sums lie; added up in the same order. */
function two<T>(weights: usize, x: usize, stride: usize, inputs: i32, y: usize, yStride: usize): void {
  const xEnd = x + ((<usize>inputs) << 1);
  const z = y + yStride;
  let step = xEnd;
  zero(y);
  zero(z);
  while (x < xEnd) {
    let a = i32x4.splat(0);
    let b = i32x4.splat(0);
    let c = i32x4.splat(0);
    let d = i32x4.splat(0);
    let e = i32x4.splat(0);
    let f = i32x4.splat(0);
    let g = i32x4.splat(0);
    let h = i32x4.splat(0);
    const end = x + GROUP * 2;
    do {
      const p = v128.load32_splat(x);
      const q = v128.load32_splat(x + stride);
      let w = eight<T>(weights, 0);
      a = add(a, p, w);
      e = add(e, q, w);
      w = eight<T>(weights, 1);
      b = add(b, p, w);
      f = add(f, q, w);
      w = eight<T>(weights, 2);
      c = add(c, p, w);
      g = add(g, q, w);
      w = eight<T>(weights, 3);
      d = add(d, p, w);
      h = add(h, q, w);
      x += 4;
      weights += 32 * sizeof<T>();
    } while (x < end);
    accumulate(y, step, a);
    accumulate(y + 16, step, b);
    accumulate(y + 32, step, c);
    accumulate(y + 48, step, d);
    accumulate(z, step + stride, e);
    accumulate(z + 16, step + stride, f);
    accumulate(z + 32, step + stride, g);
    accumulate(z + 48, step + stride, h);
    step += 4;
  }
}

/** y += biases + scales · sums, of one block. */
function addBlock(y: usize, biases: usize, scales: usize, sums: usize): void {
  for (let n: usize = 0; n < BLOCK_BYTES; n += 16) {
    const sum = f32x4.mul(v128.load(scales + n), v128.load(sums + n));
    const biased = f32x4.add(v128.load(biases + n), sum);
    v128.store(y + n, f32x4.add(v128.load(y + n), biased));
  }
}

/** One block of `multiplyWhole` for one net. */
export function blockWhole<T>(
  weights: usize,
  biases: usize,
  scales: usize,
  x: usize,
  inputs: i32,
  sums: usize,
  y: usize,
): void {
  one<T>(weights, x, inputs, sums);
  addBlock(y, biases, scales, sums);
}

/** The same for two nets, whose vectors lie `other` bytes apart; the scales are of both. */
export function pairWhole<T>(
  weights: usize,
  biases: usize,
  scales: usize,
  x: usize,
  inputs: i32,
  sums: usize,
  y: usize,
  other: usize,
): void {
  two<T>(weights, x, other, inputs, sums, other);
  addBlock(y, biases, scales, sums);
  addBlock(y + other, biases + other, scales, sums + other);
}

/**
 * y += biases + scales · (W·x).
 * @param x from `quantize`, `inputs` numbers and their steps.
 * @param sums room for a block.
 * @returns the address after the matrix.
 */
export function multiplyWhole<T>(
  weights: usize,
  biases: usize,
  scales: usize,
  x: usize,
  inputs: i32,
  sums: usize,
  y: usize,
  blockCount: i32,
): usize {
  const bytes = BLOCK_BYTES * blockCount;
  for (let at: usize = 0; at < bytes; at += BLOCK_BYTES) {
    blockWhole<T>(weights, biases + at, scales + at, x, inputs, sums, y + at);
    weights += ((<usize>inputs) << 4) * sizeof<T>();
  }
  return weights;
}

/** y = W·x of `samples` rows of inputs, `stride` bytes apart, each to a row of sums, `yStride` bytes apart. */
export function aheadWhole<T>(
  weights: usize,
  x: usize,
  stride: usize,
  inputs: i32,
  y: usize,
  yStride: usize,
  blockCount: i32,
  samples: i32,
): void {
  for (let block = 0; block < blockCount; block++) {
    let row = x;
    let to = y;
    for (let n = samples; n > 1; n -= 2) {
      two<T>(weights, row, stride, inputs, to, yStride);
      row += 2 * stride;
      to += 2 * yStride;
    }
    if (samples & 1) one<T>(weights, row, inputs, to);
    weights += ((<usize>inputs) << 4) * sizeof<T>();
    y += BLOCK_BYTES;
  }
}
