import type { MidiNote } from '../../units.js';

const KEYS = 128;
/** 14 bits of a semitone. */
const FRACTIONS = 16384;
const [SYSTEM_EXCLUSIVE, END] = [0xf0, 0xf7];
const [NON_REAL_TIME, REAL_TIME] = [0x7e, 0x7f];
const TUNING_STANDARD = 8;

/** Each key at its own number. */
export function equalTemperament(): Float64Array {
  return Float64Array.from({ length: KEYS }, (_, key) => key);
}

/** Key and 14-bit fraction; null: 7F 7F 7F, which leaves a key as it is. */
function pitchAt(bytes: ArrayLike<number>, at: number): MidiNote | null {
  const [key, coarse, fine] = [bytes[at]!, bytes[at + 1]!, bytes[at + 2]!];
  if (key === 0x7f && coarse === 0x7f && fine === 0x7f) return null;
  return key + ((coarse << 7) | fine) / FRACTIONS;
}

/** Changes of single keys: how many, then key and pitch of each. */
function retuneKeys(table: Float64Array, bytes: ArrayLike<number>, at: number): boolean {
  const count = bytes[at] ?? 0;
  if (count === 0 || bytes.length < at + 1 + 4 * count) return false;
  for (let change = 0; change < count; change++) {
    const from = at + 1 + 4 * change;
    const pitch = pitchAt(bytes, from + 1);
    if (pitch !== null) table[bytes[from]!] = pitch;
  }
  return true;
}

/** All keys, one after the other. */
function retuneAll(table: Float64Array, bytes: ArrayLike<number>, at: number): boolean {
  if (bytes.length < at + 3 * KEYS) return false;
  for (let key = 0; key < KEYS; key++) table[key] = pitchAt(bytes, at + 3 * key) ?? table[key]!;
  return true;
}

/** The same twelve offsets in every octave; three bytes of channels are passed over, as all are tuned alike. */
function retuneOctaves(table: Float64Array, bytes: ArrayLike<number>, at: number, size: 1 | 2): boolean {
  const from = at + 3;
  if (bytes.length < from + 12 * size) return false;
  for (let key = 0; key < KEYS; key++) {
    const place = from + (key % 12) * size;
    const offset =
      size === 1
        ? (bytes[place]! - 64) / 100
        : (((bytes[place]! << 7) | bytes[place + 1]!) - FRACTIONS / 2) / (FRACTIONS / 2);
    table[key] = key + offset;
  }
  return true;
}

/**
 * The tuning after a system exclusive message of the MIDI Tuning Standard: single notes, bulk dumps, scale and
 * octave tunings of one and two bytes. `table`: pitch of each of the 128 keys in MIDI notes; a new one comes
 * back, or null when the message is none of those, is cut off or is broken. Which device, program and bank it is
 * for is not looked at: there is one tuning.
 */
export function applyTuningMessage(table: Float64Array, bytes: ArrayLike<number>): Float64Array | null {
  const length = bytes.length;
  const kind = bytes[1];
  const ours =
    length > 6 &&
    bytes[0] === SYSTEM_EXCLUSIVE &&
    bytes[length - 1] === END &&
    (kind === NON_REAL_TIME || kind === REAL_TIME) &&
    bytes[3] === TUNING_STANDARD;
  if (!ours) return null;
  for (let at = 1; at < length - 1; at++) if (!(bytes[at]! >= 0 && bytes[at]! < 0x80)) return null;
  const tuned = table.slice();
  const data = Array.prototype.slice.call(bytes, 0, length - 1) as number[];
  return apply(tuned, data) ? tuned : null;
}

/** `bytes`: without the end. The fifth says which message it is. */
function apply(table: Float64Array, bytes: readonly number[]): boolean {
  switch (bytes[4]) {
    case 0x01: // Program, a name of sixteen letters, the keys, a checksum.
      return retuneAll(table, bytes, 22);
    case 0x02: // Program.
      return retuneKeys(table, bytes, 6);
    case 0x04: // Bank, program, name.
      return retuneAll(table, bytes, 23);
    case 0x07: // Bank, program.
      return retuneKeys(table, bytes, 7);
    case 0x08:
      return retuneOctaves(table, bytes, 5, 1);
    case 0x09:
      return retuneOctaves(table, bytes, 5, 2);
    default:
      return false;
  }
}
