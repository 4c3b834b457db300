/** Sorts what can be listened to: originals, reconstructions, hybrids. */
import type { Take } from './state.js';

const TAKE_ORDER = ['original', 'reconstruction', 'hybrid'];

/** Originals, reconstructions, hybrids. */
export function sortedTakes(takes: readonly Take[]): Take[] {
  return [...takes].sort(
    (a, b) => TAKE_ORDER.indexOf(a.kind) - TAKE_ORDER.indexOf(b.kind) || a.id.localeCompare(b.id),
  );
}
