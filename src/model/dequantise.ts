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
  if (dtype === 'float16') return Float32Array.from(new Uint16Array(bytes), float16);
  const codes = dtype === 'uint8' ? new Uint8Array(bytes) : new Uint16Array(bytes);
  return Float32Array.from(codes, (code) => code * scale + min);
}

/** The number that 16 bits of IEEE 754 binary16 mean. */
function float16(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 0x1f) return fraction ? NaN : sign * Infinity;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}
