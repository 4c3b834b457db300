/** Reads messages of the MIDI Tuning Standard: whole ones of the right length and checksum, and no others. */
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
function retuneKeys(table: Float64Array, bytes: ArrayLike<number>, at: number): void {
  for (let change = 0; change < bytes[at]!; change++) {
    const from = at + 1 + 4 * change;
    const pitch = pitchAt(bytes, from + 1);
    if (pitch !== null) table[bytes[from]!] = pitch;
  }
}

/** All keys, one after the other. */
function retuneAll(table: Float64Array, bytes: ArrayLike<number>, at: number): void {
  for (let key = 0; key < KEYS; key++) table[key] = pitchAt(bytes, at + 3 * key) ?? table[key]!;
}

/** The same twelve offsets in every octave. */
function retuneOctaves(table: Float64Array, bytes: ArrayLike<number>, at: number, size: 1 | 2): void {
  for (let key = 0; key < KEYS; key++) {
    const place = at + (key % 12) * size;
    const offset =
      size === 1
        ? (bytes[place]! - 64) / 100
        : (((bytes[place]! << 7) | bytes[place + 1]!) - FRACTIONS / 2) / (FRACTIONS / 2);
    table[key] = key + offset;
  }
}

/** How a message is laid out. Counted from its first byte, F0. */
interface Layout {
  /** Of the whole message, with F0 and F7. */
  readonly length: number;
  /** Where its pitches begin. */
  readonly at: number;
  /** Dumps have a name of sixteen letters before them and a checksum after them. */
  readonly dump: boolean;
  /** Its checksum leaves out the first byte, or the device and the name, and no more; see checksumFits. */
  readonly bare?: boolean;
  apply(table: Float64Array, bytes: ArrayLike<number>, at: number): void;
}

const coarse = (table: Float64Array, bytes: ArrayLike<number>, at: number): void =>
  retuneOctaves(table, bytes, at, 1);
const fine = (table: Float64Array, bytes: ArrayLike<number>, at: number): void =>
  retuneOctaves(table, bytes, at, 2);

/**
 * Layouts of a message by its sub-id, none of others (a request, say). FluidSynth 2.3.1 answers a request of a bank with
 * sub-id 01 and the bank byte of 04: its length tells it apart.
 */
function layoutsOf(bytes: ArrayLike<number>): readonly Layout[] {
  switch (bytes[4]) {
    case 0x01: // Program, name, keys, checksum.
      return [
        { length: 408, at: 22, dump: true, apply: retuneAll },
        { length: 409, at: 23, dump: true, bare: true, apply: retuneAll },
      ];
    case 0x02: // Program, how many keys.
      return [{ length: 8 + 4 * (bytes[6] ?? 0), at: 6, dump: false, apply: retuneKeys }];
    case 0x04: // Bank, program, name, keys, checksum.
      return [{ length: 409, at: 23, dump: true, apply: retuneAll }];
    case 0x05: // Bank, program, name, twelve offsets, checksum.
      return [{ length: 37, at: 23, dump: true, apply: coarse }];
    case 0x06:
      return [{ length: 49, at: 23, dump: true, apply: fine }];
    case 0x07: // Bank, program, how many keys.
      return [{ length: 9 + 4 * (bytes[7] ?? 0), at: 7, dump: false, apply: retuneKeys }];
    case 0x08: // Three bytes of channels, passed over, as all are tuned alike.
      return [{ length: 21, at: 8, dump: false, apply: coarse }];
    case 0x09:
      return [{ length: 33, at: 8, dump: false, apply: fine }];
    default:
      return [];
  }
}

function xor(bytes: ArrayLike<number>, from: number, to: number): number {
  let sum = 0;
  for (let at = from; at < to; at++) sum ^= bytes[at]!;
  return sum;
}

/**
 * Whether the checksum before F7 is one of those that devices make: the standard's is over all from the first byte after
 * F0; some leave out the device, the name, or all that comes before the name. FluidSynth's reply with a bank leaves out 7E.
 */
function checksumFits(bytes: ArrayLike<number>, { at, bare }: Layout): boolean {
  const name = xor(bytes, at - 16, at);
  const pitches = xor(bytes, at, bytes.length - 2);
  const head = xor(bytes, 1, at - 16);
  const checksum = bytes[bytes.length - 2]!;
  if (bare) return [head ^ NON_REAL_TIME ^ name, head ^ bytes[2]!].includes(pitches ^ checksum);
  return [head, head ^ bytes[2]!, 0].some((sum) => [sum, sum ^ name].includes(pitches ^ checksum));
}

/** What a system exclusive message is to the tuning. */
export type TuningMessage =
  /** Pitch of each of the 128 keys after it, in MIDI notes. */
  | { readonly kind: 'tuned'; readonly table: Float64Array }
  /** It would tune, but is not whole: the table stays as it is. `reason` is for people. */
  | { readonly kind: 'refused'; readonly reason: string }
  /** It is something else. */
  | { readonly kind: 'other' };

/**
 * Reads a system exclusive message, from F0 to F7: single notes, bulk dumps, scale and octave tunings of one and two bytes.
 * `table`: pitch of each of the 128 keys in MIDI notes, which is not changed. Which device, program and bank a message is
 * for is not looked at: there is one tuning.
 */
export function readTuningMessage(table: Float64Array, bytes: ArrayLike<number>): TuningMessage {
  const { length } = bytes;
  const kind = bytes[1];
  const ours =
    length > 5 &&
    bytes[0] === SYSTEM_EXCLUSIVE &&
    (kind === NON_REAL_TIME || kind === REAL_TIME) &&
    bytes[3] === TUNING_STANDARD;
  const layouts = ours ? layoutsOf(bytes) : [];
  if (layouts.length === 0) return { kind: 'other' };
  for (let at = 1; at < length - 1; at++) {
    if (!(bytes[at]! >= 0 && bytes[at]! < 0x80)) return refused(`byte ${at + 1} is no data`);
  }
  if (bytes[length - 1] !== END) return refused('its end is missing');
  const layout = layouts.find((one) => one.length === length);
  if (!layout) return refused(`it has ${length} bytes for ${layouts[0]!.length}`);
  if (layout.dump && !checksumFits(bytes, layout)) return refused('its checksum is wrong');
  if (!layout.dump && layout.apply === retuneKeys && bytes[layout.at] === 0) return { kind: 'other' };
  const tuned = table.slice();
  layout.apply(tuned, bytes, layout.at);
  return { kind: 'tuned', table: tuned };
}

function refused(reason: string): TuningMessage {
  return { kind: 'refused', reason };
}

/** The tuning after a message, see readTuningMessage; null when it does not tune. */
export function applyTuningMessage(table: Float64Array, bytes: ArrayLike<number>): Float64Array | null {
  const read = readTuningMessage(table, bytes);
  return read.kind === 'tuned' ? read.table : null;
}
