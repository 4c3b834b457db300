/** Saves an instrument after each change, in the one tab that owns it. [page] */
import type { InstrumentDocument } from '../state/document.js';
import type { PresetInfo, StorageNotice, StorageState } from '../state/state.js';
import type { Store } from '../state/store.js';
import { sameInstrument, settingsOfDocument, settingsOfRecord } from './compare.js';
import { asideName, InstrumentRepository, type Snapshot } from './repository.js';
import { Ownership } from './ownership.js';
import type { InstrumentRecord } from './record.js';

/** Delay in which changes are gathered before they are saved. */
const GATHER_MS = 400;

export interface AutosaveOptions {
  /** Null: nothing is kept. */
  readonly key: string | null;
  readonly store: Store;
  /** The settings as they are. */
  readonly document: () => InstrumentDocument;
  /** What there is to keep now. */
  readonly collect: () => Snapshot;
  /** All that a snapshot is made of, to see whether anything of it changed. */
  readonly parts: () => readonly unknown[];
  /** This tab keeps from here on, and has done nothing of its own: it becomes what the other tab had kept. */
  readonly adopt: (stored: Snapshot) => Promise<void>;
  /** What one of the tabs had is a preset now. */
  readonly rescued: (preset: PresetInfo) => void;
}

/** Saves an instrument a moment after each change, and when the page is closed. [page] */
export class Autosave {
  readonly #options: AutosaveOptions;
  readonly #repository: InstrumentRepository | null = null;
  readonly #ownership: Ownership | null = null;
  #on = false;
  #timer: ReturnType<typeof setTimeout> | null = null;
  #parts: readonly unknown[] = [];

  constructor(options: AutosaveOptions) {
    this.#options = options;
    const { key, rescued } = options;
    if (key === null) return;
    this.#repository = new InstrumentRepository({
      key,
      onTrouble: (trouble) => this.note(trouble),
      onRescued: rescued,
    });
    this.#ownership = new Ownership({
      key,
      flush: () => this.#flush(),
      gained: () => void this.#gained(),
      lost: () => this.#lost(),
    });
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
    if (!this.#repository || !this.#ownership) return null;
    this.#phase('opening');
    const opened = await this.#repository.open();
    if (!opened) {
      this.#phase('off');
      return null;
    }
    const ours = await this.#ownership.claim();
    this.#on = ours;
    return this.#repository.load();
  }

  /** Whether what was opened is kept here, and not in another tab. */
  get ours(): boolean {
    return this.#on;
  }

  /** From here on, what changes is kept. */
  start(): void {
    if (this.#options.store.state.storage.phase !== 'opening') return;
    this.#phase(this.#on ? 'on' : 'elsewhere');
    this.#options.store.addEventListener('change', this.changed);
    globalThis.addEventListener('pagehide', this.#leaving);
  }

  /** Keeps here from now on, in place of the tab that does. */
  async takeOver(): Promise<void> {
    if (this.#options.store.state.storage.phase !== 'elsewhere') return;
    await this.#ownership?.takeOver();
    await this.#gained();
  }

  /** Schedules a save: something may have changed. */
  readonly changed = (): void => {
    if (!this.#started || !this.#on || this.#timer !== null || !this.#differs()) return;
    this.#timer = setTimeout(() => void this.#flush(), GATHER_MS);
  };

  /** Saves the last changes and releases the key to others. */
  async close(): Promise<void> {
    this.#ownership?.leave();
    this.#leaving();
    this.#on = false;
    this.#options.store.removeEventListener('change', this.changed);
    globalThis.removeEventListener('pagehide', this.#leaving);
    await this.#repository?.close();
    this.#ownership?.close();
  }

  get #started(): boolean {
    const { phase } = this.#options.store.state.storage;
    return phase === 'on' || phase === 'elsewhere';
  }

  #differs(): boolean {
    const parts = this.#options.parts();
    return parts.length !== this.#parts.length || parts.some((part, i) => part !== this.#parts[i]);
  }

  async #flush(): Promise<void> {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    if (!this.#started || !this.#on || !this.#differs()) return;
    this.#parts = this.#options.parts();
    await this.#repository?.save(this.#options.collect());
  }

  /** The other tab has gone, or has given the instrument to this one. */
  async #gained(): Promise<void> {
    const repository = this.#repository;
    const { phase } = this.#options.store.state.storage;
    if (!repository || this.#on || (phase !== 'elsewhere' && phase !== 'opening')) return;
    this.#on = true;
    if (phase === 'opening') return; // start() is to come
    this.#phase('on');
    if (!this.#hasOwn() && (await repository.wasChanged())) {
      const known = repository.known;
      const stored = await repository.load();
      if (stored && known && this.#isAt(known)) await this.#options.adopt(stored);
    }
    this.#parts = [];
    await this.#flush();
  }

  #lost(): void {
    if (!this.#on) return;
    this.#on = false;
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    if (this.#started) this.#phase('elsewhere');
  }

  /** Whether something was changed here that is not kept. */
  #hasOwn(): boolean {
    const known = this.#repository?.known;
    if (known) return !this.#isAt(known);
    return this.#options.document().slots.some((slot) => slot !== null);
  }

  #isAt(record: InstrumentRecord): boolean {
    return sameInstrument(settingsOfDocument(this.#options.document()), settingsOfRecord(record));
  }

  /** The page goes. What was changed in a tab that does not keep becomes a preset. */
  readonly #leaving = (): void => {
    if (this.#on) void this.#flush();
    else if (this.#started && this.#hasOwn())
      void this.#repository?.setAside(this.#options.collect(), asideName(Date.now()));
  };

  #phase(phase: StorageState['phase']): void {
    const { store } = this.#options;
    store.update({ storage: { ...store.state.storage, phase } });
  }
}
