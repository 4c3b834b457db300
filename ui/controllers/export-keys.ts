/** Says how much of an instrument there is to export. */
import type { InstrumentState } from '../../src/instrument/state/state.js';

/** What is rendered of what a render would make. */
export interface ExportCount {
  readonly keys: number;
  readonly allKeys: number;
  readonly notes: number;
  readonly allNotes: number;
}

export type ExportKeys =
  /** All keys that a render would make are there. */
  | { readonly kind: 'whole' }
  /** They are of before the last change. */
  | { readonly kind: 'stale' }
  /** Keys that have all their mixes, and notes: one a key and mix. */
  | ({ readonly kind: 'some' } & ExportCount)
  /** None is there. */
  | { readonly kind: 'none' }
  /** And there is nothing that could be rendered. */
  | { readonly kind: 'no-sounds' };

export function keysOf({ zones, stale, slots }: InstrumentState): ExportKeys {
  const whole = new Map<number, boolean>();
  for (const { rootMidi, phase } of zones)
    whole.set(rootMidi, (whole.get(rootMidi) ?? true) && phase === 'ready');
  const there = [...whole.values()].filter(Boolean).length;
  if (there === 0) {
    const sounds = slots.some(({ phase }) => phase !== 'empty' && phase !== 'error');
    return { kind: sounds ? 'none' : 'no-sounds' };
  }
  if (there < whole.size) {
    const notes = zones.filter(({ phase }) => phase === 'ready').length;
    return { kind: 'some', keys: there, allKeys: whole.size, notes, allNotes: zones.length };
  }
  return { kind: stale ? 'stale' : 'whole' };
}
