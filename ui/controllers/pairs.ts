/** Suggests pairs of bundled sounds to begin with. */
import type { BundledSource } from '../../src/instrument/contract.js';

/** Pairs that melt well, by family; the first two that exist of each are offered. */
const FAVOURITES: readonly (readonly [string, string])[] = [
  ['guitar', 'pipe'],
  ['voice', 'plucked'],
  ['strings', 'organ'],
];

export type Pair = readonly [BundledSource, BundledSource];

/** What to offer to someone who comes without a sound. */
export function suggestPairs(sounds: readonly BundledSource[]): Pair[] {
  const pairs = FAVOURITES.flatMap(([first, second]): Pair[] => {
    const a = sounds.find(({ family }) => family === first);
    const b = sounds.find(({ family }) => family === second);
    return a && b ? [[a, b]] : [];
  });
  if (pairs.length > 0) return pairs;
  const [a, b] = sounds;
  return a && b ? [[a, b]] : [];
}
