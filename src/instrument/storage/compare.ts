/** Compares the settings of two instruments: for the mark of an edited preset, and for tabs that share an instrument. */
import type { InstrumentDocument } from '../state/document.js';
import type { InstrumentRecord } from './record.js';

/** What an instrument is set to, in strings that are equal for equal settings. */
export interface ComparableSettings {
  /** Null: whichever there is. */
  readonly model: string | null;
  /** All that a preset brings back, but the model. */
  readonly sound: string;
  /** What belongs to who plays: presets leave it as it is. */
  readonly hands: string;
}

/** The settings of a record, which has its sounds by fingerprint. */
export function settingsOfRecord({
  document,
  slots,
}: Pick<InstrumentRecord, 'document' | 'slots'>): ComparableSettings {
  const { model, midiChannel, bindings, parameters, ...rest } = document;
  const { mpe, mpeBendRange, ...sounding } = parameters;
  return {
    model,
    sound: canonical({ ...rest, preset: undefined, parameters: sounding, slots }),
    hands: canonical([midiChannel, bindings, mpe, mpeBendRange]),
  };
}

/** The settings of an instrument as it is. */
export function settingsOfDocument({ slots, ...document }: InstrumentDocument): ComparableSettings {
  const records = slots.map((slot) => {
    if (!slot) return null;
    const { sound, ...use } = slot;
    return { ...use, sound: sound.fingerprint, name: sound.name };
  });
  return settingsOfRecord({ document, slots: records });
}

/** Whether a preset of these settings would change nothing. */
export function sameSound(a: ComparableSettings, b: ComparableSettings): boolean {
  return a.sound === b.sound && (a.model === null || b.model === null || a.model === b.model);
}

export function sameInstrument(a: ComparableSettings, b: ComparableSettings): boolean {
  return sameSound(a, b) && a.hands === b.hands;
}

/** JSON with the keys of every object in order. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_, one: unknown) => {
    if (one instanceof Float64Array) return [...one];
    if (typeof one !== 'object' || one === null || Array.isArray(one)) return one;
    return Object.fromEntries(Object.entries(one).sort(([a], [b]) => (a < b ? -1 : 1)));
  });
}
