/** Tests that rounding tracks is near, and changes nothing the second time. */
import { describe, expect, it } from 'vitest';
import { cosineOf, inverseTransform, transform } from '../../src/document/cosine.js';
import {
  coefficientsOf,
  dequantise,
  differences,
  quantise,
  summed,
  type TrackShape,
} from '../../src/document/quantise.js';

/** A generator of fixed numbers, 0 to 1. */
function numbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 32;
}

describe('the cosine', () => {
  it('is that of Math to the last digits', () => {
    for (let size = 1; size < 70; size += 3) {
      for (let k = 0; k < 5 * size; k++)
        expect(cosineOf(k, size)).toBeCloseTo(Math.cos((Math.PI * k) / size), 14);
    }
  });

  it('is orthonormal: the way back is exact, and energy stays', () => {
    const random = numbers(1);
    for (const size of [1, 2, 8, 24, 32, 64]) {
      const values = Float64Array.from({ length: size }, () => random() - 0.5);
      const moved = values.slice();
      const line = { start: 0, stride: 1, size };
      transform(moved, line);
      const energy = (of: Float64Array): number => of.reduce((sum, x) => sum + x * x, 0);
      expect(energy(moved)).toBeCloseTo(energy(values), 12);
      inverseTransform(moved, line);
      moved.forEach((value, i) => expect(value).toBeCloseTo(values[i]!, 13));
    }
  });
});

describe('rounding', () => {
  const shapes: TrackShape[] = [
    { coding: 'cosine', step: 1, frames: 45, groups: [24, 24] },
    { coding: 'cosine', step: 1 / 64, frames: 3, groups: [1, 1, 1] },
    { coding: 'delta', step: 0.5, frames: 100, groups: [1] },
    { coding: 'turn', step: 1 / 16, frames: 20, groups: [1, 1, 1, 1] },
  ];

  it.each(shapes)('changes nothing the second time: %o', (shape) => {
    const random = numbers(7);
    const width = shape.groups.reduce((sum, size) => sum + size, 0);
    const scale = shape.coding === 'turn' ? 1 : 60;
    const values = Float64Array.from({ length: shape.frames * width }, () => (random() - 0.7) * scale);
    const coefficients = coefficientsOf(values, shape);
    for (const coarseness of [0, 1, 2, 3]) {
      const quantised = quantise(coefficients, shape, coarseness);
      const rounded = dequantise(quantised, shape);
      for (let finer = 0; finer <= coarseness; finer++)
        expect(quantise(coefficientsOf(rounded, shape), shape, finer)).toEqual(quantised);
      const written = differences(quantised, shape);
      expect(summed(written, shape, quantised.coarseness)).toEqual(quantised.values);
    }
  });

  it('stays within half a step where nothing is transformed', () => {
    const shape: TrackShape = { coding: 'delta', step: 0.5, frames: 200, groups: [1] };
    const random = numbers(3);
    const values = Float64Array.from({ length: 200 }, () => -100 * random());
    const rounded = dequantise(quantise(coefficientsOf(values, shape), shape, 0), shape);
    rounded.forEach((value, i) => expect(Math.abs(value - values[i]!)).toBeLessThanOrEqual(0.25));
  });
});
