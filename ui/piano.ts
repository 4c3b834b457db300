/** Where the keys of a piano are. Lengths are in white keys. */
import type { MidiNote } from '../src/units.js';

export const OCTAVE = 12;
export const WHITES_IN_OCTAVE = 7;

const BLACK = new Set([1, 3, 6, 8, 10]);
/** Left edge of each key's white, a half more for a black one's middle. */
const PLACES = [0, 0.5, 1, 1.5, 2, 3, 3.5, 4, 4.5, 5, 5.5, 6] as const;

export function isBlack(key: MidiNote): boolean {
  return BLACK.has(key % OCTAVE);
}

/** White keys from `first`, a C, to `key`; a black key counts a half more. */
export function whitesBetween(first: MidiNote, key: MidiNote): number {
  const semitones = key - first;
  return (
    Math.floor(semitones / OCTAVE) * WHITES_IN_OCTAVE + PLACES[((semitones % OCTAVE) + OCTAVE) % OCTAVE]!
  );
}

/** Which keys each root serves, from low to high: those nearest to it, the lower one on a tie. */
export function spansOf(roots: readonly MidiNote[]): { root: MidiNote; from: MidiNote; to: MidiNote }[] {
  const sorted = [...new Set(roots)].sort((a, b) => a - b);
  const border = (lower: MidiNote, upper: MidiNote) => Math.floor((lower + upper) / 2) + 1;
  return sorted.map((root, i) => ({
    root,
    from: i === 0 ? 0 : border(sorted[i - 1]!, root),
    to: i === sorted.length - 1 ? 127 : border(root, sorted[i + 1]!) - 1,
  }));
}
