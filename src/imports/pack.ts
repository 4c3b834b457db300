/** Declares what comes in: a pack of sounds, of which one becomes a source. */
import { AlloyError } from '../errors.js';
import type { MidiNote } from '../units.js';

/** A sample of an instrument, or a sound of a folder. */
export interface PackSound {
  /** Unique in its pack: the path of its file, or its number in a SoundFont. */
  readonly id: string;
  readonly name: string;
  /** Keys that play it; null: nobody says. */
  readonly keys: { readonly low: MidiNote; readonly high: MidiNote } | null;
  /** The note that it has as it is, fractional where it is tuned; null: the sound itself, or its name, says it. */
  readonly root: MidiNote | null;
  /** Whether it has a loop, which is not taken over. */
  readonly looped: boolean;
}

/** 'folder': sounds without a map of keys, a zip of them, too. */
export type PackKind = 'sfz' | 'sf2' | 'multisample' | 'dspreset' | 'folder';

/** What a pack says of itself. */
export interface PackList {
  readonly name: string;
  readonly kind: PackKind;
  /** The nearest to the middle of the keyboard first; of a folder, by name. One at least. */
  readonly sounds: readonly PackSound[];
  /** Samples that a map names and that are not there. */
  readonly missing: readonly string[];
}

/** A list of sounds that can be read. */
export interface SoundPack extends PackList {
  /** A sound as a file of a format that is read. @throws AlloyError 'bad-argument' for one that is not in it; 'unreadable'. */
  read(id: string): Promise<Uint8Array<ArrayBuffer>>;
}

/** Files by their paths, with forward slashes, below one folder. */
export interface PackFiles {
  readonly paths: readonly string[];
  /** @throws AlloyError 'unreadable'. */
  read(path: string): Promise<Uint8Array<ArrayBuffer>>;
}

/** A file of a pack: a handle, which takes no room before it is read. */
export interface PackFile {
  /** With forward slashes. */
  readonly path: string;
  readonly file: Blob;
}

/** Largest archive and file that is read. */
export const MOST_BYTES = 2 ** 29;
/** Files of a folder or a zip, and sounds of a pack. */
export const MOST_FILES = 16_384;
/** Texts that map keys to samples: longer ones are none. */
export const MOST_MAP_BYTES = 2 ** 23;

/** @param reason completes “it cannot be used: …”. */
export function badPack(name: string, reason: string): AlloyError {
  const message = `“${name}” cannot be used: ${reason}. Choose another file, or give its sounds themselves (WAV, FLAC …).`;
  return new AlloyError('unreadable', name, message);
}

/** The text of a map. */
export async function readMap(files: PackFiles, path: string): Promise<string> {
  const bytes = await files.read(path);
  if (bytes.length > MOST_MAP_BYTES) throw badPack(path, 'it is too long for a map of keys');
  return new TextDecoder().decode(bytes);
}

/** The key that the middle is measured from: C4. */
const MIDDLE: MidiNote = 60;

/** A sound of a map, with the touch that plays it. */
export interface MappedSound extends PackSound {
  readonly velocities: { readonly low: number; readonly high: number };
}

/** A touch that is neither soft nor the hardest: what it plays stands before what others play. */
const FIRM = 100;

/** Joins what plays the same sample, and puts the nearest to the middle first, and there what a firm touch plays. */
export function byMiddle(mapped: readonly MappedSound[]): PackSound[] {
  const byId = new Map<string, MappedSound>();
  for (const sound of mapped) {
    const before = byId.get(sound.id);
    byId.set(sound.id, before ? joined(before, sound) : sound);
  }
  const away = ({ root, keys }: PackSound): number => {
    const key = root ?? (keys ? (keys.low + keys.high) / 2 : MIDDLE);
    return Math.abs(key - MIDDLE);
  };
  const firm = ({ velocities: { low, high } }: MappedSound): number => (low <= FIRM && FIRM <= high ? 0 : 1);
  return [...byId.values()]
    .sort((a, b) => away(a) - away(b) || firm(a) - firm(b) || compareNames(a.name, b.name))
    .map(({ id, name, keys, root, looped }) => ({ id, name, keys, root, looped }));
}

function joined(a: MappedSound, b: MappedSound): MappedSound {
  const keys =
    a.keys && b.keys
      ? { low: Math.min(a.keys.low, b.keys.low), high: Math.max(a.keys.high, b.keys.high) }
      : (a.keys ?? b.keys);
  const velocities = {
    low: Math.min(a.velocities.low, b.velocities.low),
    high: Math.max(a.velocities.high, b.velocities.high),
  };
  return { ...a, keys, velocities, looped: a.looped || b.looped };
}

/** As people count: 2 before 10. The same in every language. */
const COLLATOR = new Intl.Collator('en', { numeric: true });

export function compareNames(a: string, b: string): number {
  return COLLATOR.compare(a, b);
}

/** The last part of a path, without its ending. */
export function stemOf(path: string): string {
  const name = path.slice(path.lastIndexOf('/') + 1);
  return name.replace(/\.[a-z0-9]{1,11}$/i, '') || name;
}

/** A whole key, or null for what is none. */
export function keyOf(text: string | undefined): MidiNote | null {
  if (text === undefined || text.trim() === '') return null;
  const number = Number(text);
  return Number.isFinite(number) && number >= 0 && number <= 127 ? Math.round(number) : null;
}

const NAMED_KEY = /^([a-g])([#sb♯♭]?)(-?\d)$/i;
const SEMITONES: Readonly<Record<string, number>> = { c: 0, d: 2, e: 4, f: 5, g: 7, a: 9, b: 11 };

/** A key as a number, or by a name such as "c#4". @param octave of the names: the number that C4 is. */
export function namedKeyOf(text: string | undefined, c4: MidiNote): MidiNote | null {
  const [, letter, sign, octave] = NAMED_KEY.exec(text?.trim() ?? '') ?? [];
  if (letter === undefined) return keyOf(text);
  const shift = sign === '' ? 0 : /[#s♯]/i.test(sign!) ? 1 : -1;
  const key = c4 + SEMITONES[letter.toLowerCase()]! + shift + 12 * (Number(octave) - 4);
  return key >= 0 && key <= 127 ? key : null;
}

/** A finite number within a range, or what stands in for what is none. */
export function numberOf(text: string | undefined, least: number, most: number, otherwise: number): number {
  const number = text === undefined || text.trim() === '' ? NaN : Number(text);
  return number >= least && number <= most ? number : otherwise;
}

/** A root as it is told; null where it lies beyond the keyboard. */
export function rootOf(midi: number): MidiNote | null {
  return midi >= 0 && midi < 128 ? midi : null;
}
