/**
 * Matrices of 16 and of 8 bits a weight: y = biases + scales · (W·x), or y += the same, in blocks of 16 outputs as in
 * matrix.ts. A large model is a walk through memory; half or a quarter of the bytes is half or a quarter of the wait.
 */
import { BLOCK_BYTES } from './net';

function finish(y: usize, biases: usize, scales: usize, sum: v128, accumulate: bool): void {
  let value = f32x4.add(v128.load(biases), f32x4.mul(v128.load(scales), sum));
  if (accumulate) value = f32x4.add(value, v128.load(y));
  v128.store(y, value);
}

/**
 * Four float16 as float32, times 2^-112: sign, exponent and fraction only move to their places. `scales` has the
 * 2^112. Subnormals come out right, but slow; the host scales each output so that there are none.
 */
function halves(words: v128): v128 {
  return v128.and(i32x4.shl(words, 13), i32x4.splat(0x8fffffff));
}

/**
 * float16: [block][input][16 outputs].
 * @param inputs an even number.
 * @returns the address after the matrix.
 */
export function multiplyHalf(
  weights: usize,
  biases: usize,
  scales: usize,
  x: usize,
  inputs: i32,
  y: usize,
  blockCount: i32,
  accumulate: bool,
): usize {
  const bytes = (<usize>inputs) << 5;
  for (let block = 0; block < blockCount; block++) {
    let a = f32x4.splat(0);
    let b = f32x4.splat(0);
    let c = f32x4.splat(0);
    let d = f32x4.splat(0);
    const end = weights + bytes;
    let input = x;
    do {
      const value = v128.load32_splat(input);
      const low = v128.load(weights, 0);
      const high = v128.load(weights, 16);
      a = f32x4.add(a, f32x4.mul(value, halves(i32x4.extend_low_i16x8_s(low))));
      b = f32x4.add(b, f32x4.mul(value, halves(i32x4.extend_high_i16x8_s(low))));
      c = f32x4.add(c, f32x4.mul(value, halves(i32x4.extend_low_i16x8_s(high))));
      d = f32x4.add(d, f32x4.mul(value, halves(i32x4.extend_high_i16x8_s(high))));
      input += 4;
      weights += 32;
    } while (weights < end);
    finish(y, biases, scales, a, accumulate);
    finish(y + 16, biases + 16, scales + 16, b, accumulate);
    finish(y + 32, biases + 32, scales + 32, c, accumulate);
    finish(y + 48, biases + 48, scales + 48, d, accumulate);
    biases += BLOCK_BYTES;
    scales += BLOCK_BYTES;
    y += BLOCK_BYTES;
  }
  return weights;
}

/**
 * Inputs as whole numbers: as many bits as leave room for their sum with weights of 8 bits, 15 at most.
 * @param inputs a multiple of 4.
 * @returns what one step is worth.
 */
export function quantize(x: usize, inputs: i32, to: usize): f32 {
  let most = f32x4.splat(0);
  const end = x + ((<usize>inputs) << 2);
  for (let at = x; at < end; at += 16) most = f32x4.pmax(most, f32x4.abs(v128.load(at)));
  const largest = max(
    max(f32x4.extract_lane(most, 0), f32x4.extract_lane(most, 1)),
    max(f32x4.extract_lane(most, 2), f32x4.extract_lane(most, 3)),
  );
  const range = <f32>min(32767, 0x7fffffff / (127 * inputs));
  const scale = f32x4.splat(largest > 0 ? range / largest : 0);
  for (let at = x; at < end; at += 16) {
    const whole = i32x4.trunc_sat_f32x4_s(f32x4.nearest(f32x4.mul(v128.load(at), scale)));
    v128.store64_lane(to, i16x8.narrow_i32x4_s(whole, whole), 0);
    to += 8;
  }
  return largest / range;
}

/**
 * int8: [block][pair of inputs][16 outputs][2]; sums are exact.
 * @param x from `quantize`; `step` is what it returned.
 * @returns the address after the matrix.
 */
export function multiplyBytes(
  weights: usize,
  biases: usize,
  scales: usize,
  x: usize,
  step: f32,
  inputs: i32,
  y: usize,
  blockCount: i32,
  accumulate: bool,
): usize {
  const bytes = (<usize>inputs) << 4;
  const unit = f32x4.splat(step);
  for (let block = 0; block < blockCount; block++) {
    let a = i32x4.splat(0);
    let b = i32x4.splat(0);
    let c = i32x4.splat(0);
    let d = i32x4.splat(0);
    const end = weights + bytes;
    let input = x;
    do {
      const pair = v128.load32_splat(input);
      const low = v128.load(weights, 0);
      const high = v128.load(weights, 16);
      a = i32x4.add(a, i32x4.dot_i16x8_s(pair, i16x8.extend_low_i8x16_s(low)));
      b = i32x4.add(b, i32x4.dot_i16x8_s(pair, i16x8.extend_high_i8x16_s(low)));
      c = i32x4.add(c, i32x4.dot_i16x8_s(pair, i16x8.extend_low_i8x16_s(high)));
      d = i32x4.add(d, i32x4.dot_i16x8_s(pair, i16x8.extend_high_i8x16_s(high)));
      input += 4;
      weights += 32;
    } while (weights < end);
    finish(y, biases, scales, f32x4.mul(unit, f32x4.convert_i32x4_s(a)), accumulate);
    finish(y + 16, biases + 16, scales + 16, f32x4.mul(unit, f32x4.convert_i32x4_s(b)), accumulate);
    finish(y + 32, biases + 32, scales + 32, f32x4.mul(unit, f32x4.convert_i32x4_s(c)), accumulate);
    finish(y + 48, biases + 48, scales + 48, f32x4.mul(unit, f32x4.convert_i32x4_s(d)), accumulate);
    biases += BLOCK_BYTES;
    scales += BLOCK_BYTES;
    y += BLOCK_BYTES;
  }
  return weights;
}
