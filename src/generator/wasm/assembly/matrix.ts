/** Multiplies float32 matrices by vectors in SIMD blocks of 16 outputs. [worker] */
import { BLOCK_BYTES } from './net';

/**
 * y = biases + W·x, or y += biases + W·x, in blocks of 16 outputs. The weights of a block lie as they are read:
 * [input][16 outputs], and block follows block.
 *
 * The shape of the inner loop, 16 outputs by 2 inputs, is what V8 makes the most of: its older compilers
 * gather all loads of a loop body at its top, so that 8 weights, 2 inputs and 4 sums just fit in the 16 registers
 * of x64. Wider or longer bodies spill, and run at half the speed (measured: bench/ceiling).
 *
 * @param inputs an even number.
 * @returns the address after the matrix.
 */
export function multiply(
  weights: usize,
  biases: usize,
  x: usize,
  inputs: i32,
  y: usize,
  blockCount: i32,
  accumulate: bool,
): usize {
  const bytes = <usize>inputs * BLOCK_BYTES;
  for (let block = 0; block < blockCount; block++) {
    let a = v128.load(biases, 0);
    let b = v128.load(biases, 16);
    let c = v128.load(biases, 32);
    let d = v128.load(biases, 48);
    if (accumulate) {
      a = f32x4.add(a, v128.load(y, 0));
      b = f32x4.add(b, v128.load(y, 16));
      c = f32x4.add(c, v128.load(y, 32));
      d = f32x4.add(d, v128.load(y, 48));
    }
    const end = weights + bytes;
    let input = x;
    do {
      const even = v128.load32_splat(input, 0);
      const odd = v128.load32_splat(input, 4);
      a = f32x4.add(a, f32x4.mul(even, v128.load(weights, 0)));
      b = f32x4.add(b, f32x4.mul(even, v128.load(weights, 16)));
      c = f32x4.add(c, f32x4.mul(even, v128.load(weights, 32)));
      d = f32x4.add(d, f32x4.mul(even, v128.load(weights, 48)));
      a = f32x4.add(a, f32x4.mul(odd, v128.load(weights, 64)));
      b = f32x4.add(b, f32x4.mul(odd, v128.load(weights, 80)));
      c = f32x4.add(c, f32x4.mul(odd, v128.load(weights, 96)));
      d = f32x4.add(d, f32x4.mul(odd, v128.load(weights, 112)));
      input += 8;
      weights += 128;
    } while (weights < end);
    v128.store(y, a, 0);
    v128.store(y, b, 16);
    v128.store(y, c, 32);
    v128.store(y, d, 48);
    biases += BLOCK_BYTES;
    y += BLOCK_BYTES;
  }
  return weights;
}

/**
 * One block of `multiply` for two nets, whose vectors lie `other` bytes apart: what is loaded serves twice, and each
 * net's sum is added up in the order of `multiply`.
 */
export function multiplyPair(
  weights: usize,
  biases: usize,
  x: usize,
  inputs: i32,
  y: usize,
  other: usize,
  accumulate: bool,
): void {
  for (let at: usize = 0; at < BLOCK_BYTES; at += 16) {
    const a = v128.load(biases + at);
    const b = v128.load(biases + other + at);
    v128.store(y + at, accumulate ? f32x4.add(a, v128.load(y + at)) : a);
    v128.store(y + other + at, accumulate ? f32x4.add(b, v128.load(y + other + at)) : b);
  }
  two(weights, x, other, inputs, y, other, true);
}

/** to = W·x of one block, one row of inputs. */
function one(weights: usize, x: usize, inputs: i32, to: usize): void {
  const end = x + ((<usize>inputs) << 2);
  let a = f32x4.splat(0);
  let b = f32x4.splat(0);
  let c = f32x4.splat(0);
  let d = f32x4.splat(0);
  do {
    const value = v128.load32_splat(x);
    a = f32x4.add(a, f32x4.mul(value, v128.load(weights, 0)));
    b = f32x4.add(b, f32x4.mul(value, v128.load(weights, 16)));
    c = f32x4.add(c, f32x4.mul(value, v128.load(weights, 32)));
    d = f32x4.add(d, f32x4.mul(value, v128.load(weights, 48)));
    x += 4;
    weights += 64;
  } while (x < end);
  v128.store(to, a, 0);
  v128.store(to, b, 16);
  v128.store(to, c, 32);
  v128.store(to, d, 48);
}

/** The same of two rows of inputs, `stride` bytes apart: what is loaded serves twice. `begun`: sums go on with what `to` holds. */
function two(
  weights: usize,
  x: usize,
  stride: usize,
  inputs: i32,
  to: usize,
  toStride: usize,
  begun: bool,
): void {
  const end = x + ((<usize>inputs) << 2);
  let a = f32x4.splat(0);
  let b = f32x4.splat(0);
  let c = f32x4.splat(0);
  let d = f32x4.splat(0);
  let e = f32x4.splat(0);
  let f = f32x4.splat(0);
  let g = f32x4.splat(0);
  let h = f32x4.splat(0);
  if (begun) {
    a = v128.load(to, 0);
    b = v128.load(to, 16);
    c = v128.load(to, 32);
    d = v128.load(to, 48);
    e = v128.load(to + toStride, 0);
    f = v128.load(to + toStride, 16);
    g = v128.load(to + toStride, 32);
    h = v128.load(to + toStride, 48);
  }
  do {
    const p = v128.load32_splat(x);
    const q = v128.load32_splat(x + stride);
    let w = v128.load(weights, 0);
    a = f32x4.add(a, f32x4.mul(p, w));
    e = f32x4.add(e, f32x4.mul(q, w));
    w = v128.load(weights, 16);
    b = f32x4.add(b, f32x4.mul(p, w));
    f = f32x4.add(f, f32x4.mul(q, w));
    w = v128.load(weights, 32);
    c = f32x4.add(c, f32x4.mul(p, w));
    g = f32x4.add(g, f32x4.mul(q, w));
    w = v128.load(weights, 48);
    d = f32x4.add(d, f32x4.mul(p, w));
    h = f32x4.add(h, f32x4.mul(q, w));
    x += 4;
    weights += 64;
  } while (x < end);
  v128.store(to, a, 0);
  v128.store(to, b, 16);
  v128.store(to, c, 32);
  v128.store(to, d, 48);
  to += toStride;
  v128.store(to, e, 0);
  v128.store(to, f, 16);
  v128.store(to, g, 32);
  v128.store(to, h, 48);
}

/** y = W·x of `samples` rows of inputs, `stride` bytes apart, each to a row of sums, `yStride` bytes apart. */
export function aheadFloats(
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
      two(weights, row, stride, inputs, to, yStride, false);
      row += 2 * stride;
      to += 2 * yStride;
    }
    if (samples & 1) one(weights, row, inputs, to);
    weights += ((<usize>inputs) << 2) * 16;
    y += BLOCK_BYTES;
  }
}

/** y = max(x, 0), `count` floats, a multiple of 4. */
export function relu(x: usize, y: usize, count: i32): void {
  const end = x + ((<usize>count) << 2);
  while (x < end) {
    v128.store(y, f32x4.pmax(f32x4.splat(0), v128.load(x)));
    x += 16;
    y += 16;
  }
}

/** Copies `count` floats, a multiple of 4. */
export function copy(from: usize, to: usize, count: i32): void {
  const end = from + ((<usize>count) << 2);
  while (from < end) {
    v128.store(to, v128.load(from));
    from += 16;
    to += 16;
  }
}
