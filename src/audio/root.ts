/** Chooses the root of a sound, the key at which it sounds as recorded, from detected pitch, file header and file name. */
import type { Gain01, MidiNote } from '../units.js';
import { noteName, notesInName } from './note-names.js';

/** Where the root of a sound comes from: heard in it, written in the file, read in its name, set by the user, or assumed for want of a pitch. */
export type RootFrom = 'heard' | 'file' | 'name' | 'user' | 'assumed';

export interface SourceRoot {
  readonly midi: MidiNote;
  readonly from: RootFrom;
  readonly confidence: Gain01;
}

/** What the sound itself says. */
export interface HeardRoot {
  readonly midi: MidiNote;
  readonly confidence: Gain01;
}

/** The root of a sound that nothing is known about: C4. */
export const ASSUMED_ROOT: MidiNote = 60;
/** Closer than this, a note that was written and one that is heard are the same note, and the heard one says how it is tuned. */
const SAME_SEMITONES = 0.6;
/** What is heard with this confidence is believed against a name, and against a C4 that programs write unasked. */
const SURE: Gain01 = 0.8;
/** Confidence in a root that was written and not heard, or heard otherwise. */
const WRITTEN: Gain01 = 0.9;
const NAMED: Gain01 = 0.7;

interface Written {
  readonly midi: MidiNote;
  readonly from: 'file' | 'name';
}

/**
 * The root of a sound, and a sentence where its sources disagree.
 *
 * A root written in the file goes before one in the name, and both before what is heard: who wrote them knew the
 * instrument. The ear says how the note is tuned, and overrules: the octave of a name (C3 is 48 for some makers and 60 for
 * others), and, where it is sure, the note of a name (“Hammond B3”) and a C4 in the file, which many programs write unasked.
 *
 * @param fileRoot of the file's header, or null.
 * @param name of the file.
 */
export function chooseRoot(
  heard: HeardRoot | null,
  fileRoot: MidiNote | null,
  name: string,
): { readonly root: SourceRoot; readonly notices: readonly string[] } {
  const inFile: Written | null =
    fileRoot !== null && fileRoot >= 1 && fileRoot < 128 ? { midi: fileRoot, from: 'file' } : null;
  const inName = fromName(heard, inFile, name);
  const written = inFile && inName && overruledDefault(inFile, inName.midi) ? inName : (inFile ?? inName);
  if (!heard) return { root: unheard(written), notices: [] };
  if (!written) return { root: { ...heard, from: 'heard' }, notices: [] };
  const octaves = Math.round((written.midi - heard.midi) / 12);
  const tuned = heard.midi + 12 * octaves;
  if (Math.abs(written.midi - tuned) < SAME_SEMITONES) {
    // the same note: its octave is written in a file for sure, in a name by one of several customs
    const midi = written.from === 'file' ? tuned : heard.midi;
    const confidence = octaves === 0 ? Math.max(heard.confidence, WRITTEN) : WRITTEN;
    return { root: { midi, from: written.from, confidence }, notices: [] };
  }
  const earWins = heard.confidence >= SURE && (written.from === 'name' || written.midi === ASSUMED_ROOT);
  const root: SourceRoot = earWins
    ? { ...heard, from: 'heard' }
    : { midi: written.midi, from: written.from, confidence: written.from === 'file' ? WRITTEN : NAMED };
  return { root, notices: [disagreement(name, written, heard, earWins)] };
}

function unheard(written: Written | null): SourceRoot {
  if (!written) return { midi: ASSUMED_ROOT, from: 'assumed', confidence: 0 };
  return { ...written, confidence: written.from === 'file' ? WRITTEN : NAMED };
}

/** The note in the name: the one that agrees with what is heard or written where there are several, none where none does. */
function fromName(heard: HeardRoot | null, inFile: Written | null, name: string): Written | null {
  const notes = notesInName(name);
  const others = [heard?.midi, inFile?.midi].filter((midi) => midi !== undefined);
  const agreeing = notes.find((midi) => others.some((other) => sameClass(midi, other)));
  const midi = agreeing ?? (new Set(notes).size === 1 ? notes[0] : undefined);
  return midi === undefined ? null : { midi, from: 'name' };
}

/** Whether a C4 in the file, which may have been written unasked, stands against another note in the name. */
function overruledDefault(inFile: Written, named: MidiNote): boolean {
  return inFile.midi === ASSUMED_ROOT && !sameClass(named, inFile.midi);
}

function sameClass(a: MidiNote, b: MidiNote): boolean {
  const apart = a - b - 12 * Math.round((a - b) / 12);
  return Math.abs(apart) < SAME_SEMITONES;
}

function disagreement(name: string, written: Written, heard: HeardRoot, earWins: boolean): string {
  const where =
    written.from === 'file'
      ? `“${name}” gives ${noteName(written.midi)} as its root`
      : `The name of “${name}” says ${noteName(written.midi)}`;
  const used = earWins ? heard.midi : written.midi;
  return `${where}, ${noteName(heard.midi)} is heard in it: ${noteName(used)} is used.`;
}
