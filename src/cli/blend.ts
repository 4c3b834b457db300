/** Blends sound files into WAV files: the whole line without a browser. [Node] */
import { AIR_MODEL_RATE, FULL_RATE } from '../audio/air/bands.js';
import { FullBand, type NoteAir } from '../audio/air/full-band.js';
import { Headroom } from '../audio/headroom.js';
import { AlloyError } from '../errors.js';
import { RenderEngine } from '../render/engine.js';
import type { Hertz, MidiNote, Samples, Seconds } from '../units.js';
import { GrowingWav } from './growing-wav.js';
import type { LiveBlend } from './live-blend.js';
import type { BlendOptions } from './options.js';
import { claimOutputs } from './outputs.js';
import { givenSounds } from './packs.js';
import { findModel, sourceNames, wholeName } from './paths.js';
import { blendNames, planFiles, type PlannedFile, type PlannedSource } from './plan.js';
import type { ProgressDisplay } from './progress.js';
import {
  prepareSounds,
  readSounds,
  type CommandSource,
  type ReadSound,
  type SourceReport,
} from './sources.js';

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
  readonly sources: readonly SourceReport[];
  /** Of the files. */
  readonly sampleRate: Hertz;
  readonly files: readonly BlendFile[];
  readonly seconds: { readonly load: Seconds; readonly encode: Seconds; readonly generate: Seconds };
  /** Audio seconds made per wall second of generation; 0 when nothing was generated. */
  readonly realTimeFactor: number;
  /** What all files were turned down by to stay below full scale, linear: 1 where none passes it. */
  readonly gain: number;
  readonly temperature: number;
  readonly interrupted: boolean;
}

/** Encodes the sources, each at its root. */
async function encode(
  engine: RenderEngine,
  names: readonly string[],
  sources: readonly CommandSource[],
  display: ProgressDisplay,
): Promise<PlannedSource[]> {
  const planned: PlannedSource[] = [];
  for (const [i, { prepared, report }] of sources.entries()) {
    const name = names[i]!;
    for (const notice of report.notices) display.say(notice);
    // a given root says that the sound has a pitch, even where none was found
    const contour = prepared.pitch ?? (report.rootFrom === 'user' ? undefined : null);
    await engine.addSource(name, prepared.samples, report.root, contour, prepared.air);
    planned.push({ name, rootMidi: report.root });
  }
  return planned;
}

/** Saves what there is of every file, also where one of them cannot be saved. */
function saveAll(wavs: readonly GrowingWav[]): void {
  const failures: unknown[] = [];
  for (const wav of wavs) {
    try {
      if (wav.samples > 0) wav.save();
    } catch (error) {
      failures.push(error);
    }
  }
  if (failures.length > 0) throw failures[0];
}

/** Tells which names were too long to be used whole. */
function sayShortened(
  sounds: readonly ReadSound[],
  names: readonly string[],
  display: ProgressDisplay,
): void {
  sounds.forEach(({ path }, i) => {
    if (Buffer.byteLength(wholeName(path)) > Buffer.byteLength(names[i]!)) {
      display.say(`“${path}” has a long name: its results are called “${names[i]!}”.`);
    }
  });
}

async function generate(
  engine: RenderEngine,
  plan: readonly PlannedFile[],
  paths: readonly string[],
  options: BlendOptions,
  display: ProgressDisplay,
  signal: AbortSignal,
): Promise<{ wavs: GrowingWav[]; headroom: Headroom; complete: ReadonlySet<string> }> {
  const { sampleRate } = engine.info.manifest;
  const rate = resultRate(options, sampleRate);
  const length = Math.max(1, Math.round(options.seconds * sampleRate));
  const headroom = new Headroom(); // of all files: their levels belong together
  const samples = (length * rate) / sampleRate;
  const cut = options.start !== undefined;
  const wavs = plan.map((_, i) => new GrowingWav(paths[i]!, samples, rate, headroom, cut));
  const results = new Map(plan.map((file, i) => [file.note.id, new NoteFile(wavs[i]!, length)]));
  try {
    const rendered = await engine.render(
      plan.map((file) => file.note),
      {
        signal,
        onAudio: (id, start, samples, _loudness, _target, air) =>
          results.get(id)!.write(start, samples, rate === sampleRate ? null : air),
        onProgress: ({ fraction, ...speed }) => display.update({ progress: fraction, ...speed }),
      },
    );
    return { wavs, headroom, complete: new Set(rendered.filter((n) => n.complete).map((n) => n.id)) };
  } finally {
    display.end();
    saveAll(wavs);
  }
}

/** The rate of the results: what the model makes, or that with air, which there is for models at 16 kHz. */
function resultRate({ rate }: BlendOptions, modelRate: Hertz): Hertz {
  return rate !== 'native' && modelRate === AIR_MODEL_RATE ? FULL_RATE : modelRate;
}

/** A result while its note arrives. */
class NoteFile {
  readonly #wav: GrowingWav;
  readonly #length: Samples;
  #fullBand: FullBand | null = null;

  /** @param length of the note, at the model's rate. */
  constructor(wav: GrowingWav, length: Samples) {
    this.#wav = wav;
    this.#length = length;
  }

  /** Takes samples in order, at the model's rate. @param air null: they are written as they are. */
  write(start: Samples, samples: Float32Array, air: NoteAir | null): void {
    if (!air) return this.#wav.write(start, samples);
    this.#fullBand ??= new FullBand(air, this.#length);
    const made = this.#fullBand.process(samples);
    if (made.length > 0) this.#wav.write(this.#wav.samples, made);
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
  files: readonly string[],
  options: BlendOptions,
  display: ProgressDisplay,
  signal: AbortSignal,
): Promise<BlendReport> {
  const started = performance.now();
  const given = await givenSounds(files, options.sample);
  if (given.length < 2) throw new AlloyError('bad-argument', 'sound', 'A blend takes two or more sounds.');
  const paths = given.map(({ path }) => path);
  const names = sourceNames(paths);
  const model = options.engine === 'live' ? null : findModel(options.model);
  const fileNames = blendNames(names).map(({ fileName }) => fileName);
  const outputs = claimOutputs(options.out, fileNames, [...paths, ...files]);
  try {
    const sounds = await readSounds(given, options);
    const run = { started, paths: outputs.paths, names, sounds, options, display, signal };
    if (model !== null) return await renderFiles({ ...run, model });
    sayShortened(sounds, names, display);
    return await (await import('./live-blend.js')).blendLive(run);
  } catch (error) {
    outputs.release();
    throw error;
  }
}

/** The same, through a model. */
interface BlendRun extends LiveBlend {
  readonly model: URL;
}

async function renderFiles(run: BlendRun): Promise<BlendReport> {
  const { started, model, paths, names, sounds, options, display, signal } = run;
  const engine = await RenderEngine.open({
    model,
    backend: options.backend,
    ...(options.jobs === undefined ? {} : { workers: options.jobs }),
    ...(options.weights === undefined ? {} : { storage: options.weights }),
  });
  try {
    const { manifest, tensors, generator, description } = engine.info;
    const { sampleRate } = manifest;
    const rate = resultRate(options, sampleRate);
    const facts = { sampleRate, peak: manifest.signal.peak, air: rate !== sampleRate };
    const sources = await prepareSounds(sounds, options, facts);
    const loaded = performance.now();
    display.say(`${manifest.title} on ${description}`);
    sayShortened(sounds, names, display);
    const planned = await encode(engine, names, sources, display);
    const encoded = performance.now();
    const temperature = options.temperature ?? manifest.generation.temperature;
    const plan = planFiles(planned, options, temperature);
    sayTime(plan.length, options.seconds, engine.info.audioPerSecond, display);
    const { wavs, headroom, complete } = await generate(engine, plan, paths, options, display, signal);
    const generateSeconds = (performance.now() - encoded) / 1000;
    const files = plan.map((file, i) => ({
      path: wavs[i]!.path,
      kind: file.kind,
      samples: wavs[i]!.samples,
      root: file.note.rootMidi,
      seed: options.seed,
      complete: complete.has(file.note.id),
    }));
    const audioSeconds = files.reduce((sum, file) => sum + file.samples, 0) / rate;
    return {
      model: manifest.name,
      backend: { tensors, generator, description },
      sources: sources.map(({ report }) => report),
      sampleRate: rate,
      files: files.filter((file) => file.samples > 0),
      seconds: {
        load: (loaded - started) / 1000,
        encode: (encoded - loaded) / 1000,
        generate: generateSeconds,
      },
      realTimeFactor: generateSeconds > 0 ? audioSeconds / generateSeconds : 0,
      gain: headroom.gain,
      temperature,
      interrupted: signal.aborted,
    };
  } finally {
    await engine.close();
  }
}
