/** Writes the plan of a library: its sources, encoded once; its instruments; its notes, each once. [Node] */
import { closeSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { AIR_MODEL_RATE, FULL_RATE } from '../audio/air/bands.js';
import type { EngineInfo } from '../render/notes.js';
import type { WeightStorage } from '../generator/wasm/matrices.js';
import type { MidiNote } from '../units.js';
import { mixesOf, rootsOf, type InstrumentSettings, type PlannedInstrument } from './pairs.js';
import { instrumentsOf, PlanWriter, sourcesOf, type PlanHead } from './plan-file.js';
import { orderedWeights, type PlanModel, type Recipe } from './recipe.js';
import { SourceArchiveWriter, type LibrarySource } from './source-archive.js';
import type { CodeStorage } from './source-block.js';

/** An instrument of a library, as the file beside the plan lists it: a line each. */
export interface LibraryInstrument extends InstrumentSettings {
  /** Ids of its sources: two, or one. */
  readonly sources: readonly string[];
}

/** @param full whether files are to have what lies above the model's band, where that is known: of models at 16 kHz. */
export function planModel(
  { manifest, fingerprint }: EngineInfo,
  weights: WeightStorage | null,
  full: boolean,
): PlanModel {
  const { name, sampleRate } = manifest;
  const rate = full && sampleRate === AIR_MODEL_RATE ? { rate: FULL_RATE } : {};
  return { name, fingerprint, sampleRate, ...rate, weights };
}

/** What `--codes` says, or what suits the model: a large one's codes are large, too. */
export function codeStorage(info: EngineInfo, asked: CodeStorage | undefined): CodeStorage {
  return asked ?? (info.manifest.conditioning.kind === 'linear' ? 'float16' : 'float32');
}

/** A note of an instrument. */
export function recipeOf(
  { sources, seconds, seed, temperature }: LibraryInstrument,
  root: MidiNote,
  mix: number,
): Recipe {
  const [a, b = a] = sources;
  const shares = [
    { source: a!, weight: a === b ? 1 : 1 - mix },
    { source: b!, weight: a === b ? 0 : mix },
  ];
  return { seconds, root, seed, temperature, weights: orderedWeights(shares) };
}

/** All notes of an instrument: mixes of one root together. */
export function* recipesOf(instrument: LibraryInstrument): Generator<Recipe> {
  const mixes = mixesOf({ ...instrument, sources: instrument.sources.map((_, i) => i) });
  for (const root of rootsOf(instrument)) for (const mix of mixes) yield recipeOf(instrument, root, mix);
}

const PART = '.part';

/** The three files of a plan while they are written; they appear together, the plan last. */
export class PlanFiles {
  readonly #path: string;
  readonly archive: SourceArchiveWriter;

  constructor(path: string, codes: CodeStorage) {
    this.#path = path;
    this.archive = new SourceArchiveWriter(sourcesOf(path) + PART, codes);
  }

  /**
   * Writes instruments and notes, and puts all into place.
   * @param sources in the order that instruments name them by.
   */
  finish(
    model: PlanModel,
    sources: readonly LibrarySource[],
    instruments: Iterable<PlannedInstrument>,
  ): { head: PlanHead; instruments: number } {
    this.archive.finish();
    const paths = [sourcesOf(this.#path), instrumentsOf(this.#path), this.#path];
    const listed = new LineWriter(paths[1]! + PART);
    const writer = new PlanWriter(paths[2]! + PART, model);
    const notes = new UniqueNotes();
    let count = 0;
    for (const { sources: places, ...settings } of instruments) {
      const ids = [...new Set(places.map((place) => sources[place]!.id))];
      const instrument: LibraryInstrument = { ...settings, sources: ids };
      if (!notes.isNew(instrument)) continue;
      count++;
      listed.add(JSON.stringify(instrument));
      for (const recipe of recipesOf(instrument)) if (notes.take(recipe)) writer.add(recipe);
    }
    listed.close();
    const head = writer.finish();
    for (const path of paths) renameSync(path + PART, path);
    return { head, instruments: count };
  }

  /** Leaves nothing behind. */
  drop(): void {
    for (const path of [sourcesOf(this.#path), instrumentsOf(this.#path), this.#path])
      rmSync(path + PART, { force: true });
  }
}

/**
 * Knows which notes there are already. Only notes of one sound are in several instruments, as an end of their mix: those of two belong to
 * one pair. So this needs memory for sources and pairs, not for notes.
 */
class UniqueNotes {
  readonly #instruments = new Set<string>();
  readonly #singles = new Set<string>();

  isNew({ sources, ...settings }: LibraryInstrument): boolean {
    const key = JSON.stringify([[...sources].sort(), settings]);
    if (this.#instruments.has(key)) return false;
    this.#instruments.add(key);
    return true;
  }

  take({ weights, seconds, root, seed, temperature }: Recipe): boolean {
    if (weights.length > 1) return true;
    const key = `${weights[0]!.source} ${root} ${seconds} ${seed} ${temperature}`;
    if (this.#singles.has(key)) return false;
    this.#singles.add(key);
    return true;
  }
}

/** Lines, some at a time. */
class LineWriter {
  readonly #file: number;
  #pending: string[] = [];

  constructor(path: string) {
    this.#file = openSync(path, 'w');
  }

  add(line: string): void {
    this.#pending.push(`${line}\n`);
    if (this.#pending.length >= 4096) this.#flush();
  }

  close(): void {
    this.#flush();
    closeSync(this.#file);
  }

  #flush(): void {
    const bytes = Buffer.from(this.#pending.join(''));
    for (let done = 0; done < bytes.length;) done += writeSync(this.#file, bytes, done);
    this.#pending = [];
  }
}
