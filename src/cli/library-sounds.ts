/** The sounds of a library's plan: all are read before the first is encoded. [Node] */
import { basename, extname } from 'node:path';
import { decodeAudio } from '../audio/decode.js';
import { AlloyError } from '../errors.js';
import { rootsOf } from '../library/pairs.js';
import type { LibrarySource, SourceArchiveWriter } from '../library/source-archive.js';
import type { RenderEngine } from '../render/engine.js';
import type { LibraryPlanOptions } from './library.js';
import { givenSounds, type GivenSound } from './packs.js';
import type { ProgressDisplay } from './progress.js';
import { prepareSounds, readSounds } from './sources.js';

/** A sound of a plan. Its bytes are read again when they are needed: memory does not grow with sounds. */
export interface LibrarySound {
  /** What it is called by: the path that was given; of several in a folder, its own. */
  readonly path: string;
  /** What was given, and which of the sounds in it. */
  readonly given: string;
  readonly place: number;
}

/** How sounds are encoded, and who is told. */
interface EncodeOptions extends Pick<LibraryPlanOptions, 'keys' | 'root' | 'seconds' | 'rate'> {
  readonly display: ProgressDisplay;
  readonly signal: AbortSignal;
}

/** Errors that are told of one by one, where many sounds cannot be used. */
const MOST_TOLD = 10;

const soundsAt = (path: string): Promise<GivenSound[]> => givenSounds([path], [], Infinity);

/**
 * All sounds of paths, each of which can be used: decoding takes a moment, encoding takes long.
 * @throws AlloyError that names all that cannot be used; the signal's reason.
 */
export async function checkedSounds(paths: readonly string[], signal: AbortSignal): Promise<LibrarySound[]> {
  const sounds: LibrarySound[] = [];
  await eachOrOneError(paths, signal, async (given) => {
    const found = await soundsAt(given);
    await eachOrOneError(found, signal, async (sound, place) => {
      await decodeAudio((await sound.bytes()).buffer, sound.path);
      sounds.push({ path: found.length > 1 ? sound.path : given, given, place });
    });
  });
  return sounds;
}

/** Encodes one sound after another. @throws as `checkedSounds` does, for what is silent at the model's rate. */
export async function encodeAll(
  engine: RenderEngine,
  archive: SourceArchiveWriter,
  sounds: readonly LibrarySound[],
  options: EncodeOptions,
): Promise<LibrarySource[]> {
  const sources: LibrarySource[] = [];
  await eachOrOneError(sounds, options.signal, async (sound, i) => {
    const { encoded, facts } = await encodeOne(engine, sound, options);
    sources.push(archive.add(encoded, facts));
    options.display.update({ progress: (i + 1) / sounds.length, realTimeFactor: 0, secondsLeft: null });
  });
  return sources;
}

async function encodeOne(
  engine: RenderEngine,
  { path, given, place }: LibrarySound,
  { keys, root, seconds, rate, display }: EncodeOptions,
) {
  const { sampleRate, signal } = engine.info.manifest;
  const [sound] = await readSounds([(await soundsAt(given))[place]!], {});
  const [source] = await prepareSounds(
    [sound!],
    { root, seconds },
    { sampleRate, peak: signal.peak, air: rate !== 'native' },
  );
  const { prepared, report } = source!;
  for (const notice of report.notices) display.say(notice);
  // a given root says that the sound has a pitch, even where none was found
  const contour = prepared.pitch ?? (report.rootFrom === 'user' ? undefined : null);
  await engine.addSource(path, prepared.samples, report.root, contour, prepared.air);
  const encoded = await engine.encodedAtRoots(path, rootsOf({ keys }));
  engine.removeSource(path);
  const { root: midi, rootFrom: from, confidence } = report;
  const name = basename(path, extname(path)).normalize('NFC');
  return { encoded, facts: { name, root: { midi, from, confidence }, pitched: sound!.whole.pitched } };
}

/** One after another; what cannot be used is named together. */
async function eachOrOneError<T>(
  all: readonly T[],
  signal: AbortSignal,
  work: (one: T, place: number) => Promise<void>,
): Promise<void> {
  const errors: AlloyError[] = [];
  for (const [place, one] of all.entries()) {
    signal.throwIfAborted();
    try {
      await work(one, place);
    } catch (error) {
      if (!(error instanceof AlloyError)) throw error;
      errors.push(error);
    }
  }
  const [first] = errors;
  if (!first) return;
  const more = errors.length > MOST_TOLD ? [`${errors.length - MOST_TOLD} more cannot be used.`] : [];
  const told = [...errors.slice(0, MOST_TOLD).map(({ message }) => message), ...more];
  throw new AlloyError(first.code, first.subject, told.join(' '), { cause: first });
}
