import { AlloyError } from '../../errors.js';
import { hertzToMidi, type Cents, type Hertz, type MidiNote } from '../../units.js';

/** Keys of a keyboard. */
const KEYS = 128;
const MIDDLE_C = 60;

/** A scale as a .scl file says it. */
export interface Scale {
  readonly description: string;
  /** Above the first degree: of the second degree first, of the octave (or what stands for it) last. */
  readonly cents: readonly Cents[];
}

/** Which keys play which degrees of a scale, as a .kbm file says it. */
export interface KeyboardMap {
  /** Keys that are tuned; others stay as they are. */
  readonly first: number;
  readonly last: number;
  /** The key of the first entry of `degrees`, or of degree 0 where there are none. */
  readonly middle: number;
  /** The key that is tuned to `hertz`. */
  readonly referenceKey: number;
  readonly referenceHertz: Hertz;
  /** Degree that `degrees` rises by each time it is gone through. */
  readonly octaveDegree: number;
  /** Degree of each key from the middle up; null: that key is silent. Empty: one degree after the other. */
  readonly degrees: readonly (number | null)[];
}

function fault(subject: string, message: string): AlloyError {
  return new AlloyError('bad-argument', subject, message);
}

/** Lines without comments, trimmed. */
function linesOf(text: string): string[] {
  const lines = text.split(/\r\n|\r|\n/);
  return lines.filter((line) => !line.startsWith('!')).map((line) => line.trim());
}

/** "701.955", "3/2" or "2", whatever follows; ratios are above 0. */
function parsePitch(line: string, subject: string): Cents {
  const [word = ''] = line.split(/\s+/, 1);
  if (/^-?\d*\.\d*$/.test(word) && /\d/.test(word)) return Number(word);
  const ratio = /^(\d+)(?:\/(\d+))?$/.exec(word);
  const [over, under] = [Number(ratio?.[1]), Number(ratio?.[2] ?? 1)];
  if (!(over > 0 && under > 0))
    throw fault(subject, `“${line}” is no pitch: cents have a point, ratios a slash.`);
  return 1200 * Math.log2(over / under);
}

/**
 * Reads the text of a Scala scale file (.scl): https://www.huygens-fokker.org/scala/scl_format.html
 * @throws AlloyError `bad-argument` when it is none.
 */
export function parseScale(text: string): Scale {
  const subject = 'scale';
  const [description, count, ...pitches] = linesOf(text);
  const size = Number(/^\d+/.exec(count ?? '')?.[0] ?? NaN);
  if (description === undefined || !(size >= 1)) {
    throw fault(
      subject,
      'This is no Scala scale: its second line should be how many notes it has, at least 1.',
    );
  }
  const lines = pitches.filter((line) => line !== '').slice(0, size);
  if (lines.length < size) throw fault(subject, `The scale says ${size} notes and has ${lines.length}.`);
  return { description, cents: lines.map((line) => parsePitch(line, subject)) };
}

/**
 * Reads the text of a Scala keyboard mapping (.kbm): https://www.huygens-fokker.org/scala/help.htm#mappings
 * @throws AlloyError `bad-argument` when it is none.
 */
export function parseKeyboardMap(text: string): KeyboardMap {
  const subject = 'keyboard mapping';
  const words = linesOf(text)
    .filter((line) => line !== '')
    .map((line) => line.split(/\s+/, 1)[0]!);
  const [size, first, last, middle, referenceKey, referenceHertz, octaveDegree] = words
    .slice(0, 7)
    .map(Number);
  const keys = [first, last, middle, referenceKey];
  const sound =
    words.length >= 7 &&
    Number.isInteger(size) &&
    size! >= 0 &&
    keys.every((key) => Number.isInteger(key) && key! >= 0 && key! < KEYS) &&
    referenceHertz! > 0 &&
    referenceHertz! < Infinity &&
    Number.isInteger(octaveDegree);
  if (!sound) throw fault(subject, 'This is no Scala keyboard mapping: it should begin with seven numbers.');
  const degrees = words.slice(7, 7 + size!).map((word) => {
    if (word.toLowerCase() === 'x') return null;
    if (!/^-?\d+$/.test(word)) throw fault(subject, `“${word}” is no degree: a whole number or x.`);
    return Number(word);
  });
  while (degrees.length < size!) degrees.push(null);
  return {
    first: first!,
    last: last!,
    middle: middle!,
    referenceKey: referenceKey!,
    referenceHertz: referenceHertz!,
    octaveDegree: octaveDegree!,
    degrees,
  };
}

/** Without a mapping: degree 0 on middle C, which keeps its pitch. */
const LINEAR: KeyboardMap = {
  first: 0,
  last: KEYS - 1,
  middle: MIDDLE_C,
  referenceKey: MIDDLE_C,
  referenceHertz: 440 * 2 ** ((MIDDLE_C - 69) / 12),
  octaveDegree: 0,
  degrees: [],
};

/** Any degree, above the last and below 0 too. */
function centsOf({ cents }: Scale, degree: number): Cents {
  const octave = Math.floor(degree / cents.length);
  const within = degree - octave * cents.length;
  return octave * cents.at(-1)! + (within === 0 ? 0 : cents[within - 1]!);
}

/** Of a key, above degree 0; null: the key is silent. */
function centsOfKey(scale: Scale, { middle, degrees, octaveDegree }: KeyboardMap, key: number): Cents | null {
  const steps = key - middle;
  if (degrees.length === 0) return centsOf(scale, steps);
  const turn = Math.floor(steps / degrees.length);
  const degree = degrees[steps - turn * degrees.length]!;
  return degree === null ? null : centsOf(scale, degree) + turn * centsOf(scale, octaveDegree);
}

/**
 * Pitch of each of the 128 keys in MIDI notes; NaN where a key is silent, and as it was outside the mapping.
 * @throws AlloyError `bad-argument` when the reference key of the mapping is silent.
 */
export function tuningOf(scale: Scale, map: KeyboardMap = LINEAR): Float64Array {
  const reference = centsOfKey(scale, map, map.referenceKey);
  if (reference === null) throw fault('keyboard mapping', 'The key that is to be tuned by has no degree.');
  const root: MidiNote = hertzToMidi(map.referenceHertz);
  return Float64Array.from({ length: KEYS }, (_, key) => {
    if (key < map.first || key > map.last) return key;
    const cents = centsOfKey(scale, map, key);
    return cents === null ? NaN : root + (cents - reference) / 100;
  });
}

/**
 * The tuning that a .scl file and, if there is one, a .kbm file make together: what `Player.setTuning` takes.
 * @throws AlloyError `bad-argument` when one of them is no such file.
 */
export function parseTuning(scl: string, kbm?: string): Float64Array {
  return tuningOf(parseScale(scl), kbm === undefined ? LINEAR : parseKeyboardMap(kbm));
}
