/** Lists, opens, adds and removes models. [page] */
import { AlloyError, toErrorMessage } from '../../errors.js';
import { removeModel } from '../../model/model-repository.js';
import { forgetEngines } from '../../render/shared-client.js';
import type { Gain01 } from '../../units.js';
import {
  storedName,
  loadModelEntries,
  loadStoredEntries,
  storedEntry,
  type ModelEntry,
} from '../sounds/catalogue.js';
import type { Renderer } from './renderer.js';
import type { EditName } from '../state/state.js';
import type { Store } from '../state/store.js';
import { keepCheckpoint } from './models/convert.js';

export interface ModelsOptions {
  readonly store: Store;
  readonly renderer: Renderer;
  /** Folder of the models that ship. */
  readonly url: URL;
  /** Called before another model is chosen, for undo. */
  readonly record: (name: EditName, subject: string | null) => void;
  /** Called after a model was opened or has failed. */
  readonly opened: () => Promise<void>;
}

/** The models that there are, those that were added included, and the one that the instrument names. [page] */
export class Models {
  readonly #options: ModelsOptions;
  #entries: readonly ModelEntry[] = [];
  #current: string | null = null;
  /** While a model is added. */
  #adding: { readonly abort: AbortController; readonly done: Promise<ModelEntry | null> } | null = null;
  #closed = false;

  constructor(options: ModelsOptions) {
    this.#options = options;
  }

  /** The model that the instrument names, whether it is there or not; null before there is any. */
  get current(): string | null {
    return this.#current;
  }

  /** Finds out which models there are, and opens this one; null, or one that no longer ships: the first. */
  async openFirst(id: string | null): Promise<void> {
    const { url, renderer } = this.#options;
    this.#current = id;
    try {
      const [shipped, stored] = await Promise.all([loadModelEntries(url), loadStoredEntries()]);
      this.#setEntries([...shipped, ...stored]);
      const first = this.#entries[0];
      if (!first) throw new Error('its index.json is empty');
      const there = id !== null && (this.#find(id) ?? storedName(id)) !== null;
      if (!this.#closed) await this.#open(there ? id : first.id);
    } catch (error) {
      const { href } = url;
      const reason = error instanceof Error ? error.message : String(error);
      const failure = new AlloyError('model-missing', href, `No model was found at ${href}: ${reason}.`);
      renderer.model.fail(href, failure);
    }
  }

  /** @throws AlloyError 'bad-argument' when there is no such model. */
  async select(id: string): Promise<void> {
    this.#get(id);
    if (this.#current !== null && this.#current !== id) this.#options.record('model', null);
    await this.#open(id);
  }

  /**
   * Opens what a document names, and how it wants it, unless that is open; a document from before there was any stays
   * with what there is.
   * @returns whether anything is opened.
   */
  goTo(id: string | null): boolean {
    const wanted = id !== null && this.#entries.length > 0 ? id : this.#current;
    if (wanted === null || (wanted === this.#current && !this.#options.renderer.model.outdated)) return false;
    if (!this.#find(wanted) && storedName(wanted) === null) return false;
    void this.#open(wanted);
    return true;
  }

  /** @throws AlloyError 'model-missing' when there is no such model. */
  expect(id: string): void {
    if (this.#find(id)) return;
    const message = `This instrument was made with the model “${storedName(id) ?? id}”, which is not here. Add it, then open the instrument again.`;
    throw new AlloyError('model-missing', id, message);
  }

  async add(file: File): Promise<void> {
    if (this.#adding) return;
    const abort = new AbortController();
    const done = this.#convert(file, abort.signal);
    this.#adding = { abort, done };
    const added = await done;
    this.#adding = null;
    if (added && !this.#closed) await this.select(added.id);
  }

  stopAdding(): void {
    this.#adding?.abort.abort();
  }

  /** @throws AlloyError 'bad-argument' when it is none that was added. */
  async remove(id: string): Promise<void> {
    const { store, renderer } = this.#options;
    const entry = this.#get(id);
    if (entry.storedBytes === undefined) {
      throw new AlloyError('bad-argument', id, `“${entry.title}” ships with Alloy and cannot be removed.`);
    }
    if (this.#adding) return;
    try {
      if (id === this.#current) await renderer.stop();
      await removeModel({ url: entry.folder });
      this.#setEntries(this.#entries.filter((other) => other !== entry));
      if (id === this.#current) await this.#open(id);
    } catch (error) {
      store.update({ adding: { phase: 'error', name: entry.title, error: toErrorMessage(error) } });
    }
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.stopAdding();
    await this.#adding?.done;
  }

  /** Never rejects: what went wrong is in the state. */
  async #convert(file: File, signal: AbortSignal): Promise<ModelEntry | null> {
    const { store } = this.#options;
    const { name } = file;
    const onProgress = (progress: Gain01): void =>
      store.progress({ adding: { phase: 'running', name, progress } });
    store.update({ adding: { phase: 'running', name, progress: 0 } });
    try {
      const entry = storedEntry(await keepCheckpoint(file, name, { onProgress, signal }));
      forgetEngines(new URL(`${entry.folder}/model.json`, this.#options.url));
      void navigator.storage.persist().catch(() => false); // asked for, not counted on
      this.#setEntries([...this.#entries.filter(({ id }) => id !== entry.id), entry]);
      store.update({ adding: { phase: 'idle' } });
      return entry;
    } catch (error) {
      const message = toErrorMessage(error);
      const failed = { phase: 'error', name, error: message } as const;
      store.update({ adding: message.code === 'aborted' ? { phase: 'idle' } : failed });
      return null;
    }
  }

  /** Opens a model; one that was removed fails, and says so. */
  async #open(id: string): Promise<void> {
    const { renderer, url, opened } = this.#options;
    this.#current = id;
    const entry = this.#find(id);
    if (!entry) return renderer.model.fail(id, removedError(storedName(id) ?? id));
    await renderer.open(entry, url);
    await opened();
  }

  #find(id: string): ModelEntry | null {
    return this.#entries.find((entry) => entry.id === id) ?? null;
  }

  #get(id: string): ModelEntry {
    const entry = this.#find(id);
    if (!entry) throw new AlloyError('bad-argument', id, `There is no model “${id}”.`);
    return entry;
  }

  #setEntries(entries: readonly ModelEntry[]): void {
    this.#entries = entries;
    const choices = entries.map(({ id, title, description, storedBytes }) => ({
      ...{ id, title, description },
      ...(storedBytes === undefined ? {} : { storedBytes }),
    }));
    this.#options.store.update({ models: choices });
  }
}

function removedError(name: string): AlloyError {
  return new AlloyError(
    'model-removed',
    name,
    `The model “${name}” was removed from this browser. Choose another model, or add its archive again.`,
  );
}
