/** Places frequencies on the axis of a response: 20 Hz to 20 kHz, by octaves. */
import type { Hertz } from '../../src/units.js';

export const LOWEST_HERTZ: Hertz = 20;
export const OCTAVES: number = Math.log2(1000);
/** What is written below it. */
export const MARKS: readonly (readonly [Hertz, string])[] = [
  [100, '100'],
  [1000, '1k'],
  [10000, '10k'],
];

/** 0 at its left end, 1 at its right. */
export function acrossOf(hertz: Hertz): number {
  return Math.min(1, Math.max(0, Math.log2(hertz / LOWEST_HERTZ) / OCTAVES));
}
