import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { prepareSource, type PreparedSource } from '../audio/source.js';
import { AlloyError } from '../errors.js';
import { RenderEngine } from '../render/engine.js';
import type { MidiNote, Seconds } from '../units.js';
import { GrowingWav } from './growing-wav.js';
import type { BlendOptions } from './options.js';
import { findModel, sourceNames } from './paths.js';
import { planFiles, type PlannedFile } from './plan.js';
import type { ProgressDisplay } from './progress.js';

/** One file of a finished blend, as `--json` prints it. */
export interface BlendFile {
  readonly path: string;
  readonly kind: 'reconstruction' | 'interpolation';
  readonly samples: number;
  readonly root: MidiNote;
  readonly seed: number;
  readonly complete: boolean;
}

/** What `--json` prints. */
export interface BlendReport {
  readonly model: string;
  readonly backend: { readonly tensors: string; readonly generator: string; readonly description: string };
  readonly files: readonly BlendFile[];
  readonly seconds: { readonly load: Seconds; readonly encode: Seconds; readonly generate: Seconds };
  /** Audio seconds made per wall second of generation; 0 when nothing was generated. */
  readonly realTimeFactor: number;
  readonly temperature: number;
  readonly interrupted: boolean;
}

function readFile(path: string): ArrayBuffer {
  try {
    const bytes = readFileSync(path);
    return bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer;
  } catch (error) {
    const why = (error as NodeJS.ErrnoException).code === 'ENOENT' ? 'there is no such file' : String(error);
    throw new AlloyError('unreadable', path, `“${path}” cannot be read: ${why}.`, { cause: error });
  }
}

/** Reads and prepares every source; all that fail are named in one error, before any time is spent. */
async function loadSources(
  paths: readonly string[],
  options: BlendOptions,
  engine: RenderEngine,
): Promise<PreparedSource[]> {
  const { sampleRate, signal } = engine.info.manifest;
  const results = await Promise.allSettled(
    paths.map(async (path) =>
      prepareSource(readFile(path), path, { sampleRate, seconds: options.seconds, peak: signal.peak }),
    ),
  );
  const failures = results.filter((r): r is PromiseRejectedResult => r.status === 'rejected');
  if (failures.length > 0) {
    const first: unknown = failures[0]!.reason;
    if (!(first instanceof AlloyError)) throw first;
    const text = failures.map((f) => (f.reason as Error).message).join(' ');
    throw new AlloyError(first.code, first.subject, text, { cause: first });
  }
  return results.map((r) => (r as PromiseFulfilledResult<PreparedSource>).value);
}

function makeFolder(path: string): void {
  try {
    mkdirSync(path, { recursive: true });
  } catch (error) {
    throw new AlloyError('bad-argument', path, `The folder “${path}” cannot be made: ${String(error)}`, {
      cause: error,
    });
  }
}

/** Encodes the sources; gives each its root. */
async function encode(
  engine: RenderEngine,
  names: readonly string[],
  sources: readonly PreparedSource[],
  options: BlendOptions,
  display: ProgressDisplay,
): Promise<{ name: string; rootMidi: MidiNote }[]> {
  const planned: { name: string; rootMidi: MidiNote }[] = [];
  for (const [i, source] of sources.entries()) {
    const name = names[i]!;
    for (const notice of source.notices) display.say(notice);
    const found = source.pitch;
    const rootMidi = options.root === 'auto' ? source.root.midi : options.root;
    if (options.root === 'auto' && source.root.from === 'assumed') {
      display.say(`${name}: no clear pitch, taken as C4 (60); --root sets another.`);
    }
    // a given root says that the sound has a pitch, even where none was found
    const course = found ?? (options.root === 'auto' ? null : undefined);
    await engine.addSource(name, source.samples, rootMidi, course);
    planned.push({ name, rootMidi });
  }
  return planned;
}

async function generate(
  engine: RenderEngine,
  plan: readonly PlannedFile[],
  options: BlendOptions,
  display: ProgressDisplay,
  signal: AbortSignal,
): Promise<{ wavs: GrowingWav[]; complete: ReadonlySet<string> }> {
  const { sampleRate } = engine.info.manifest;
  const length = Math.round(options.seconds * sampleRate);
  const wavs = plan.map((file) => new GrowingWav(join(options.out, file.fileName), length, sampleRate));
  const byId = new Map(plan.map((file, i) => [file.note.id, wavs[i]!]));
  try {
    const rendered = await engine.render(
      plan.map((file) => file.note),
      {
        signal,
        onAudio: (id, start, samples) => byId.get(id)!.write(start, samples),
        onProgress: ({ fraction, ...speed }) => display.update({ progress: fraction, ...speed }),
      },
    );
    return { wavs, complete: new Set(rendered.filter((n) => n.complete).map((n) => n.id)) };
  } finally {
    for (const wav of wavs) if (wav.samples > 0) wav.save();
    display.end();
  }
}

/** Says how long a large model will take, before it starts. */
function sayTime(files: number, seconds: number, speed: number | null, display: ProgressDisplay): void {
  if (speed === null) return;
  const minutes = (files * seconds) / speed / 60;
  const shorter = seconds > 1 ? `; with --seconds 1, ${(minutes / seconds).toFixed(1)}` : '';
  display.say(`This will take about ${minutes.toFixed(1)} minutes${shorter}.`);
}

/**
 * The whole line without a browser: sounds in, reconstructions and interpolations of all pairs out. [Node]
 * Aborting `signal` ends it early with what was made, saved.
 * @throws AlloyError for bad input, before anything is generated.
 */
export async function blendFiles(
  paths: readonly string[],
  options: BlendOptions,
  display: ProgressDisplay,
  signal: AbortSignal,
): Promise<BlendReport> {
  const names = sourceNames(paths);
  const started = performance.now();
  const engine = await RenderEngine.open({
    model: findModel(options.model),
    backend: options.backend,
    ...(options.jobs === undefined ? {} : { workers: options.jobs }),
    ...(options.weights === undefined ? {} : { storage: options.weights }),
  });
  try {
    const { manifest, tensors, generator, description } = engine.info;
    const sources = await loadSources(paths, options, engine);
    makeFolder(options.out);
    const loaded = performance.now();
    display.say(`${manifest.title} on ${description}`);
    const planned = await encode(engine, names, sources, options, display);
    const encoded = performance.now();
    const temperature = options.temperature ?? manifest.generation.temperature;
    const plan = planFiles(planned, options, temperature);
    sayTime(plan.length, options.seconds, engine.info.audioPerSecond, display);
    const { wavs, complete } = await generate(engine, plan, options, display, signal);
    const generateSeconds = (performance.now() - encoded) / 1000;
    const files = plan.map((file, i) => ({
      path: wavs[i]!.path,
      kind: file.kind,
      samples: wavs[i]!.samples,
      root: file.note.rootMidi,
      seed: options.seed,
      complete: complete.has(file.note.id),
    }));
    const audioSeconds = files.reduce((sum, file) => sum + file.samples, 0) / manifest.sampleRate;
    return {
      model: manifest.name,
      backend: { tensors, generator, description },
      files: files.filter((file) => file.samples > 0),
      seconds: {
        load: (loaded - started) / 1000,
        encode: (encoded - loaded) / 1000,
        generate: generateSeconds,
      },
      realTimeFactor: generateSeconds > 0 ? audioSeconds / generateSeconds : 0,
      temperature,
      interrupted: signal.aborted,
    };
  } finally {
    await engine.close();
  }
}
