/** Reads and prepares the sounds of a command, and says what was done to each. [Node] */
import type { RootFrom, SourceRoot } from '../audio/root.js';
import { loadSound, prepareWhole, type PreparedSource, type WholeSound } from '../audio/source.js';
import { AlloyError } from '../errors.js';
import type { Gain01, Hertz, MidiNote, Seconds } from '../units.js';
import type { BlendOptions } from './options.js';
import type { GivenSound } from './packs.js';

/** A source as `--json` tells of it. */
export interface SourceReport {
  /** As it was given. */
  readonly path: string;
  /** Length of the sound that was read; of its part, where one was asked for. */
  readonly seconds: Seconds;
  /** Fractional MIDI note that it is taken to sound at. */
  readonly root: MidiNote;
  readonly rootFrom: RootFrom;
  /** Of the root: 1 where it is told, 0 where it is assumed. */
  readonly confidence: Gain01;
  /** Sentences for the user: what was left out, mended, assumed. */
  readonly notices: readonly string[];
}

export interface CommandSource {
  readonly prepared: PreparedSource;
  readonly report: SourceReport;
}

type PartOptions = Pick<BlendOptions, 'start' | 'end'>;

interface SignalFacts {
  readonly sampleRate: Hertz;
  readonly peak: Gain01;
  /** Whether what lies above the model's band is measured, too. */
  readonly air: boolean;
}

/** Shortest part of a sound that can be chosen. */
const SHORTEST_PART: Seconds = 0.02;

/** The value of a list of one for all, or of one for each. */
const ofSound = (list: readonly number[] | undefined, index: number): number | undefined =>
  list?.length === 1 ? list[0] : list?.[index];

/**
 * The part of a sound that was asked for, within it; null: all of it.
 * @throws AlloyError 'bad-argument', saying how long the sound is.
 */
export function chosenPart(
  path: string,
  length: Seconds,
  start: Seconds | undefined,
  end: Seconds | undefined,
  notices: string[],
): { readonly start: Seconds; readonly end: Seconds } | null {
  if (start === undefined && end === undefined) return null;
  const long = `“${path}” is ${length.toFixed(2)} s long`;
  const from = start ?? 0;
  const to = Math.min(length, end ?? length);
  if (from + SHORTEST_PART > to) {
    const asked = `${from} … ${end ?? 'its end'} s cannot be taken from it`;
    throw new AlloyError('bad-argument', path, `${long}: ${asked}. Choose another --start or --end.`);
  }
  if (end !== undefined && end > length) notices.push(`${long}: --end ${end} is its end.`);
  return { start: from, end: to };
}

/** A sound that was read, and the part of it that is used. */
export interface ReadSound {
  /** As it was given; of a sample, that of its pack and its name in that. */
  readonly path: string;
  readonly bytes: () => Promise<Uint8Array>;
  readonly whole: WholeSound;
  readonly trim: { readonly start: Seconds; readonly end: Seconds } | null;
  readonly notices: readonly string[];
}

async function readSound(given: GivenSound, index: number, { start, end }: PartOptions): Promise<ReadSound> {
  const { path, bytes, root } = given;
  const notices = [...given.notices];
  const whole = await loadSound((await bytes()).buffer, path, root);
  const length = whole.samples.length / whole.sampleRate;
  const chosen = chosenPart(path, length, ofSound(start, index), ofSound(end, index), notices);
  const trim = chosen ?? given.trim ?? null;
  return { path, bytes, whole, trim, notices };
}

/**
 * Reads every sound; all that fail are named in one error.
 * @throws AlloyError as `loadSound` does; 'unreadable', 'bad-argument'.
 */
export async function readSounds(given: readonly GivenSound[], options: PartOptions): Promise<ReadSound[]> {
  checkLists(given.length, options);
  return allOrOneError(given.map((sound, i) => readSound(sound, i, options)));
}

/** Prepares every sound for a model; all that fail are named in one error. */
export function prepareSounds(
  sounds: readonly ReadSound[],
  options: Pick<BlendOptions, 'root' | 'seconds'>,
  signal: SignalFacts,
): Promise<CommandSource[]> {
  return allOrOneError(sounds.map((sound) => prepareOne(sound, options, signal)));
}

async function prepareOne(
  { path, whole, trim, notices: before }: ReadSound,
  options: Pick<BlendOptions, 'root' | 'seconds'>,
  signal: SignalFacts,
): Promise<CommandSource> {
  const prepared = await prepareWhole(whole, { ...signal, seconds: options.seconds, trim });
  const root: SourceRoot =
    options.root === 'auto' ? prepared.root : { midi: options.root, from: 'user', confidence: 1 };
  const notices = [...prepared.notices, ...before];
  if (root.from === 'assumed') {
    notices.push(`“${path}” has no clear pitch: it is taken as C4 (60); --root sets another.`);
  }
  const seconds = trim ? trim.end - trim.start : whole.samples.length / whole.sampleRate;
  const { midi, from: rootFrom, confidence } = root;
  return { prepared, report: { path, seconds, root: midi, rootFrom, confidence, notices } };
}

async function allOrOneError<T>(work: readonly Promise<T>[]): Promise<T[]> {
  const results = await Promise.allSettled(work);
  const reasons = results.flatMap((result) =>
    result.status === 'rejected' ? [result.reason as unknown] : [],
  );
  const errors = reasons.filter((reason) => reason instanceof AlloyError);
  if (reasons.length > errors.length) throw reasons.find((reason) => !(reason instanceof AlloyError));
  const [first] = errors;
  if (first) {
    const text = errors.map(({ message }) => message).join(' ');
    throw new AlloyError(first.code, first.subject, text, { cause: first });
  }
  return results.map((result) => (result as PromiseFulfilledResult<T>).value);
}

/** @throws AlloyError 'bad-argument' for a list that has neither one value nor one a sound. */
function checkLists(sounds: number, options: PartOptions): void {
  for (const name of ['start', 'end'] as const) {
    const count = options[name]?.length ?? 1;
    if (count === 1 || count === sounds) continue;
    const message = `--${name} takes one value for all sounds, or one for each: ${sounds} with commas between, not ${count}.`;
    throw new AlloyError('bad-argument', `--${name}`, message);
  }
}
