/** Checks a trim against the length of its sound. */
import type { Seconds } from '../../units.js';
import type { Trim } from '../state/state.js';

/** Shortest part of a sound that can be chosen. */
const LEAST: Seconds = 0.02;

/** Within a sound of that length and long enough to hear; null for what is no part of it. */
export function checkedTrim({ start, end }: Trim, length: Seconds): Trim | null {
  if (!Number.isFinite(start) || !Number.isFinite(end)) return null;
  const least = Math.min(LEAST, length);
  const from = Math.min(length - least, Math.max(0, Math.min(start, end)));
  const to = Math.max(from + least, Math.min(length, Math.max(start, end)));
  return { start: from, end: to };
}
