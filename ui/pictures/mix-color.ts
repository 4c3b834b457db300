/** Mixes the sources' colours at a place in the mix, as CSS. */
import type { Gain01 } from '../../src/units.js';

/** The metals of the sources that are mixed, in the order of the mix: A, B, C, D, or which of them there are. */
const MIXED = [
  'var(--alloy-first)',
  'var(--alloy-second)',
  'var(--alloy-third)',
  'var(--alloy-fourth)',
] as const;

const blend = (from: string, to: string, share: number): string =>
  share <= 0
    ? from
    : share >= 1
      ? to
      : `color-mix(in oklch, ${from}, ${to} ${Number((share * 100).toFixed(1))}%)`;

/**
 * The metal at a place between the sources, as a CSS colour of the theme's variables: the first of them top left, the
 * second top right, the third below (all along the lower edge where there are three), the fourth bottom right.
 *
 * @param count how many sources there are, 1 to 4
 */
export function mixColor(count: number, x: Gain01, y: Gain01): string {
  const [a, b, c, d] = MIXED;
  if (count <= 1) return a;
  const upper = blend(a, b, x);
  if (count === 2) return upper;
  return blend(upper, count === 3 ? c : blend(c, d, x), y);
}
