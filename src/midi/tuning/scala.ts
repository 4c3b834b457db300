/** Reads Scala's scale and keyboard mapping files, and makes the tuning of the 128 keys that they say. */
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
  /** Degree that `degrees` rises by each time it is gone through; 0: the scale's own octave. */
  readonly octaveDegree: number;
  /** Degree of each key from the middle up; null: that key is silent. Empty: one degree after the other. */
  readonly degrees: readonly (number | null)[];
}

function fault(subject: string, message: string): AlloyError {
  return new AlloyError('bad-argument', subject, message);
}

/** A line of a file that is no comment. */
interface Line {
  readonly text: string;
  /** From 1. */
  readonly number: number;
}

/** Lines without comments, trimmed. */
function linesOf(text: string): Line[] {
  return text
    .replace(/^\uFEFF/, '')
    .split(/\r\n|\r|\n/)
    .map((line, i) => ({ text: line, number: i + 1 }))
    .filter(({ text: line }) => !line.startsWith('!'))
    .map(({ text: line, number }) => ({ text: line.trim(), number }));
}

function lineFault(subject: string, { text, number }: Line, reason: string): AlloyError {
  return fault(subject, `Line ${number} of the ${subject}, “${text}”, ${reason}`);
}

/** "701.955", "3/2" or "2", whatever follows, with or without a space; ratios are above 0. */
function parsePitch(line: Line, subject: string): Cents {
  const cents = /^[+-]?(?:\d+\.\d*|\.\d+)(?![\d.,])/.exec(line.text);
  if (cents) return Number(cents[0]);
  const ratio = /^([+-]?\d+)(?:[ \t]*\/[ \t]*([+-]?\d+))?(?![\d.,/])/.exec(line.text);
  if (!ratio) {
    throw lineFault(subject, line, 'is no pitch: cents have a point, ratios a slash.');
  }
  const [over, under] = [Number(ratio[1]), Number(ratio[2] ?? 1)];
  if (!(over > 0 && under > 0)) throw lineFault(subject, line, 'is no ratio: both its numbers are above 0.');
  return 1200 * Math.log2(over / under);
}

/**
 * Reads the text of a Scala scale file (.scl): https://www.huygens-fokker.org/scala/scl_format.html
 * @throws AlloyError `bad-argument` when it is none; it names the line.
 */
export function parseScale(text: string): Scale {
  const subject = 'scale';
  const [description, ...rest] = linesOf(text);
  const [count, ...lines] = rest.filter((line) => line.text !== '');
  // More letters may follow the number, as after a pitch.
  const size = Number(/^\d+(?![\d.,/])/.exec(count?.text ?? '')?.[0] ?? NaN);
  if (description === undefined || !(size >= 1)) {
    throw fault(
      subject,
      'This is no Scala scale: its second line should be how many notes it has, at least 1.',
    );
  }
  const cents = lines.slice(0, size).map((line) => parsePitch(line, subject));
  const more = lines.slice(size).filter((line) => isPitch(line)).length;
  if (lines.length < size || more > 0) {
    const there = lines.length < size ? lines.length : size + more;
    throw fault(subject, `The scale says ${size} notes (line ${count!.number}) and has ${there}.`);
  }
  return { description: description.text, cents };
}

function isPitch(line: Line): boolean {
  try {
    parsePitch(line, 'scale');
    return true;
  } catch {
    return false;
  }
}

/** What the first seven lines of a mapping say. */
const MAP_LINES = [
  'how many keys the map has',
  'the first key that is tuned',
  'the last key that is tuned',
  'the middle key',
  'the reference key',
  'the frequency of the reference key, above 0',
  'the degree of the formal octave',
] as const;
const REFERENCE_HERTZ = 5;

/** A number of the head of a mapping: what follows it is ignored. */
function parseHead(line: Line, index: number, subject: string): number {
  const hertz = index === REFERENCE_HERTZ;
  const word = (hertz ? /^\d*\.?\d*/ : /^-?\d+(?![.\d])/).exec(line.text)?.[0] ?? '';
  const value = /\d/.test(word) ? Number(word) : NaN;
  const isKey = index >= 1 && index <= 4;
  const sound = hertz ? value > 0 && value < Infinity : value >= 0 && (!isKey || value < KEYS);
  if (!sound) {
    const range = isKey ? `, from 0 to ${KEYS - 1}` : '';
    throw lineFault(subject, line, `should be ${MAP_LINES[index]!}${range}.`);
  }
  return value;
}

function parseDegree(line: Line, subject: string): number | null {
  if (/^x/i.test(line.text)) return null;
  const degree = /^-?\d+(?![.\d])/.exec(line.text);
  if (!degree) throw lineFault(subject, line, 'is no degree: a whole number or x.');
  return Number(degree[0]);
}

/**
 * Reads the text of a Scala keyboard mapping (.kbm): https://www.huygens-fokker.org/scala/help.htm#mappings
 * @throws AlloyError `bad-argument` when it is none; it names the line.
 */
export function parseKeyboardMap(text: string): KeyboardMap {
  const subject = 'keyboard mapping';
  const lines = linesOf(text).filter((line) => line.text !== '');
  if (lines.length < MAP_LINES.length) {
    throw fault(subject, 'This is no Scala keyboard mapping: it should begin with seven numbers.');
  }
  const head = lines.slice(0, MAP_LINES.length).map((line, index) => parseHead(line, index, subject));
  const [size, first, last, middle, referenceKey, referenceHertz, octaveDegree] = head as [
    number,
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  if (first > last) throw lineFault(subject, lines[2]!, 'should be the last key, at or above the first.');
  const degrees = lines
    .slice(MAP_LINES.length, MAP_LINES.length + size)
    .map((line) => parseDegree(line, subject));
  while (degrees.length < size) degrees.push(null);
  return { first, last, middle, referenceKey, referenceHertz, octaveDegree, degrees };
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
  // 0 would have all rounds sound alike; other readers take the octave of the scale, and keys keep rising.
  const octave = centsOf(scale, octaveDegree === 0 ? scale.cents.length : octaveDegree);
  return degree === null ? null : centsOf(scale, degree) + turn * octave;
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
