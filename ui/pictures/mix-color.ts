import type { Gain01 } from '../../src/units.js';

const blend = (from: string, to: string, share: number): string =>
  share <= 0
    ? from
    : share >= 1
      ? to
      : `color-mix(in oklch, ${from}, ${to} ${Number((share * 100).toFixed(1))}%)`;

/**
 * The metal at a place between the sources, as a CSS colour of the theme's variables: A top left, B top right,
 * C below (all along the lower edge where there are three), D bottom right.
 *
 * @param count how many sources there are, 1 to 4
 */
export function mixColor(count: number, x: Gain01, y: Gain01): string {
  const [a, b, c, d] = ['var(--alloy-a)', 'var(--alloy-b)', 'var(--alloy-c)', 'var(--alloy-d)'] as const;
  if (count <= 1) return a;
  const upper = blend(a, b, x);
  if (count === 2) return upper;
  return blend(upper, count === 3 ? c : blend(c, d, x), y);
}
