/** Sorts what can be listened to: originals, reconstructions, hybrids. */
import type { Clip } from './state.js';

const CLIP_ORDER = ['original', 'reconstruction', 'hybrid'];

/** Originals, reconstructions, hybrids. */
export function sortedClips(clips: readonly Clip[]): Clip[] {
  return [...clips].sort(
    (a, b) => CLIP_ORDER.indexOf(a.kind) - CLIP_ORDER.indexOf(b.kind) || a.id.localeCompare(b.id),
  );
}
