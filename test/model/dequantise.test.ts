/** Compares the decoding of weights with TensorFlow.js's own, bit for bit. */
import { io } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { decodeWeight, storedBytes } from '../../src/model/dequantise.js';
import type { WeightEntry } from '../../src/model/manifest.js';
import { initTensors, withTensors } from '../../src/model/tensors.js';

const ALL_16_BITS = Uint16Array.from({ length: 65536 }, (_, code) => code);
const ALL_8_BITS = Uint8Array.from({ length: 256 }, (_, code) => code);
const FLOATS = Float32Array.of(0, -0, 1, -1, Math.PI, 1e-45, -1e38, Infinity, -Infinity);

type Quantization = NonNullable<WeightEntry['quantization']>;
const weight = (name: string, length: number, quantization?: Quantization): WeightEntry => ({
  name,
  shape: [length],
  dtype: 'float32',
  ...(quantization ? { quantization } : {}),
});

/** Each begins where the one before ended: at odd bytes, too. */
const STORED: readonly (readonly [WeightEntry, Float32Array | Uint16Array | Uint8Array])[] = [
  [weight('plain', FLOATS.length), FLOATS],
  [weight('8 bits', 255, { dtype: 'uint8', scale: 0.0123, min: -1.7 }), ALL_8_BITS.subarray(0, 255)],
  [weight('half', ALL_16_BITS.length, { dtype: 'float16' }), ALL_16_BITS],
  [weight('16 bits', ALL_16_BITS.length, { dtype: 'uint16', scale: 3.1e-5, min: -1 }), ALL_16_BITS],
];

describe('a stored weight', () => {
  let data: ArrayBuffer;
  let expected: ReadonlyMap<string, Float32Array>;
  beforeAll(async () => {
    const bytes = STORED.flatMap(([, { buffer, byteOffset, byteLength }]) => [
      ...new Uint8Array(buffer, byteOffset, byteLength),
    ]);
    data = Uint8Array.from(bytes).buffer;
    await initTensors('wasm');
    const entries = STORED.map(([entry]) => entry) as io.WeightsManifestEntry[];
    expected = await withTensors(async () => {
      const tensors = Object.entries(io.decodeWeights(data, entries));
      return new Map(
        await Promise.all(tensors.map(async ([name, one]) => [name, await one.data()] as const)),
      ) as ReadonlyMap<string, Float32Array>;
    });
  });

  it.each(STORED.map(([{ name }], index) => [name, index] as const))(
    'that is %s is what tfjs makes of it',
    (name, index) => {
      const before = STORED.slice(0, index).reduce((sum, [entry]) => sum + storedBytes(entry), 0);
      const values = decodeWeight(data, before, STORED[index]![0]);
      expect(values.length).toBe(expected.get(name)!.length);
      expect(values.every((value, i) => Object.is(value, expected.get(name)![i]))).toBe(true);
    },
  );
});
