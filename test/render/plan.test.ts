import { expect, it } from 'vitest';
import { AlloyError } from '../../src/errors.js';
import { planKeys } from '../../src/render/plan.js';

it('begins at the centre and goes outward', () => {
  expect(planKeys({ low: 48, high: 72, step: 4, centre: 60 })).toEqual([60, 64, 56, 68, 52, 72, 48]);
});

it('covers a lopsided range', () => {
  expect(planKeys({ low: 58, high: 67, step: 3, centre: 60 })).toEqual([60, 63, 66]);
  expect(planKeys({ low: 60, high: 60, step: 1, centre: 60 })).toEqual([60]);
});

it('moves a centre outside the range to its nearest end', () => {
  expect(planKeys({ low: 48, high: 56, step: 4, centre: 90 })).toEqual([56, 52, 48]);
});

it('covers every key within step / 2 of one, between the outermost', () => {
  const keys = planKeys({ low: 21, high: 108, step: 5, centre: 60 }).sort((x, y) => x - y);
  expect(new Set(keys).size).toBe(keys.length);
  keys.slice(1).forEach((key, i) => expect(key - keys[i]!).toBe(5));
  expect(keys[0]! - 21).toBeLessThan(5);
  expect(108 - keys.at(-1)!).toBeLessThan(5);
});

it('refuses an empty range and a step below 1', () => {
  expect(() => planKeys({ low: 61, high: 60, step: 1, centre: 60 })).toThrowError(AlloyError);
  expect(() => planKeys({ low: 48, high: 60, step: 0, centre: 60 })).toThrowError(AlloyError);
  expect(() => planKeys({ low: NaN, high: 60, step: 1, centre: 60 })).toThrowError(AlloyError);
});
