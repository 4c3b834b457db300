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
