/** Orders notes by the hands: those first that keys wait for which are held. */
import type { KeyZone } from './key-zone.js';
import type { Note } from './note.js';

/**
 * The queue with the notes of held keys right behind its first one, which is that of the key that was played last. A
 * held key that sounds raw would fall silent where its note stops being made for another key's. Key zones with
 * conditioned layers need nothing: they sound.
 */
export function heldFirst(
  queue: readonly Note[],
  keyZones: readonly KeyZone[],
  heldKeys: readonly number[],
): Note[] {
  const awaited = heldKeys.flatMap((key) => {
    const keyZone = nearest(keyZones, key);
    if (!keyZone || keyZone.conditioned) return [];
    const { raw, rootMidi } = keyZone;
    const sounding = queue.find((note) => note === raw?.note);
    return sounding ?? queue.find((note) => note.rootMidi === rootMidi) ?? [];
  });
  return [...new Set([...queue.slice(0, 1), ...awaited, ...queue])];
}

function nearest(keyZones: readonly KeyZone[], key: number): KeyZone | undefined {
  const away = ({ rootMidi }: KeyZone): number => Math.abs(rootMidi - key);
  return [...keyZones].sort((a, b) => away(a) - away(b) || b.rootMidi - a.rootMidi)[0];
}
