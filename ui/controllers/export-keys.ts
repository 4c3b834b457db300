/** Says how much of an instrument there is to export. */
import type { InstrumentState } from '../../src/instrument/state/state.js';

export type ExportKeys =
  /** All keys that a render would make are there. */
  | { readonly kind: 'whole' }
  /** They are of before the last change. */
  | { readonly kind: 'stale' }
  | { readonly kind: 'some'; readonly there: number; readonly all: number }
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
  if (there < whole.size) return { kind: 'some', there, all: whole.size };
  return { kind: stale ? 'stale' : 'whole' };
}
