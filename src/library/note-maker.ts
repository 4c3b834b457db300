/** Makes one note after another of a plan: by itself on wasm, from its checkpoint where it has one. [Node] */
import type { RenderEngine } from '../render/engine.js';
import type { BatchNote, RenderNote } from '../render/notes.js';
import type { Hertz, Milliseconds } from '../units.js';
import type { LibraryFolder } from './library-folder.js';
import type { NoteFile } from './note-file.js';
import type { PlannedNote } from './recipe.js';
import type { LibraryEvent } from './render-library.js';
import type { SourceCache } from './source-cache.js';

export interface NoteMakerOptions {
  readonly sampleRate: Hertz;
  readonly checkpoint: Milliseconds;
  /** Of the generator. */
  readonly workers: number;
  readonly onEvent: (event: LibraryEvent) => void;
  readonly signal: AbortSignal;
}

/** A GPU makes many notes in the time of one. */
const BATCH_ON_GPU = 64;
/** Notes of a render that is ended are kept as far as they are, from so much work on. */
const WORTH_KEEPING: Milliseconds = 1500;

export type MakerEngine = Pick<RenderEngine, 'info' | 'renderBatch'>;

/** Null: the signal ended it, and what there is of it is kept. */
export type MadeNote = NoteFile | null;

export class NoteMaker {
  readonly #engine: MakerEngine;
  readonly #sources: SourceCache;
  readonly #folder: LibraryFolder;
  readonly #options: NoteMakerOptions;
  /** Notes that are made together. */
  readonly batch: number;
  /** Batches to ask for at once: twice the workers, so that one is conditioned while its worker still has another. */
  readonly atOnce: number;

  constructor(engine: MakerEngine, sources: SourceCache, folder: LibraryFolder, options: NoteMakerOptions) {
    this.#engine = engine;
    this.#sources = sources;
    this.#folder = folder;
    this.#options = options;
    const gpu = engine.info.generator === 'webgpu';
    this.batch = gpu ? BATCH_ON_GPU : 1;
    this.atOnce = gpu ? 1 : 2 * options.workers;
  }

  /** Notes of one temperature. @throws AlloyError where one of them cannot be made. */
  async make(notes: readonly PlannedNote[]): Promise<MadeNote[]> {
    const used = notes.flatMap(({ weights }) => weights);
    await this.#sources.hold(used);
    try {
      const made = await this.#render(notes.map(requestOf));
      const { sampleRate } = this.#options;
      return made.map(({ id: hash, complete, rootMidi: root, samples, target, pitched }) =>
        complete ? { hash, root, sampleRate, pitched, target, samples } : null,
      );
    } finally {
      this.#sources.release(used);
    }
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
    const made = await this.#engine.renderBatch(notes, {
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
