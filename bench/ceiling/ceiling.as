/**
 * The bare ceiling of matrix-vector work in WebAssembly SIMD (AssemblyScript): weights streamed from memory, each
 * multiplied with an input and added to a sum in a register, and nothing else: no gates, no sampling, no queues.
 * Two shapes of the inner loop, the fastest that were found on V8; bench/generator.ts takes the better one.
 */

/** Sums of 16 outputs, two inputs at a time. */
export function stream16(weights: usize, x: usize, y: usize, inputs: i32, blocks: i32): void {
  for (let block = 0; block < blocks; block++) {
    let a = v128.load(y, 0);
    let b = v128.load(y, 16);
    let c = v128.load(y, 32);
    let d = v128.load(y, 48);
    const end = weights + ((<usize>inputs) << 6);
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
  }
}

/** Sums of 28 outputs, one input at a time. */
export function stream28(weights: usize, x: usize, y: usize, inputs: i32, blocks: i32): void {
  for (let block = 0; block < blocks; block++) {
    let a = v128.load(y, 0);
    let b = v128.load(y, 16);
    let c = v128.load(y, 32);
    let d = v128.load(y, 48);
    let e = v128.load(y, 64);
    let f = v128.load(y, 80);
    let g = v128.load(y, 96);
    const end = weights + <usize>inputs * 112;
    let input = x;
    do {
      const value = v128.load32_splat(input);
      a = f32x4.add(a, f32x4.mul(value, v128.load(weights, 0)));
      b = f32x4.add(b, f32x4.mul(value, v128.load(weights, 16)));
      c = f32x4.add(c, f32x4.mul(value, v128.load(weights, 32)));
      d = f32x4.add(d, f32x4.mul(value, v128.load(weights, 48)));
      e = f32x4.add(e, f32x4.mul(value, v128.load(weights, 64)));
      f = f32x4.add(f, f32x4.mul(value, v128.load(weights, 80)));
      g = f32x4.add(g, f32x4.mul(value, v128.load(weights, 96)));
      input += 4;
      weights += 112;
    } while (weights < end);
    v128.store(y, a, 0);
    v128.store(y, b, 16);
    v128.store(y, c, 32);
    v128.store(y, d, 48);
    v128.store(y, e, 64);
    v128.store(y, f, 80);
    v128.store(y, g, 96);
  }
}
