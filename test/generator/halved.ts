/** Rounds a decoder's weights to float16 for tests. */
import type { Decoder } from '../../src/generator/decoder.js';
import { fromHalf, toHalf } from '../../src/generator/webgpu/half.js';

/** The same decoder with weights that float16 holds exactly. */
export function halved(decoder: Decoder): Decoder {
  const walk = (value: unknown): unknown => {
    if (value instanceof Float32Array) return value.map((x) => fromHalf(toHalf(x)));
    if (Array.isArray(value)) return value.map(walk);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, walk(inner)]));
  };
  return walk(decoder) as Decoder;
}
