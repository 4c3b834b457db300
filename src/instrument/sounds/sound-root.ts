/** Derives the root and the initial trim of a sound from its analysis: pure functions. */
import type { SourceRoot } from '../../audio/root.js';
import type { Seconds } from '../../units.js';
import type { SlotDocument } from '../state/document.js';
import type { LoadedSound } from './prepare/messages.js';
import type { Trim } from '../state/state.js';

/** A trim that reaches out of a passage by no more than this is a part of it. */
const SLACK: Seconds = 0.05;

/**
 * Found on the whole sound, whatever the length, the model or the plan. Where the sound holds several notes in a row and one of
 * them is used, that one's.
 */
export function foundRoot({ sound, trim }: Pick<SlotDocument, 'sound' | 'trim'>): SourceRoot {
  const { root, passages } = sound;
  if (!trim || passages.length < 2) return root;
  const used = passages.findIndex(({ start, end }) => trim.start >= start - SLACK && trim.end <= end + SLACK);
  const midi = passages[used]?.midi;
  if (used <= 0 || midi === null || midi === undefined) return root; // the first one is what the sound's root is of
  return { midi, from: 'heard', confidence: root.confidence };
}

/** Of several notes in a row, the first; null: all from its onset on. */
export function firstTrim({ passages }: Pick<LoadedSound, 'passages'>): Trim | null {
  const [first, second] = passages;
  return first && second ? { start: first.start, end: first.end } : null;
}

/** False for a sound that was kept by a version which found the root elsewhere. */
export function isAnalysed(sound: LoadedSound): boolean {
  const { root, passages } = sound as Partial<LoadedSound>;
  return root !== undefined && passages !== undefined;
}
