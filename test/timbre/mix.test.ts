/** Tests weights and places of the mix. */
import { describe, expect, it } from 'vitest';
import { AlloyError } from '../../src/errors.js';
import { gainedWeights, mixGrid, mixWeights } from '../../src/timbre/mix.js';

describe('the weights of a mix', () => {
  it('are those of the corners in the corners', () => {
    expect(mixWeights(1, 0.3, 0.9)).toEqual([1]);
    expect(mixWeights(2, 0, 0)).toEqual([1, 0]);
    expect(mixWeights(2, 1, 1)).toEqual([0, 1]);
    expect(mixWeights(3, 1, 0)).toEqual([0, 1, 0]);
    for (const x of [0, 0.3, 1]) expect(mixWeights(3, x, 1)).toEqual([0, 0, 1]);
    expect(mixWeights(4, 0, 1)).toEqual([0, 0, 1, 0]);
    expect(mixWeights(4, 1, 1)).toEqual([0, 0, 0, 1]);
  });

  it('sum to 1 everywhere', () => {
    for (const count of [1, 2, 3, 4]) {
      for (const [x, y] of [
        [0.2, 0.7],
        [0.5, 0.5],
        [1, 0.1],
      ] as const) {
        expect(mixWeights(count, x, y).reduce((sum, w) => sum + w, 0)).toBeCloseTo(1, 12);
      }
    }
  });

  it('refuse other counts', () => {
    expect(() => mixWeights(0, 0, 0)).toThrowError(AlloyError);
    expect(() => mixWeights(5, 0, 0)).toThrowError(AlloyError);
  });

  it('follow the gains: +6.02 dB counts twice', () => {
    expect(gainedWeights([2, 1], 0.5, 0)[0]).toBeCloseTo(2 / 3, 12);
    expect(gainedWeights([2, 1], 0, 0)).toEqual([1, 0]);
    expect(gainedWeights([0, 0], 0.25, 0)).toEqual([0.75, 0.25]);
  });
});

describe('the grid of a plan', () => {
  const present = { x: 0.3, y: 0.6 };

  it('is the present mix alone, or evenly spaced', () => {
    expect(mixGrid(2, 1, present)).toEqual([{ x: 0.3, y: 0 }]);
    expect(mixGrid(4, 1, present)).toEqual([present]);
    expect(mixGrid(2, 5, present).map(({ x }) => x)).toEqual([0, 0.25, 0.5, 0.75, 1]);
    expect(mixGrid(1, 9, present)).toEqual([{ x: 0, y: 0 }]);
  });

  it('has at most 9 places on a line and 3 × 3 in a plane', () => {
    expect(mixGrid(2, 99, present)).toHaveLength(9);
    expect(mixGrid(3, 9, present)).toHaveLength(9);
    expect(mixGrid(4, 3, present)).toHaveLength(9);
    expect(mixGrid(4, 2, present)).toHaveLength(4);
  });
});
