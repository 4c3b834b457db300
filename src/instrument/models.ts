import { AlloyError, toErrorMessage } from '../errors.js';
import type { Gain01 } from '../units.js';
import {
  loadModelEntries,
  loadStoredEntries,
  storedEntry,
  type AssetLocations,
  type ModelEntry,
} from './catalog.js';
import { keepCheckpoint } from './models/convert.js';
import type { Renderer } from './renderer.js';
import type { EditName } from './state.js';
import type { Store } from './store.js';

export interface ModelsOptions {
  readonly store: Store;
  readonly renderer: Renderer;
  readonly locations: AssetLocations;
  /** Called before another model is chosen, for undo. */
  readonly record: (name: EditName, subject: string | null) => void;
  /** A model was opened, or could not be: sounds are to be encoded anew. */
  readonly opened: () => Promise<void>;
}

/** The models that can be chosen, those that ship and those that were added, and the one that is chosen. [page] */
export class Models {
  readonly #options: ModelsOptions;
  readonly #closing = new AbortController();
  #entries: readonly ModelEntry[] = [];
  #current: string | null = null;

  constructor(options: ModelsOptions) {
    this.#options = options;
  }

  /** Id of the one that is chosen, null before any is. */
  get current(): string | null {
    return this.#current;
  }

  async select(id: string): Promise<void> {
    const entry = this.#entries.find((candidate) => candidate.id === id);
    if (!entry) throw new AlloyError('bad-argument', id, `There is no model “${id}”.`);
    if (this.#current !== null && this.#current !== id) this.#options.record('model', null);
    await this.#open(entry);
  }

  /** See InstrumentContract.addModel. */
  async add(file: File): Promise<void> {
    const { store } = this.#options;
    if (store.state.adding.phase === 'running') return;
    const { name } = file;
    const onProgress = (progress: Gain01): void =>
      store.progress({ adding: { phase: 'running', name, progress } });
    store.update({ adding: { phase: 'running', name, progress: 0 } });
    try {
      const { signal } = this.#closing;
      const entry = storedEntry(await keepCheckpoint(file, name, { onProgress, signal }));
      void navigator.storage.persist().catch(() => false); // asked for, not counted on
      this.#setEntries([...this.#entries.filter(({ id }) => id !== entry.id), entry]);
      store.update({ adding: { phase: 'idle' } });
      await this.select(entry.id);
    } catch (error) {
      store.update({ adding: { phase: 'error', name, error: toErrorMessage(error) } });
    }
  }

  /** Finds out which there are, and opens the one of that id, or the first. Problems go into `state.model`. */
  async openFirst(id: string | null): Promise<void> {
    const { renderer, locations } = this.#options;
    try {
      const [shipped, stored] = await Promise.all([loadModelEntries(locations.models), loadStoredEntries()]);
      this.#setEntries([...shipped, ...stored]);
      const first = this.#entries.find((entry) => entry.id === id) ?? this.#entries[0];
      if (!first) throw new Error('its index.json is empty');
      if (!this.#closing.signal.aborted) await this.#open(first);
    } catch (error) {
      const { href } = locations.models;
      const reason = error instanceof Error ? error.message : String(error);
      const failure = new AlloyError('model-missing', href, `No model was found at ${href}: ${reason}.`);
      renderer.fail(href, failure);
    }
  }

  /** Goes to the model that a document names, without recording. @returns false when it is open, or is not there. */
  goTo(id: string | null): boolean {
    const entry = this.#entries.find((candidate) => candidate.id === id);
    if (!entry || entry.id === this.#current) return false;
    void this.#open(entry);
    return true;
  }

  /** Ends what is being added. */
  close(): void {
    this.#closing.abort();
  }

  #setEntries(entries: readonly ModelEntry[]): void {
    this.#entries = entries;
    const models = entries.map(({ id, title, description }) => ({ id, title, description }));
    this.#options.store.update({ models });
  }

  async #open(entry: ModelEntry): Promise<void> {
    const { renderer, locations, opened } = this.#options;
    this.#current = entry.id;
    await renderer.open(entry, locations);
    await opened();
  }
}
