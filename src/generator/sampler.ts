/**
 * Defines the sampler of every backend: equal logits give equal codes, to the bit.
 *
 * 1. A random word from (seed, stream, sample index) by Philox2x32-10 (Salmon et al. 2011, "Parallel
 *    random numbers: as easy as 1, 2, 3"): counter (sample index, stream), key seed; the first word.
 * 2. Integer weights w_i = floor(2^22 · exp((logit_i − max) / temperature) + 0.5), in float32 up to the
 *    floor. Integers make the cumulative sum exact, in whatever order a backend adds.
 * 3. The code is the first i whose cumulative sum exceeds floor(word · total / 2^32).
 * At temperature 0 the code is the first i whose logit is the largest.
 */

export const WEIGHT_SCALE = 4194304; // 2^22; 256 weights of at most 2^22 sum to at most 2^30

const PHILOX_M = 0xd256d193;
const PHILOX_W = 0x9e3779b9;

/** High 32 bits of the 64-bit product of two unsigned 32-bit integers. */
export function mulHigh(a: number, b: number): number {
  const a0 = a & 0xffff;
  const a1 = a >>> 16;
  const b0 = b & 0xffff;
  const b1 = b >>> 16;
  const low = a0 * b0;
  const mid1 = a1 * b0 + (low >>> 16); // < 2^32: exact in a double
  const mid2 = a0 * b1 + (mid1 % 0x10000);
  return (a1 * b1 + Math.floor(mid1 / 0x10000) + Math.floor(mid2 / 0x10000)) >>> 0;
}

/** First word of Philox2x32-10 of counter (index, stream) under key `seed`; all unsigned 32-bit. */
export function randomWord(seed: number, stream: number, index: number): number {
  let c0 = index >>> 0;
  let c1 = stream >>> 0;
  let key = seed >>> 0;
  for (let round = 0; round < 10; round++) {
    const high = mulHigh(PHILOX_M, c0);
    const low = Math.imul(PHILOX_M, c0) >>> 0;
    c0 = (high ^ key ^ c1) >>> 0;
    c1 = low;
    key = (key + PHILOX_W) >>> 0;
  }
  return c0;
}

/** Index of the first largest of `count` logits at `offset`. */
export function argmax(logits: Float32Array, offset: number, count: number): number {
  let best = 0;
  for (let i = 1; i < count; i++) {
    if (logits[offset + i]! > logits[offset + best]!) best = i;
  }
  return best;
}

/**
 * Samples a class.
 * @param logits float32 values, `count` of them at `offset`; must be finite.
 * @param temperature 0 or more.
 * @param word unsigned 32-bit random word.
 * @returns class index 0 … count − 1.
 */
export function sampleCode(
  logits: Float32Array,
  offset: number,
  count: number,
  temperature: number,
  word: number,
): number {
  const best = argmax(logits, offset, count);
  if (temperature <= 0) return best;
  const max = logits[offset + best]!;
  const inverse = Math.fround(1 / temperature);
  let total = 0;
  const weights = new Uint32Array(count);
  for (let i = 0; i < count; i++) {
    const z = Math.fround(Math.fround(logits[offset + i]! - max) * inverse);
    const w = Math.floor(Math.fround(Math.fround(Math.exp(z)) * WEIGHT_SCALE) + 0.5);
    weights[i] = w;
    total += w;
  }
  const threshold = mulHigh(word, total);
  let sum = 0;
  for (let i = 0; i < count; i++) {
    sum += weights[i]!;
    if (sum > threshold) return i;
  }
  return best;
}
