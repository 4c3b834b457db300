/** Converts mix positions to weights of sources, and plans the positions to render. */
import { AlloyError } from '../errors.js';
import type { Gain01 } from '../units.js';

/**
 * A position between the sources. `x` goes from A to B; `y` from the upper pair (A, B) to the lower one (C, D), ignored
 * with fewer than three sources.
 */
export interface MixPosition {
  readonly x: Gain01;
  readonly y: Gain01;
}

export const MAX_SOURCES = 4;

/**
 * Bilinear weights of 1 to 4 sources at a position; they sum to 1.
 *
 *     1: [1]      2: [1 − x, x]      3: [(1 − x)(1 − y), x(1 − y), y]      4: [(1 − x)(1 − y), x(1 − y), (1 − x)y, xy]
 *
 * With four, A is top left, B top right, C bottom left, D bottom right; with three, the whole lower edge is C: a triangle.
 * @throws AlloyError 'bad-argument' for another count.
 */
export function mixWeights(count: number, x: Gain01, y: Gain01): readonly number[] {
  switch (count) {
    case 1:
      return [1];
    case 2:
      return [1 - x, x];
    case 3:
      return [(1 - x) * (1 - y), x * (1 - y), y];
    case 4:
      return [(1 - x) * (1 - y), x * (1 - y), (1 - x) * y, x * y];
    default:
      throw new AlloyError('bad-argument', 'sources', `A mix is of 1 to 4 sources, not of ${count}.`);
  }
}

/**
 * The weights scaled by each source's gain and normalised: a source at +6 dB counts twice as much. Without gains where
 * all weighted gains are 0.
 * @param gains linear, one a source.
 */
export function gainedWeights(gains: readonly number[], x: Gain01, y: Gain01): readonly number[] {
  const weights = mixWeights(gains.length, x, y);
  const gained = weights.map((weight, i) => weight * gains[i]!);
  const total = gained.reduce((sum, weight) => sum + weight, 0);
  return total > 0 ? gained.map((weight) => weight / total) : weights;
}

/** How many places along one side a plan of `mixes` can have for `count` sources: a line has up to 9, a plane up to 3 × 3. */
export function mixesAlong(count: number, mixes: number): number {
  return count <= 1 ? 1 : Math.min(count === 2 ? 9 : 3, Math.max(1, Math.round(mixes)));
}

/**
 * The places that a plan renders: n = 1: only the present one; else k / (n − 1) along the line, or n × n in the plane.
 * The lower edge of a triangle is all C: its places have equal shares, and one note serves them.
 */
export function mixGrid(count: number, mixes: number, present: MixPosition): MixPosition[] {
  const n = mixesAlong(count, mixes);
  if (count <= 1) return [{ x: 0, y: 0 }];
  if (n === 1) return [count === 2 ? { x: present.x, y: 0 } : present];
  const steps = Array.from({ length: n }, (_, k) => k / (n - 1));
  if (count === 2) return steps.map((x) => ({ x, y: 0 }));
  return steps.flatMap((y) => steps.map((x) => ({ x, y })));
}

/** Distance of two positions; `y` counts with three sources or more. */
export function mixDistance(a: MixPosition, b: MixPosition, count: number): number {
  return count < 2 ? 0 : count === 2 ? Math.abs(a.x - b.x) : Math.hypot(a.x - b.x, a.y - b.y);
}
