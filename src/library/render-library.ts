/** Renders a shard of a plan: skips what is there, makes the rest, survives being ended at any moment. [Node] */
import { hostname } from 'node:os';
import { randomBytes } from 'node:crypto';
import { AlloyError, toErrorMessage, type ErrorMessage } from '../errors.js';
import { defaultWorkers } from '../generator/wasm/spawn.js';
import { RenderEngine } from '../render/engine.js';
import type { EngineBackend, EngineInfo } from '../render/notes.js';
import type { Milliseconds, Samples, Seconds } from '../units.js';
import { LibraryFolder } from './library-folder.js';
import { ManifestWriter } from './manifest.js';
import type { FinishedNote } from './finish-note.js';
import { longestFirst } from './longest-first.js';
import { NoteFinisher } from './note-finisher.js';
import { NoteMaker } from './note-maker.js';
import { PlanFile, sourcesOf, type Shard } from './plan-file.js';
import { fileSamplesOf, samplesOf, type PlanModel, type PlannedNote } from './recipe.js';
import { SourceArchive } from './source-archive.js';
import { SourceCache } from './source-cache.js';

/** What happens while a library is rendered. */
export type LibraryEvent =
  | { readonly event: 'start'; readonly model: string; readonly backend: string; readonly shard: string }
  /** Before the first note: how long it takes, where that is known. */
  | { readonly event: 'estimate'; readonly audioSeconds: Seconds; readonly seconds: Seconds }
  | { readonly event: 'note'; readonly hash: string; readonly seconds: Seconds; readonly took: Seconds }
  /** After each note, and each hundred that were there. Not in the order of the plan. */
  | {
      readonly event: 'progress';
      /** Of the shard, 0 to 1. */
      readonly progress: number;
      /** Audio seconds a wall second; 0 before it is known. */
      readonly realTimeFactor: number;
      readonly secondsLeft: Seconds | null;
    }
  /** So much of a note is safe. */
  | { readonly event: 'checkpoint'; readonly hash: string; readonly samples: Samples }
  | { readonly event: 'resumed'; readonly hash: string; readonly samples: Samples }
  | {
      readonly event: 'failed';
      readonly hash: string;
      readonly error: Pick<ErrorMessage, 'code' | 'message'>;
    };

export interface RenderLibraryOptions {
  readonly plan: string;
  readonly out: string;
  /** Finds the model of a plan: a shipped name, or where the caller was told that it is. */
  readonly modelUrl: (name: string) => URL | string;
  readonly shard: Shard;
  readonly backend: EngineBackend;
  readonly jobs?: number | undefined;
  /** Wall time between two checkpoints of a note. */
  readonly checkpoint: Milliseconds;
  /** Reads every byte of notes that are there; else their length and their head are looked at. */
  readonly check?: boolean;
  readonly onEvent: (event: LibraryEvent) => void;
  readonly signal: AbortSignal;
}

/** What `--json` prints. */
export interface RenderLibraryReport {
  readonly model: string;
  readonly backend: string;
  readonly shard: string;
  /** Of this shard. */
  readonly notes: number;
  readonly made: number;
  /** There already, whole. */
  readonly skipped: number;
  readonly failed: readonly { readonly hash: string; readonly code: string; readonly message: string }[];
  readonly seconds: { readonly start: Seconds; readonly render: Seconds };
  /** Audio seconds made per wall second. */
  readonly realTimeFactor: number;
  readonly interrupted: boolean;
}

/** Notes in sight, of which the longest is begun next: so many times the workers. */
const IN_SIGHT = 8;
/** Files that are looked at before signals and workers get their turn. */
const LOOKED_AT = 32;

/**
 * Renders a shard. [Node] Every note is there whole or not at all, whatever ends the process.
 * @throws AlloyError for a plan or a folder that cannot be used, before anything is rendered; 'unwritable' where the disk is full. A note that
 * fails is in the report, and the others go on.
 */
export async function renderLibrary(options: RenderLibraryOptions): Promise<RenderLibraryReport> {
  const started = performance.now();
  const plan = new PlanFile(options.plan);
  const archive = new SourceArchive(sourcesOf(options.plan));
  try {
    const own = `${hostname()
      .replace(/[^\w-]+/g, '_')
      .slice(0, 40)}-${process.pid}-${randomBytes(4).toString('hex')}`;
    const folder = new LibraryFolder(options.out, own);
    folder.open();
    const run = new ShardRun(plan, archive, folder, new ManifestWriter(folder.manifests, own), options);
    return await run.run(started);
  } finally {
    archive.close();
  }
}

/** @throws AlloyError 'source-model' that names both, where the model here is not the plan's. */
export function checkModel(plan: string, wanted: PlanModel, { manifest, fingerprint }: EngineInfo): void {
  if (wanted.fingerprint === fingerprint && wanted.name === manifest.name) return;
  const message =
    wanted.name === manifest.name
      ? `The plan “${plan}” is of the model ${wanted.name} with the weights ${wanted.fingerprint}; here ${wanted.name} has the weights ${fingerprint}. Use the same model files on every machine, or plan the library again.`
      : `The plan “${plan}” is of the model ${wanted.name} (weights ${wanted.fingerprint}), and this is ${manifest.name} (weights ${fingerprint}): give its own with --model.`;
  throw new AlloyError('source-model', plan, message);
}

class ShardRun {
  readonly #plan: PlanFile;
  readonly #archive: SourceArchive;
  readonly #folder: LibraryFolder;
  readonly #manifest: ManifestWriter;
  readonly #options: RenderLibraryOptions;
  readonly #failed: { hash: string; code: string; message: string }[] = [];
  #leftovers: ReadonlyMap<string, readonly string[]> = new Map();
  #notes = 0;
  #made = 0;
  #skipped = 0;
  #samples: Samples = 0;
  #skippedSamples: Samples = 0;
  /** Of performance.now(). */
  #begun: Milliseconds = 0;
  /** What ended the run: the disk, say. */
  #fatal: { readonly error: unknown } | null = null;
  readonly #stop = new AbortController();

  constructor(
    plan: PlanFile,
    archive: SourceArchive,
    folder: LibraryFolder,
    manifest: ManifestWriter,
    options: RenderLibraryOptions,
  ) {
    this.#plan = plan;
    this.#archive = archive;
    this.#folder = folder;
    this.#manifest = manifest;
    this.#options = options;
  }

  /** @param started of performance.now(). */
  async run(started: Milliseconds): Promise<RenderLibraryReport> {
    const { modelUrl, backend, jobs, shard, onEvent, signal } = this.#options;
    const { model } = this.#plan.head;
    const engine = await RenderEngine.open({
      model: modelUrl(model.name),
      backend,
      ...(jobs === undefined ? {} : { workers: jobs }),
      ...(model.weights === null ? {} : { storage: model.weights }),
    });
    let finisher: NoteFinisher | null = null;
    try {
      const { info } = engine;
      checkModel(this.#options.plan, model, info);
      const named = `${shard.index}/${shard.count}`;
      onEvent({ event: 'start', model: model.name, backend: info.description, shard: named });
      this.#leftovers = this.#folder.leftovers();
      const cache = new SourceCache(engine, this.#archive);
      const workers = jobs ?? (await defaultWorkers());
      const ends = AbortSignal.any([signal, this.#stop.signal]);
      const facts = { ...this.#options, rate: model.rate ?? model.sampleRate, workers, signal: ends };
      finisher = new NoteFinisher(workers);
      const maker = new NoteMaker(engine, cache, this.#folder, finisher, facts);
      if (info.audioPerSecond !== null) this.#estimate(info.audioPerSecond);
      const ready = (this.#begun = performance.now());
      await this.#render(maker, IN_SIGHT * workers);
      const ended = performance.now();
      const seconds = (ended - ready) / 1000;
      return {
        model: model.name,
        backend: info.description,
        shard: named,
        notes: this.#notes,
        made: this.#made,
        skipped: this.#skipped,
        failed: this.#failed,
        seconds: { start: (ready - started) / 1000, render: seconds },
        realTimeFactor: seconds > 0 ? this.#samples / model.sampleRate / seconds : 0,
        interrupted: signal.aborted,
      };
    } finally {
      finisher?.close();
      await engine.close();
    }
  }

  /** From a moment's measurement: of the whole shard, as if nothing of it were there. */
  #estimate(audioPerSecond: number): void {
    const { head } = this.#plan;
    const audioSeconds = head.samples / head.model.sampleRate / this.#options.shard.count;
    this.#options.onEvent({ event: 'estimate', audioSeconds, seconds: audioSeconds / audioPerSecond });
  }

  async #render(maker: NoteMaker, inSight: number): Promise<void> {
    const running = new Set<Promise<void>>();
    let batch: PlannedNote[] = [];
    const start = async (): Promise<void> => {
      const notes = batch;
      batch = [];
      const work = this.#batch(maker, notes).finally(() => running.delete(work));
      running.add(work);
      while (running.size >= maker.atOnce) await Promise.race(running);
    };
    try {
      for await (const note of longestFirst(this.#missing(), ({ seconds }) => seconds, inSight)) {
        if (this.#options.signal.aborted || this.#fatal) break;
        if (batch.length > 0 && batch[0]!.temperature !== note.temperature) await start();
        batch.push(note);
        if (batch.length >= maker.batch) await start();
      }
      if (batch.length > 0) await start();
    } finally {
      await Promise.all(running);
    }
    if (this.#fatal) throw this.#fatal.error;
  }

  /** Notes of the shard that are not there, until the run ends. */
  async *#missing(): AsyncGenerator<PlannedNote> {
    const { shard, signal } = this.#options;
    for await (const note of this.#plan.notes(shard)) {
      if (signal.aborted || this.#fatal) return;
      if (++this.#notes % LOOKED_AT === 0) await new Promise<void>((resolve) => setImmediate(resolve));
      if (!this.#isThere(note)) yield note;
    }
  }

  #isThere({ hash, seconds }: PlannedNote): boolean {
    const samples = fileSamplesOf(seconds, this.#plan.head.model);
    if (!this.#folder.has(hash, samples, this.#options.check ? 'bytes' : 'head')) return false;
    this.#folder.clear(hash, this.#leftovers);
    this.#skipped++;
    this.#skippedSamples += samplesOf(seconds, this.#plan.head.model.sampleRate);
    if (this.#skipped % 100 === 0) this.#progress();
    return true;
  }

  /** Never rejects: what ends the run is kept in #fatal. */
  async #batch(maker: NoteMaker, notes: readonly PlannedNote[]): Promise<void> {
    if (this.#options.signal.aborted) return;
    const begun = performance.now();
    try {
      const made = await maker.make(notes);
      const took = (performance.now() - begun) / 1000 / notes.length;
      made.forEach((file, i) => file && this.#keep(notes[i]!, file, took));
    } catch (error) {
      if (this.#options.signal.aborted || this.#fatal) return;
      if (error instanceof AlloyError && error.code === 'unwritable') this.#end(error);
      else if (notes.length === 1) this.#fail(notes[0]!, error);
      else for (const note of notes) await this.#batch(maker, [note]); // one of them fails, not all
    }
  }

  #keep({ hash, seconds }: PlannedNote, { bytes, ...facts }: FinishedNote, took: Seconds): void {
    const entry = { hash, ...facts, seconds };
    this.#folder.write(hash, bytes, () => this.#manifest.add(entry, took));
    this.#folder.clear(hash, this.#leftovers);
    this.#made++;
    this.#samples += samplesOf(seconds, this.#plan.head.model.sampleRate);
    this.#options.onEvent({ event: 'note', hash, seconds, took });
    this.#progress();
  }

  #progress(): void {
    const { samples, model } = this.#plan.head;
    const all = samples / this.#options.shard.count;
    const rate = this.#samples / ((performance.now() - this.#begun) / 1000);
    const left = Math.max(0, all - this.#samples - this.#skippedSamples);
    this.#options.onEvent({
      event: 'progress',
      progress: Math.min(1, 1 - left / all),
      realTimeFactor: rate / model.sampleRate,
      secondsLeft: rate > 0 ? left / rate : null,
    });
  }

  #fail({ hash }: PlannedNote, error: unknown): void {
    const { code, message } = toErrorMessage(error);
    this.#failed.push({ hash, code, message });
    this.#options.onEvent({ event: 'failed', hash, error: { code, message } });
    try {
      this.#manifest.add({ hash, failed: { code, message } });
    } catch (cause) {
      const text = `The manifest in “${this.#options.out}” cannot be written. Make room, or choose another --out.`;
      this.#end(new AlloyError('unwritable', this.#options.out, text, { cause }));
    }
  }

  /** The notes that are being made end, too: they could not be written either. */
  #end(error: unknown): void {
    this.#fatal ??= { error };
    this.#stop.abort();
  }
}
