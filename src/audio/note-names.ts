/** Writes note names, and finds them in the names of files. */
import type { MidiNote } from '../units.js';

const NOTES = ['C', 'C♯', 'D', 'E♭', 'E', 'F', 'F♯', 'G', 'A♭', 'A', 'B♭', 'B'] as const;
const SEMITONES: Readonly<Record<string, number>> = { C: 0, D: 2, E: 4, F: 5, G: 7, A: 9, B: 11 };
/** A name is looked through for notes of the piano and an octave around it only. */
const LOWEST: MidiNote = 12;
const HIGHEST: MidiNote = 120;

/** “A4” for 69. */
export function noteName(midi: MidiNote): string {
  const key = Math.round(midi);
  return `${NOTES[((key % 12) + 12) % 12]}${Math.floor(key / 12) - 1}`;
}

/**
 * The notes that a file's name gives, in its order: a letter from A to G, a sharp or flat, and the octave (C4 = 60), as a
 * word of its own: “Bell_F#3”, “A3”, “pad c4”, “Db-1”. A number alone (“Rhodes 57”) may as well count takes
 * or velocities, so that it needs a word before it: “note 57”, “midi057”, “key-57”, “root 57”.
 */
export function notesInName(name: string): MidiNote[] {
  const stem = name.replace(/^.*[/\\]/, '').replace(/\.[A-Za-z][A-Za-z0-9]{1,4}$/, '');
  const found: MidiNote[] = [];
  const notes = /(?<![A-Za-z0-9#♯♭])([A-Ga-g])(#|♯|♭|b|s|sharp|flat)?(-1|\d)(?![A-Za-z0-9#♯♭.])/g;
  for (const [, letter, accidental, octave] of stem.matchAll(notes)) {
    const raised = !accidental ? 0 : /^(b|♭|flat)$/.test(accidental) ? -1 : 1;
    found.push(SEMITONES[letter!.toUpperCase()]! + raised + 12 * (Number(octave) + 1));
  }
  const numbers = /(?<![A-Za-z])(?:midi|note|key|root)(?:note|key)?[ _-]?(\d{1,3})(?!\d)/gi;
  for (const [, number] of stem.matchAll(numbers)) found.push(Number(number));
  return found.filter((midi) => midi >= LOWEST && midi <= HIGHEST);
}
