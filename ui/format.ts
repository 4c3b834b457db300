/** Numbers as people read them, and back. */
import type { MidiNote } from '../src/units.js';
import type { Parameter, ParameterUnit } from '../src/parameters.js';

const NOTES = ['C', 'C♯', 'D', 'E♭', 'E', 'F', 'F♯', 'G', 'A♭', 'A', 'B♭', 'B'] as const;
const SEMITONES: Readonly<Record<string, number>> = { C: 0, D: 2, E: 4, F: 5, G: 7, A: 9, B: 11 };

/** "A4" for 69; "A4 +20" where it is 20 cents sharp. */
export function noteName(midi: MidiNote, withCents = false): string {
  const key = Math.round(midi);
  const name = `${NOTES[((key % 12) + 12) % 12]}${Math.floor(key / 12) - 1}`;
  const cents = Math.round((midi - key) * 100);
  if (!withCents || cents === 0) return name;
  return `${name} ${cents > 0 ? '+' : '−'}${Math.abs(cents)}`;
}

/** Reads "a4", "Bb3", "F♯ 2" or a MIDI number; null for anything else and for notes outside 0 to 127. */
export function parseNote(text: string): MidiNote | null {
  const trimmed = text.trim();
  const number = /^\d{1,3}$/.exec(trimmed);
  const match = /^([A-Ga-g])\s*([#♯sb♭]?)\s*(-?\d)$/.exec(trimmed);
  let midi: number;
  if (number) midi = Number(trimmed);
  else if (match) {
    const sharp = match[2] === '' ? 0 : /[b♭]/.test(match[2]!) ? -1 : 1;
    midi = SEMITONES[match[1]!.toUpperCase()]! + sharp + 12 * (Number(match[3]) + 1);
  } else return null;
  return midi >= 0 && midi <= 127 ? midi : null;
}

export function percent(fraction: number): number {
  return Math.round(Math.min(1, Math.max(0, fraction)) * 100);
}

/** Megabytes for people: whole ones, below ten with a tenth. */
export function inMegabytes(bytes: number): string {
  const megabytes = bytes / 1e6;
  return megabytes < 9.95 ? megabytes.toFixed(1) : megabytes.toFixed(0);
}

/** How units are written in a language after a number: with the space before them where it puts one. */
export type Units = Readonly<Record<Exclude<ParameterUnit, 'none'> | 'milliseconds', string>>;

export const ENGLISH_UNITS: Units = {
  seconds: ' s',
  milliseconds: ' ms',
  decibels: ' dB',
  semitones: ' st',
  cents: ' ct',
  hertz: ' Hz',
  percent: ' %',
  octaves: ' oct',
};

/** Decimals that a value is shown with. */
function decimals({ unit, integer }: Pick<Parameter, 'unit' | 'integer'>, value: number): number {
  switch (unit) {
    case 'seconds':
      return value >= 1 ? 2 : value > 0 && value < 0.01 ? 1 : 0;
    case 'decibels':
      return 1;
    case 'semitones':
      return value % 1 === 0 ? 0 : 1;
    case 'hertz':
      return value < 20 ? 2 : 0;
    case 'octaves':
      return 2;
    case 'cents':
    case 'percent':
      return 0;
    case 'none':
      return integer ? 0 : 2;
  }
}

/** A parameter's value with its unit: "−6 dB", "250 ms". */
export function parameterText(
  parameter: Pick<Parameter, 'unit' | 'integer'>,
  value: number,
  units: Units = ENGLISH_UNITS,
): string {
  const { unit } = parameter;
  const small = unit === 'seconds' && value < 1;
  const text = (small ? value * 1000 : value).toFixed(decimals(parameter, value)).replace('-', '−');
  return unit === 'none' ? text : text + units[small ? 'milliseconds' : unit];
}

/** Position of a value on its knob, 0 to 1, and back. */
export function toTravel({ min, max, curve }: Parameter, value: number): number {
  return curve === 'exponential' ? Math.log(value / min) / Math.log(max / min) : (value - min) / (max - min);
}

export function fromTravel({ min, max, curve }: Parameter, travel: number): number {
  const at = Math.min(1, Math.max(0, travel));
  return curve === 'exponential' ? min * (max / min) ** at : min + (max - min) * at;
}

/** A file name from a title, without what file systems refuse. */
export function fileName(title: string, kind: string): string {
  const clean = title
    .replace(/\.[a-z0-9]{2,4}$/i, '')
    .replace(/[^\p{L}\p{N}×+ _-]+/gu, ' ')
    .trim();
  return `${clean || 'alloy'} (${kind.toLowerCase()}).wav`;
}
