/** Holds notes while they are rendered, and batches them for the generator. */
import type { NoteAir } from '../audio/air/full-band.js';
import { AlloyError } from '../errors.js';
import type { Conditioning, GeneratorNote } from '../generator/generator.js';
import type { Decibels, Samples } from '../units.js';
import type { RenderedNote, RenderNote } from './notes.js';
import { Synthesis, type SynthesisOptions } from './synthesis.js';

/** Longest note, in seconds: guards against renders of hours by a wrong argument. */
const MAX_SECONDS = 120;
/** Codes kept ready for what is generated of one conditioning batch, in float32 values: 256 MB. */
const MAX_BATCH_VALUES = 64 * 1024 * 1024;

/** What is known of a note's level before its first sample, in LUFS. */
export interface NoteLevel {
  /** Of the note as it is rendered: see expectedLoudness. */
  readonly loudness: Decibels;
  /** Of its zone: see zoneTarget. */
  readonly target: Decibels;
}

/** One note while it is rendered: its codes, and the sound made of them so far. */
export class Job {
  readonly note: RenderNote;
  /** Key in the code cache. */
  readonly key: string;
  readonly level: NoteLevel;
  readonly air: NoteAir | null;
  readonly samples: Float32Array;
  readonly #codes: Uint8Array;
  readonly #synthesis: Synthesis;
  #made: Samples = 0;
  #sounded: Samples = 0;

  constructor(
    note: RenderNote,
    key: string,
    level: NoteLevel,
    air: NoteAir | null,
    synthesis: SynthesisOptions,
  ) {
    this.note = note;
    this.key = key;
    this.level = level;
    this.air = air;
    this.samples = new Float32Array(synthesis.length);
    this.#codes = new Uint8Array(synthesis.length);
    this.#synthesis = new Synthesis(synthesis);
  }

  get length(): Samples {
    return this.samples.length;
  }

  /** Codes so far. */
  get made(): Samples {
    return this.#made;
  }

  get complete(): boolean {
    return this.#made === this.length;
  }

  /** The codes so far, for the cache. */
  get codes(): Uint8Array {
    return this.#codes.slice(0, this.#made);
  }

  /**
   * Takes codes that begin at `start` and makes sound of those that are new.
   * @returns where the new sound begins and what it is (it lags behind the codes); null when there is none.
   */
  append(
    start: Samples,
    codes: Uint8Array,
  ): { readonly start: Samples; readonly samples: Float32Array } | null {
    if (start > this.#made) throw new Error(`Codes of ${this.note.id} came out of order.`);
    const fresh = codes.subarray(this.#made - start, this.length - start);
    this.#codes.set(fresh, this.#made);
    this.#made += fresh.length;
    const samples = this.#synthesis.process(fresh);
    if (samples.length === 0) return null;
    const from = this.#sounded;
    this.samples.set(samples, from);
    this.#sounded += samples.length;
    return { start: from, samples };
  }

  generatorNote(conditioning: Conditioning): GeneratorNote {
    return {
      conditioning,
      length: this.length,
      seed: this.note.seed >>> 0,
      stream: streamOf(this.note),
      ...(this.#made > 0 ? { history: this.codes } : {}),
    };
  }

  result(): RenderedNote {
    const { id, rootMidi } = this.note;
    const samples = this.complete ? this.samples : this.samples.slice(0, this.#sounded);
    return { id, rootMidi, samples, codes: this.codes, complete: this.complete, air: this.air };
  }
}

/** The second sampling key: the root in cents, so that the notes of one seed draw different numbers. */
export function streamOf({ rootMidi }: RenderNote): number {
  return Math.round(rootMidi * 100) >>> 0;
}

/**
 * Cuts jobs into batches for the generator, in order: one temperature a batch, and at most MAX_BATCH_VALUES of
 * conditioning.
 */
export function batchJobs(jobs: readonly Job[], valuesOf: (job: Job) => number): Job[][] {
  const batches: Job[][] = [];
  let values = 0;
  for (const job of jobs) {
    const batch = batches.at(-1);
    values += valuesOf(job);
    if (batch && batch[0]!.note.temperature === job.note.temperature && values <= MAX_BATCH_VALUES) {
      batch.push(job);
    } else {
      batches.push([job]);
      values = valuesOf(job);
    }
  }
  return batches;
}

/** @throws AlloyError 'bad-argument' for a note that cannot be rendered, or two of one id. */
export function checkNotes(notes: readonly RenderNote[]): void {
  const ids = new Set<string>();
  for (const { id, rootMidi, seconds, seed, temperature } of notes) {
    if (ids.has(id)) fail(id, `Two notes to render have the id ${id}.`);
    ids.add(id);
    if (!(rootMidi >= 0 && rootMidi <= 127)) fail(id, `The root ${rootMidi} is no MIDI note, 0 to 127.`);
    if (!(seconds > 0 && seconds <= MAX_SECONDS)) {
      fail(id, `A note of ${seconds} s cannot be rendered: it must be above 0 and at most ${MAX_SECONDS} s.`);
    }
    if (!(Number.isInteger(seed) && seed >= 0 && seed <= 0xffffffff)) {
      fail(id, `The seed ${seed} is no whole number from 0 to ${0xffffffff}.`);
    }
    if (!(temperature >= 0 && temperature < Infinity))
      fail(id, `The temperature is ${temperature}; it must be 0 or more.`);
  }
}

function fail(id: string, message: string): never {
  throw new AlloyError('bad-argument', id, message);
}
