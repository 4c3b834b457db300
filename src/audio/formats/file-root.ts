/** Reads the root note that a sound file carries in its sampler chunks: smpl and inst of RIFF, INST of AIFF, inst of CAF. */
import type { MidiNote } from '../../units.js';

/** Writers that know no root leave this note, or 0: neither says anything by itself. */
const USUAL_DEFAULT: MidiNote = 60;
const HIGHEST_NOTE: MidiNote = 127;
/** Bytes of a smpl chunk up to its pitch fraction, and of the inst chunks. */
const SMPL_BYTES = 20;
const RIFF_INST_BYTES = 7;
const AIFF_INST_BYTES = 4;
const CAF_INST_BYTES = 6;

/** What one chunk says. */
export interface RootChunk {
  /** The note that the sound has when it is played as it is; fractional where the chunk has a fraction. */
  readonly midi: MidiNote;
  /** Whether somebody chose the note: a fraction or a key range of its own, which a writer's default has not. */
  readonly chosen: boolean;
}

/**
 * The first chunk that says something: 1 to 127, and 60 only where the chunk was filled in by somebody.
 * @returns null where no chunk says anything.
 */
export function fileRootOf(chunks: readonly (RootChunk | null)[]): MidiNote | null {
  const said = chunks.find((chunk) => chunk !== null && saysSomething(chunk));
  return said?.midi ?? null;
}

function saysSomething({ midi, chosen }: RootChunk): boolean {
  return midi > 0 && midi <= HIGHEST_NOTE && (midi !== USUAL_DEFAULT || chosen);
}

/** A RIFF `smpl` chunk: unity note, then a fraction of a semitone upward in units of 2⁻³². */
export function readSmpl(chunk: DataView, littleEndian: boolean): RootChunk | null {
  if (chunk.byteLength < SMPL_BYTES) return null;
  const note = chunk.getUint32(12, littleEndian);
  const fraction = chunk.getUint32(16, littleEndian);
  return note > HIGHEST_NOTE ? null : { midi: note + fraction / 2 ** 32, chosen: fraction !== 0 };
}

/** A RIFF `inst` chunk: the unshifted note and the cents that bring the sound up to it. */
export function readRiffInst(chunk: DataView): RootChunk | null {
  return chunk.byteLength < RIFF_INST_BYTES
    ? null
    : detuned(chunk.getUint8(0), chunk.getInt8(1), chunk.getUint8(3), chunk.getUint8(4));
}

/** An AIFF `INST` chunk: the base note and the cents that bring the sound up to it. */
export function readAiffInst(chunk: DataView): RootChunk | null {
  return chunk.byteLength < AIFF_INST_BYTES
    ? null
    : detuned(chunk.getInt8(0), chunk.getInt8(1), chunk.getInt8(2), chunk.getInt8(3));
}

/** A CAF `inst` chunk: the base note as a float, then the key range. */
export function readCafInst(chunk: DataView): RootChunk | null {
  if (chunk.byteLength < CAF_INST_BYTES) return null;
  const midi = chunk.getFloat32(0);
  if (!(midi >= 0 && midi <= HIGHEST_NOTE)) return null;
  return { midi, chosen: isRange(chunk.getUint8(4), chunk.getUint8(5)) };
}

function detuned(note: number, cents: number, low: number, high: number): RootChunk | null {
  if (note < 0 || note > HIGHEST_NOTE || Math.abs(cents) > 50) return null;
  return { midi: note - cents / 100, chosen: cents !== 0 || isRange(low, high) };
}

/** Whether two notes are a part of the keyboard that somebody chose. */
function isRange(low: number, high: number): boolean {
  const whole = low <= 1 && high >= HIGHEST_NOTE;
  return low <= high && high > 0 && high <= HIGHEST_NOTE && !whole;
}
