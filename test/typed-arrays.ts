/** Has `toEqual` compare typed arrays at once: matched element by element, a second of sound takes longer than making it. */
import { expect } from 'vitest';

/** A typed array, of whatever type. */
interface Elements {
  readonly constructor: unknown;
  readonly length: number;
  readonly [index: number]: unknown;
}

const isTypedArray = (value: unknown): value is Elements =>
  ArrayBuffer.isView(value) && !(value instanceof DataView);

/**
 * Whether two typed arrays are of one type and hold the same, NaN being NaN and −0 not 0, as toEqual has it. Where they
 * do not, nothing is said: the matcher's own comparison then decides, and tells what differs.
 */
function areSame(a: unknown, b: unknown): true | undefined {
  if (!isTypedArray(a) || !isTypedArray(b)) return undefined;
  if (a.constructor !== b.constructor || a.length !== b.length) return undefined;
  for (let i = 0; i < a.length; i++) if (!Object.is(a[i], b[i])) return undefined;
  return true;
}

expect.addEqualityTesters([areSame]);
