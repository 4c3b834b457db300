/**
 * src/generator/sampler.ts in SIMD: the same random words, the same integer weights, the same choice. The one
 * difference: e^z is good to 1e-10 before it is rounded to float32, so that in about one value of a thousand
 * that rounding goes the other way and a weight differs by one of its 2^22.
 */
import { sampleWeights } from './functions';
import { LEVELS } from './net';

/** Below this z the weight is 0: 2^22 · e^z < ½. */
const NOTHING: f32 = -15.95;

/** First word of Philox2x32-10. */
export function randomWord(seed: u32, stream: u32, index: u32): u32 {
  let c0 = index;
  let c1 = stream;
  let key = seed;
  for (let round = 0; round < 10; round++) {
    const product = <u64>0xd256d193 * <u64>c0;
    c0 = (<u32>(product >> 32)) ^ key ^ c1;
    c1 = <u32>product;
    key += 0x9e3779b9;
  }
  return c0;
}

function largest(logits: usize): f32 {
  let most = v128.load(logits);
  for (let at: usize = 16; at < <usize>(LEVELS * 4); at += 16) {
    most = f32x4.pmax(most, v128.load(logits + at));
  }
  return max(
    max(f32x4.extract_lane(most, 0), f32x4.extract_lane(most, 1)),
    max(f32x4.extract_lane(most, 2), f32x4.extract_lane(most, 3)),
  );
}

function firstEqual(logits: usize, value: f32): i32 {
  for (let i = 0; i < LEVELS - 1; i++) {
    if (load<f32>(logits + ((<usize>i) << 2)) == value) return i;
  }
  return LEVELS - 1;
}

/** Writes the integer weights over the logits. Returns their sum. */
function weigh(logits: usize, most: f32, inverseTemperature: f32): u32 {
  let sums = i32x4.splat(0);
  for (let at = logits; at < logits + LEVELS * 4; at += 16) {
    const z = f32x4.mul(f32x4.sub(v128.load(at), f32x4.splat(most)), f32x4.splat(inverseTemperature));
    let w = i32x4.splat(0);
    if (v128.any_true(f32x4.gt(z, f32x4.splat(NOTHING)))) {
      w = sampleWeights(f32x4.pmax(f32x4.splat(-100), z)); // as far down as 2^n can be built from bits
    }
    v128.store(at, w);
    sums = i32x4.add(sums, w);
  }
  return (
    i32x4.extract_lane(sums, 0) +
    i32x4.extract_lane(sums, 1) +
    i32x4.extract_lane(sums, 2) +
    i32x4.extract_lane(sums, 3)
  );
}

/**
 * The class that `word` picks. Writes over the logits.
 * @param inverseTemperature float32 of 1 / temperature; 0 stands for temperature 0.
 */
export function choose(logits: usize, inverseTemperature: f32, word: u32): i32 {
  const most = largest(logits);
  if (inverseTemperature == 0) return firstEqual(logits, most);
  const total = weigh(logits, most, inverseTemperature);
  const threshold = <u32>((<u64>word * <u64>total) >> 32);
  let sum: u32 = 0;
  for (let i = 0; i < LEVELS - 1; i++) {
    sum += load<u32>(logits + ((<usize>i) << 2));
    if (sum > threshold) return i;
  }
  return LEVELS - 1; // the sum of all exceeds every threshold
}
