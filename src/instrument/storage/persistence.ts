import type { StorageNotice } from '../state.js';
import type { Store } from '../store.js';
import { Keeper, type Snapshot } from './keeper.js';

/** Changes are gathered for as long. */
const GATHER_MS = 400;

export interface PersistenceOptions {
  /** Null: nothing is kept. */
  readonly key: string | null;
  readonly store: Store;
  /** What there is to keep now. */
  readonly collect: () => Snapshot;
  /** All that a snapshot is made of, to see whether anything of it changed. */
  readonly parts: () => readonly unknown[];
}

/** Keeps an instrument from one visit to the next: a moment after each change, and when the page goes. [page] */
export class Persistence {
  readonly #options: PersistenceOptions;
  readonly #keeper: Keeper | null;
  #on = false;
  #timer: ReturnType<typeof setTimeout> | null = null;
  #parts: readonly unknown[] = [];

  constructor(options: PersistenceOptions) {
    this.#options = options;
    this.#keeper = options.key === null ? null : new Keeper(options.key, (trouble) => this.note(trouble));
  }

  /** Tells people of a trouble, once. */
  note(notice: StorageNotice): void {
    const { store } = this.#options;
    const { storage } = store.state;
    if (storage.notices.includes(notice)) return;
    store.update({ storage: { ...storage, notices: [...storage.notices, notice] } });
  }

  /** What was kept; null when there is nothing. Nothing is written before `start`. */
  async open(): Promise<Snapshot | null> {
    if (!this.#keeper) return null;
    this.#phase('opening');
    const ours = await this.#keeper.open();
    if (!ours) this.#phase('off');
    return ours ? this.#keeper.load() : null;
  }

  /** From here on, what changes is kept. */
  start(): void {
    if (this.#options.store.state.storage.phase !== 'opening') return;
    this.#on = true;
    this.#phase('on');
    this.#options.store.addEventListener('change', this.changed);
    globalThis.addEventListener('pagehide', this.#flush);
  }

  /** Something may have changed. */
  readonly changed = (): void => {
    if (!this.#on || this.#timer !== null || !this.#differs()) return;
    this.#timer = setTimeout(this.#flush, GATHER_MS);
  };

  /** Keeps what is left to keep, and lets others have the key. */
  async close(): Promise<void> {
    if (this.#on) this.#flush();
    this.#on = false;
    this.#options.store.removeEventListener('change', this.changed);
    globalThis.removeEventListener('pagehide', this.#flush);
    await this.#keeper?.close();
  }

  #differs(): boolean {
    const parts = this.#options.parts();
    return parts.length !== this.#parts.length || parts.some((part, i) => part !== this.#parts[i]);
  }

  readonly #flush = (): void => {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    if (!this.#on || !this.#differs()) return;
    this.#parts = this.#options.parts();
    void this.#keeper?.save(this.#options.collect());
  };

  #phase(phase: 'off' | 'opening' | 'on'): void {
    const { store } = this.#options;
    store.update({ storage: { ...store.state.storage, phase } });
  }
}
