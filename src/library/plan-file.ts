/** Writes and reads plans: a head that says what they are of, then a recipe a line, its hash first. [Node] */
import { createHash, type Hash } from 'node:crypto';
import { closeSync, openSync, readSync, statSync, writeSync } from 'node:fs';
import { AlloyError } from '../errors.js';
import type { Samples } from '../units.js';
import { cannotRead, lineChunks, unusable } from './lines.js';
import { recipeHasher, samplesOf, type PlanModel, type PlannedNote, type Recipe } from './recipe.js';

export const PLAN_FORMAT = 'alloy-library-plan';
/** Version 2 is of files at another rate than the model's. */
export const PLAN_VERSION = 2;

/** The head is as long whatever it says: it is written last. */
const HEAD_BYTES = 1024;
const FLUSH_BYTES = 1 << 20;

/** What the first line of a plan says. */
export interface PlanHead {
  readonly format: typeof PLAN_FORMAT;
  readonly version: number;
  readonly model: PlanModel;
  /** Lines that follow, all different. */
  readonly notes: number;
  /** Samples of all notes together: what the plan costs. */
  readonly samples: Samples;
  /** Of the whole file: a plan that was cut has fewer. */
  readonly bytes: number;
  /** SHA-256 of all that follows the head. */
  readonly sha256: string;
}

/** The companions of a plan. */
export function sourcesOf(plan: string): string {
  return `${plan.replace(/\.ndjson$/, '')}.sources`;
}

export function instrumentsOf(plan: string): string {
  return `${plan.replace(/\.ndjson$/, '')}.instruments.ndjson`;
}

function lineOf(hash: string, { seconds, root, seed, temperature, weights }: Recipe): string {
  const shares = weights.map(({ source, weight }) => [source, weight]);
  return `${JSON.stringify({ hash, seconds, root, seed, temperature, weights: shares })}\n`;
}

/** Writes a plan of any length in little memory. */
export class PlanWriter {
  readonly #file: number;
  readonly #model: PlanModel;
  readonly #hash: (recipe: Recipe) => string;
  readonly #digest: Hash = createHash('sha256');
  #pending: string[] = [];
  #pendingBytes = 0;
  #bytes = HEAD_BYTES;
  #notes = 0;
  #samples = 0;

  constructor(path: string, model: PlanModel) {
    this.#model = model;
    this.#hash = recipeHasher(model);
    this.#file = openSync(path, 'w');
    this.#put(Buffer.alloc(HEAD_BYTES, ' '));
  }

  add(recipe: Recipe): void {
    const line = lineOf(this.#hash(recipe), recipe);
    this.#pending.push(line);
    this.#pendingBytes += line.length;
    this.#notes++;
    this.#samples += samplesOf(recipe.seconds, this.#model.sampleRate);
    if (this.#pendingBytes > FLUSH_BYTES) this.#flush();
  }

  finish(): PlanHead {
    this.#flush();
    const head: PlanHead = {
      format: PLAN_FORMAT,
      version: this.#model.rate === undefined ? 1 : PLAN_VERSION,
      model: this.#model,
      notes: this.#notes,
      samples: this.#samples,
      bytes: this.#bytes,
      sha256: this.#digest.digest('hex'),
    };
    const text = Buffer.from(JSON.stringify(head));
    if (text.length >= HEAD_BYTES) throw new Error('The head of the plan is too long.');
    writeSync(
      this.#file,
      Buffer.concat([text, Buffer.alloc(HEAD_BYTES - 1 - text.length, ' '), NEWLINE]),
      0,
      HEAD_BYTES,
      0,
    );
    closeSync(this.#file);
    return head;
  }

  #flush(): void {
    const bytes = Buffer.from(this.#pending.join(''));
    this.#digest.update(bytes);
    this.#put(bytes);
    this.#bytes += bytes.length;
    this.#pending = [];
    this.#pendingBytes = 0;
  }

  #put(bytes: Uint8Array): void {
    for (let done = 0; done < bytes.length;) done += writeSync(this.#file, bytes, done);
  }
}

const NEWLINE = Buffer.from('\n');

/** A part of a plan: shard `index` of `count`, from 1. */
export interface Shard {
  readonly index: number;
  readonly count: number;
}

/** A plan on the disk: its head checked, its lines read when they are asked for. */
export class PlanFile {
  readonly path: string;
  readonly head: PlanHead;

  /** @throws AlloyError 'unreadable', 'document-damaged', 'document-newer'. */
  constructor(path: string) {
    this.path = path;
    this.head = readHead(path);
  }

  /**
   * The notes of a shard, in order; the last shard also shows that the plan is whole. A shard is a stretch of the plan with its share of the cost, not of the lines: notes that lie together
   * have sources in common. Every note is in exactly one.
   * @throws AlloyError 'document-damaged' for a line that was changed.
   */
  async *notes({ index, count }: Shard = { index: 1, count: 1 }): AsyncGenerator<PlannedNote> {
    const { model, samples: total, notes } = this.head;
    const hash = recipeHasher(model);
    const [from, to] = [((index - 1) * total) / count, (index * total) / count];
    const digest = index === count ? createHash('sha256') : null;
    const onBytes = (bytes: Uint8Array): void => void digest?.update(bytes);
    let before = 0;
    let number = 1; // the head is line 1
    for await (const lines of lineChunks(this.path, { start: HEAD_BYTES, onBytes })) {
      for (const line of lines) {
        number++;
        const cost = samplesOf(this.#seconds(line, number), model.sampleRate);
        const middle = before + cost / 2;
        before += cost;
        if (middle >= from && middle < to) yield this.#note(line, number, hash);
      }
      if (before >= to && index < count) return;
    }
    if (number - 1 !== notes) throw this.#damaged('lines are missing, or there are too many');
    if (before !== total) throw this.#damaged('its first line says another length than its notes have');
    if (digest && digest.digest('hex') !== this.head.sha256)
      throw this.#damaged('its lines are not those that were written');
  }

  #seconds(line: string, number: number): number {
    const seconds = Number(SECONDS.exec(line)?.[1]);
    if (!(seconds > 0 && seconds <= LONGEST_SECONDS)) throw this.#damaged(`line ${number} is no recipe`);
    return seconds;
  }

  #note(line: string, number: number, hash: (recipe: Recipe) => string): PlannedNote {
    let note: PlannedNote;
    try {
      const { weights, ...rest } = JSON.parse(line) as Omit<PlannedNote, 'weights'> & {
        weights: [string, number][];
      };
      note = { ...rest, weights: weights.map(([source, weight]) => ({ source, weight })) };
    } catch {
      throw this.#damaged(`line ${number} is no recipe`);
    }
    if (hash(note) !== note.hash)
      throw this.#damaged(`line ${number} was changed: it does not belong to its hash`);
    return note;
  }

  #damaged(why: string): AlloyError {
    return unusable(this.path, why);
  }
}

/** Longest note that the engine renders. */
const LONGEST_SECONDS = 120;
const SECONDS = /^\{"hash":"[0-9a-f]{32}","seconds":([\d.e-]+),/;

function readHead(path: string): PlanHead {
  const bytes = Buffer.alloc(HEAD_BYTES);
  let size: number;
  try {
    size = statSync(path).size;
    const file = openSync(path, 'r');
    try {
      readSync(file, bytes, 0, HEAD_BYTES, 0);
    } finally {
      closeSync(file);
    }
  } catch (error) {
    throw cannotRead(path, error);
  }
  let head: Partial<PlanHead> | null;
  try {
    head = JSON.parse(bytes.toString('utf8')) as Partial<PlanHead> | null;
  } catch {
    head = null;
  }
  if (head?.format !== PLAN_FORMAT) throw unusable(path, 'it is no plan of a library');
  if (!(typeof head.version === 'number' && head.version <= PLAN_VERSION)) {
    const message = `The plan “${path}” is of a newer Alloy (version ${String(head.version)}; this one reads up to ${PLAN_VERSION}). Update Alloy on this machine, or plan the library here.`;
    throw new AlloyError('document-newer', path, message);
  }
  if (!isHead(head)) throw unusable(path, 'its first line does not say what it is of');
  if (size !== head.bytes) {
    const how = size < head.bytes ? 'it was cut' : 'something was added to it';
    throw unusable(path, `${how} (${size} bytes of ${head.bytes})`);
  }
  return head;
}

function isHead(head: Partial<PlanHead>): head is PlanHead {
  const { model, notes, samples, bytes } = head;
  const counts = [notes, samples, bytes, model?.sampleRate].every((n) => typeof n === 'number' && n >= 0);
  return counts && typeof model?.name === 'string' && typeof model.fingerprint === 'string';
}
