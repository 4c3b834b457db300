/** Runs `alloy plan` and `alloy render`, and says what libraries are in words. [Node] */
import { basename, extname } from 'node:path';
import { existsSync } from 'node:fs';
import { AlloyError } from '../errors.js';
import { defaultWorkers } from '../generator/wasm/spawn.js';
import type { WeightStorage } from '../generator/wasm/matrices.js';
import { allPairs, neighbours, singles, tabledPairs, type PlannedInstrument } from '../library/pairs.js';
import { instrumentsOf, sourcesOf } from '../library/plan-file.js';
import { codeStorage, planModel, PlanFiles } from '../library/plan-library.js';
import { renderLibrary, type LibraryEvent, type RenderLibraryReport } from '../library/render-library.js';
import type { CodeStorage } from '../library/source-block.js';
import type { ExportFormat } from '../exports/formats.js';
import { RenderEngine } from '../render/engine.js';
import type { Plan } from '../render/plan.js';
import type { MidiNote, Seconds } from '../units.js';
import { hours } from './library-words.js';
import { inputPaths } from './input-paths.js';
import { checkedSounds, encodeAll, type LibrarySound } from './library-sounds.js';
import { claimFile } from './one-file.js';
import type { BackendChoice, ResultRate } from './options.js';
import { findModel } from './paths.js';
import type { ProgressDisplay } from './progress.js';
import { fileBytes } from './file-bytes.js';

export interface LibraryPlanOptions {
  readonly out: string;
  readonly inputList?: string;
  readonly pairs: string;
  readonly mixes: number;
  readonly keys: Pick<Plan, 'low' | 'high' | 'step'>;
  readonly seconds: Seconds;
  readonly seed: number;
  readonly temperature?: number;
  readonly model: string;
  readonly root: 'auto' | MidiNote;
  readonly rate: ResultRate;
  readonly weights?: WeightStorage;
  readonly codes?: CodeStorage;
  readonly force?: boolean;
  readonly json?: boolean;
  readonly jsonLines?: boolean;
  readonly quiet?: boolean;
}

export interface LibraryRenderOptions {
  readonly out: string;
  readonly shard: { readonly index: number; readonly count: number };
  readonly backend: BackendChoice;
  readonly model?: string;
  readonly jobs?: number;
  readonly checkpoint: Seconds;
  readonly check?: boolean;
  readonly json?: boolean;
  readonly jsonLines?: boolean;
  readonly quiet?: boolean;
}

export interface LibraryPackOptions {
  readonly plan: string;
  readonly format: ExportFormat | 'alloy';
  readonly out: string;
  readonly rate?: string;
  readonly bits: string;
  readonly partial?: boolean;
  readonly force?: boolean;
  readonly json?: boolean;
  readonly jsonLines?: boolean;
  readonly quiet?: boolean;
}

/** What `plan --json` prints. */
export interface LibraryPlanReport {
  readonly path: string;
  readonly model: string;
  readonly fingerprint: string;
  readonly sources: number;
  readonly instruments: number;
  readonly notes: number;
  readonly audioSeconds: Seconds;
  /** Of a large model, from a moment's measurement: audio seconds a second here, and what the plan takes at that. Null for others. */
  readonly estimate: {
    readonly audioPerSecond: number;
    readonly seconds: Seconds;
    readonly workers: number;
  } | null;
}

/**
 * Plans a library. [Node] All of its files are there at the end, or none.
 * @throws AlloyError for sounds, tables and paths that cannot be used; DOMException 'AbortError'.
 */
export async function planFiles(
  patterns: readonly string[],
  options: LibraryPlanOptions,
  display: ProgressDisplay,
  signal: AbortSignal,
): Promise<LibraryPlanReport> {
  const paths = await inputPaths(patterns, options.inputList, 'once');
  const model = findModel(options.model);
  const beside = [sourcesOf(options.out), instrumentsOf(options.out)];
  const claimed = claimFile(options.out, paths, options.force ?? false);
  for (const path of beside) claimFile(path, paths, true);
  const table = tableOf(options.pairs);
  try {
    const sounds = await checkedSounds(paths, signal); // before time is spent on any of them
    const engine = await RenderEngine.open({
      ...{ model, backend: 'wasm' },
      ...(options.weights === undefined ? {} : { storage: options.weights }),
    });
    try {
      return await planWith(engine, sounds, table, options, display, signal);
    } finally {
      display.end();
      await engine.close();
    }
  } catch (error) {
    claimed.release();
    throw error;
  }
}

async function planWith(
  engine: RenderEngine,
  sounds: readonly LibrarySound[],
  table: string | null,
  options: LibraryPlanOptions,
  display: ProgressDisplay,
  signal: AbortSignal,
): Promise<LibraryPlanReport> {
  const { info } = engine;
  const { keys, mixes, seconds, seed, pairs } = options;
  const temperature = options.temperature ?? info.manifest.generation.temperature;
  const settings = { keys, mixes, seconds, seed, temperature };
  const names = sounds.map(({ path }) => [path, basename(path), basename(path, extname(path))]);
  const instruments = (): Iterable<PlannedInstrument> => {
    if (table !== null) return tabledPairs(pairs, table, names, settings);
    const which = { all: allPairs, neighbours, none: singles }[pairs as 'all' | 'neighbours' | 'none'];
    return which(sounds.length, settings);
  };
  if (table !== null && [...instruments()].length === 0)
    throw new AlloyError('bad-argument', pairs, `“${pairs}” has no pairs.`);
  const files = new PlanFiles(options.out, codeStorage(info, options.codes));
  try {
    const sources = await encodeAll(engine, files.archive, sounds, { ...options, display, signal });
    const written = files.finish(
      planModel(info, options.weights ?? null, options.rate !== 'native'),
      sources,
      instruments(),
    );
    const { notes, samples } = written.head;
    const audioSeconds = samples / info.manifest.sampleRate;
    const { audioPerSecond } = info;
    return {
      ...{ path: options.out, model: info.manifest.name, fingerprint: info.fingerprint },
      sources: new Set(sources.map(({ id }) => id)).size,
      ...{ instruments: written.instruments, notes, audioSeconds },
      estimate:
        audioPerSecond === null
          ? null
          : { audioPerSecond, seconds: audioSeconds / audioPerSecond, workers: await defaultWorkers() },
    };
  } catch (error) {
    files.drop();
    throw error;
  }
}

/** The text of a table of pairs; null where `--pairs` is a word. */
function tableOf(pairs: string): string | null {
  if (['all', 'neighbours', 'none'].includes(pairs)) return null;
  if (!existsSync(pairs)) {
    const message = `--pairs takes all, neighbours, none, or the file of a table; there is no file “${pairs}”.`;
    throw new AlloyError('bad-argument', '--pairs', message);
  }
  return new TextDecoder().decode(fileBytes(pairs));
}

/** How a render is shown. */
export interface RenderView {
  readonly display: ProgressDisplay;
  readonly signal: AbortSignal;
  /** Takes every event; null: none is wanted. */
  readonly line: ((event: LibraryEvent) => void) | null;
}

/** Renders a shard. @throws as renderLibrary does. */
export async function renderFiles(
  plan: string,
  options: LibraryRenderOptions,
  { display, signal, line }: RenderView,
): Promise<RenderLibraryReport> {
  const { out, shard, backend, jobs, model, checkpoint, check = false } = options;
  const onEvent = (event: LibraryEvent): void => {
    line?.(event);
    if (event.event === 'start') display.say(`${event.model} on ${event.backend}, shard ${event.shard}`);
    else if (event.event === 'estimate')
      display.say(
        `All of it takes about ${hours(event.seconds)} here, for ${hours(event.audioSeconds)} of sound.`,
      );
    else if (event.event === 'failed') display.say(`The note ${event.hash} failed: ${event.error.message}`);
    else if (event.event === 'progress') display.update(event);
  };
  try {
    const modelUrl = (name: string): URL => findModel(model ?? name);
    const facts = { plan, out, modelUrl, shard, backend, jobs, check, checkpoint: 1000 * checkpoint };
    return await renderLibrary({ ...facts, onEvent, signal });
  } finally {
    display.end();
  }
}
