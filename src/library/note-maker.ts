/** Makes one note after another of a plan: by itself on wasm, from its checkpoint where it has one. [Node] */
import type { RenderEngine } from '../render/engine.js';
import type { BatchNote, BatchOptions, RenderNote } from '../render/notes.js';
import type { Hertz, Milliseconds } from '../units.js';
import type { FinishedNote } from './finish-note.js';
import type { LibraryFolder } from './library-folder.js';
import type { NoteFinisher } from './note-finisher.js';
import type { PlannedNote } from './recipe.js';
import type { LibraryEvent } from './render-library.js';
import type { SourceCache } from './source-cache.js';

export interface NoteMakerOptions {
  /** Of the files. */
  readonly rate: Hertz;
  readonly checkpoint: Milliseconds;
  /** Of the generator. */
  readonly workers: number;
  readonly onEvent: (event: LibraryEvent) => void;
  readonly signal: AbortSignal;
}

/** A GPU makes many notes in the time of one. */
const BATCH_ON_GPU = 64;
/** Notes that a worker advances together where the model is large. */
const SIDE_BY_SIDE = 4;
/** Notes of a render that is ended are kept as far as they are, from so much work on. */
const WORTH_KEEPING: Milliseconds = 1500;

export type MakerEngine = Pick<RenderEngine, 'info' | 'generateBatch'>;

/** Null: the signal ended it, and what there is of it is kept. */
export type MadeNote = FinishedNote | null;

export class NoteMaker {
  readonly #engine: MakerEngine;
  readonly #sources: SourceCache;
  readonly #folder: LibraryFolder;
  readonly #options: NoteMakerOptions;
  readonly #finisher: NoteFinisher;
  /** The batch that a GPU was asked for last. */
  #last: Promise<unknown> = Promise.resolve();
  /** Notes that are made together. */
  readonly batch: number;
  /**
   * Batches to ask for at once: those that are generated, as many that are conditioned already and wait for a worker, and those that
   * become files meanwhile. More would only take memory.
   */
  readonly atOnce: number;

  constructor(
    engine: MakerEngine,
    sources: SourceCache,
    folder: LibraryFolder,
    finisher: NoteFinisher,
    options: NoteMakerOptions,
  ) {
    this.#finisher = finisher;
    this.#engine = engine;
    this.#sources = sources;
    this.#folder = folder;
    this.#options = options;
    const gpu = engine.info.generator === 'webgpu';
    this.batch = gpu ? BATCH_ON_GPU : 1;
    const each = engine.info.audioPerSecond === null ? 1 : SIDE_BY_SIDE;
    this.atOnce = gpu ? 2 : (each + 1) * options.workers + finisher.threads;
  }

  /** Notes of one temperature. @throws AlloyError where one of them cannot be made. */
  async make(notes: readonly PlannedNote[]): Promise<MadeNote[]> {
    const used = notes.flatMap(({ weights }) => weights);
    await this.#sources.hold(used);
    try {
      const made = await this.#render(notes.map(requestOf));
      const { rate } = this.#options;
      return await Promise.all(
        made.map(({ id: hash, rootMidi: root, complete, codes, synthesis, air, target, pitched }) =>
          complete
            ? this.#finisher.finish({ hash, root, rate, codes, synthesis, air, target, pitched })
            : null,
        ),
      );
    } finally {
      this.#sources.release(used);
    }
  }

  /** A GPU takes one batch at a time; the next one begins while this one becomes files. */
  #generate(notes: readonly RenderNote[], options: BatchOptions): Promise<BatchNote[]> {
    if (this.batch === 1) return this.#engine.generateBatch(notes, options);
    const made = this.#last.then(() => this.#engine.generateBatch(notes, options));
    this.#last = made.catch(() => undefined);
    return made;
  }

  async #render(notes: readonly RenderNote[]): Promise<BatchNote[]> {
    const { checkpoint, signal, onEvent } = this.#options;
    const historyOf = (hash: string): Uint8Array | null => {
      const codes = this.#folder.checkpoint(hash);
      if (codes) onEvent({ event: 'resumed', hash, samples: codes.length });
      return codes;
    };
    const begun = new Map<string, Milliseconds>();
    const kept = new Map<string, Milliseconds>();
    const made = await this.#generate(notes, {
      historyOf,
      signal,
      onChunk: (id, codes) => {
        const now = performance.now();
        if (!begun.has(id)) begun.set(id, now); // not while it waited for a worker
        if (now - (kept.get(id) ?? begun.get(id)!) < checkpoint) return;
        kept.set(id, now);
        const all = codes();
        this.#folder.keepCheckpoint(id, all);
        onEvent({ event: 'checkpoint', hash: id, samples: all.length });
      },
    });
    for (const { id, complete, codes } of made) {
      const work = performance.now() - (begun.get(id) ?? Infinity);
      if (!complete && work > Math.min(WORTH_KEEPING, checkpoint)) this.#folder.keepCheckpoint(id, codes);
    }
    return made;
  }
}

function requestOf({ hash, weights, root, seconds, seed, temperature }: PlannedNote): RenderNote {
  return { id: hash, weights, rootMidi: root, seconds, seed, temperature };
}
