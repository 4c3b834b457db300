/** Keeps a few sources of an archive in the engine: those that were used last, for a plan of thousands holds more than memory. */
import type { RenderEngine } from '../render/engine.js';
import type { SourceWeight } from '../render/notes.js';
import type { SourceArchive } from './source-archive.js';

export type SourceEngine = Pick<RenderEngine, 'addEncoded' | 'removeSource'>;

/** Sources at once: those of the notes that are being made, and of their neighbours in the plan. */
const KEPT = 24;

export class SourceCache {
  readonly #engine: SourceEngine;
  readonly #archive: SourceArchive;
  /** Id → notes that are using it; in the order of use. */
  readonly #used = new Map<string, number>();
  readonly #loading = new Map<string, Promise<unknown>>();

  constructor(engine: SourceEngine, archive: SourceArchive) {
    this.#engine = engine;
    this.#archive = archive;
  }

  /** Makes a note's sources ready, and keeps them until `release`. @throws AlloyError of SourceArchive.read and addEncoded. */
  async hold(weights: readonly SourceWeight[]): Promise<void> {
    const held: SourceWeight[] = [];
    try {
      for (const share of weights) {
        await this.#load(share.source);
        held.push(share);
        this.#count(share.source, 1);
      }
    } catch (error) {
      this.release(held);
      throw error;
    }
  }

  release(weights: readonly SourceWeight[]): void {
    for (const { source } of weights) this.#count(source, -1);
    for (const [id, notes] of this.#used) {
      if (this.#used.size <= KEPT) return;
      if (notes > 0) continue;
      this.#used.delete(id);
      this.#loading.delete(id);
      this.#engine.removeSource(id);
    }
  }

  #count(id: string, by: number): void {
    const notes = (this.#used.get(id) ?? 0) + by;
    this.#used.delete(id); // to the end: used last
    this.#used.set(id, notes);
  }

  #load(id: string): Promise<unknown> {
    let loading = this.#loading.get(id);
    if (!loading) {
      loading = Promise.resolve().then(() => this.#engine.addEncoded(id, this.#archive.read(id)));
      this.#loading.set(id, loading);
      loading.catch(() => this.#loading.delete(id)); // another note of it shall fail by itself
    }
    return loading;
  }
}
