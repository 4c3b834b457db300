import { AlloyError } from '../errors.js';
import type { MidiNote } from '../units.js';

export interface KeyRange {
  readonly low: MidiNote;
  readonly high: MidiNote;
  /** Semitones between two rendered keys, 1 or more. */
  readonly step: number;
  /** The key to have first. */
  readonly centre: MidiNote;
}

/**
 * The keys to render: `centre` first, then outward in turns, above before below, each `step` apart.
 * A centre outside low…high is moved to the nearest end.
 * @throws AlloyError 'bad-argument' for an empty range or a step below 1.
 */
export function planKeys(range: KeyRange): MidiNote[] {
  const { low, high, step } = range;
  if (!(low <= high)) {
    throw new AlloyError('bad-argument', 'range', `The lowest key ${low} is above the highest, ${high}.`);
  }
  if (!(step >= 1))
    throw new AlloyError('bad-argument', 'step', `The step between keys is ${step}; it must be 1 or more.`);
  const centre = Math.min(high, Math.max(low, range.centre));
  const keys = [centre];
  for (let away = step; centre + away <= high || centre - away >= low; away += step) {
    if (centre + away <= high) keys.push(centre + away);
    if (centre - away >= low) keys.push(centre - away);
  }
  return keys;
}
