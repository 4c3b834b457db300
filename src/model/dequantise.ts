/** Decodes stored weights, quantised or not, to float32: the formats of TensorFlow.js's weights manifest. */
import type { WeightEntry } from './manifest.js';

const BYTES = { float16: 2, uint8: 1, uint16: 2 } as const;

const count = (shape: readonly number[]): number => shape.reduce((product, size) => product * size, 1);

/** Bytes that a weight takes in its shard. */
export function storedBytes({ shape, quantization }: WeightEntry): number {
  return count(shape) * (quantization ? BYTES[quantization.dtype] : 4);
}

/**
 * A weight as float32, row-major: bit for bit what TensorFlow.js makes of it.
 * @param offset where it begins in the group's shards, put end to end.
 */
export function decodeWeight(data: ArrayBuffer, offset: number, entry: WeightEntry): Float32Array {
  const bytes = data.slice(offset, offset + storedBytes(entry)); // aligned
  const { quantization } = entry;
  if (!quantization) return new Float32Array(bytes);
  const { dtype, scale = 1, min = 0 } = quantization;
  if (dtype === 'float16') return float16(new Uint16Array(bytes));
  const codes = dtype === 'uint8' ? new Uint8Array(bytes) : new Uint16Array(bytes);
  return Float32Array.from(codes, (code) => code * scale + min);
}

/** What a step of the fraction is worth, by sign and exponent. */
const STEPS = Float64Array.from({ length: 64 }, (_, i) => {
  const exponent = i & 0x1f;
  return (i & 0x20 ? -1 : 1) * 2 ** (Math.max(1, exponent) - 25);
});

/** The numbers that 16 bits of IEEE 754 binary16 mean. */
function float16(words: Uint16Array): Float32Array {
  const values = new Float32Array(words.length);
  for (let i = 0; i < words.length; i++) {
    const word = words[i]!;
    const exponent = word & 0x7c00;
    const fraction = word & 0x3ff;
    const step = STEPS[word >> 10]!;
    if (exponent === 0x7c00) values[i] = fraction ? NaN : step * Infinity;
    else values[i] = step * (exponent === 0 ? fraction : 1024 + fraction);
  }
  return values;
}
