/** Tests the plan of keys and mixes, and its order. */
import { expect, it } from 'vitest';
import { AlloyError } from '../../src/errors.js';
import { checkedPlan, inOrder, planKeys, planPlaces, planRoots } from '../../src/render/plan.js';

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

const plan = { low: 48, high: 72, step: 6, mixes: 3 };

it('spreads the roots of a plan over its range, whatever the sources are', () => {
  expect(planRoots(plan)).toEqual([48, 54, 60, 66, 72]);
  expect(planRoots({ ...plan, high: 70 })).toEqual([50, 56, 62, 68]); // 22 semitones: two left over at each end
  expect(planRoots({ ...plan, low: 60, high: 60 })).toEqual([60]);
  for (const step of [1, 5, 12]) {
    const roots = planRoots({ low: 21, high: 108, step, mixes: 1 });
    expect(roots[0]! - 21).toBeLessThan(step);
    expect(108 - roots.at(-1)!).toBeLessThanOrEqual(step / 2 + 0.5);
  }
});

it('orders a plan: every root at the nearest mix, from the centre outward, then root by root', () => {
  const places = planPlaces(plan, 2, { centre: 61, mix: { x: 0.6, y: 0 } });
  expect(places.map(({ rootMidi, x }) => `${rootMidi}@${x}`)).toEqual([
    ...['60@0.5', '66@0.5', '54@0.5', '72@0.5', '48@0.5'],
    ...['60@1', '60@0', '66@1', '66@0', '54@1', '54@0', '72@1', '72@0', '48@1', '48@0'],
  ]);
  expect(planPlaces({ ...plan, mixes: 2 }, 4, { centre: 60, mix: { x: 0, y: 1 } })).toHaveLength(20);
});

it('begins again at the key that is played', () => {
  const places = planPlaces(plan, 1, { centre: 60, mix: { x: 0, y: 0 } });
  const [first, second] = inOrder(places, 1, { centre: 73, mix: { x: 0, y: 0 } });
  expect([first!.rootMidi, second!.rootMidi]).toEqual([72, 66]);
});

it('puts the numbers of a plan into their ranges', () => {
  expect(checkedPlan({ low: 90, high: 30, step: 99, mixes: NaN }, plan)).toEqual({
    low: 30,
    high: 90,
    step: 12,
    mixes: 3,
  });
  expect(checkedPlan({ step: 0, mixes: 12 }, plan)).toMatchObject({ low: 48, high: 72, step: 1, mixes: 9 });
});
