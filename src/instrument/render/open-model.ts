/** Holds the model that is open in the render engine, or is being opened; the newest wins. [page] */
import { toErrorMessage } from '../../errors.js';
import type { SharedRenderClient } from '../../render/shared-client.js';
import type { EngineInfo } from '../../render/notes.js';
import type { ModelEntry } from '../sounds/catalogue.js';
import type { SignalFacts } from '../state/document.js';
import type { Store } from '../state/store.js';

export interface OpenModelOptions {
  readonly store: Store;
  readonly client: SharedRenderClient;
  /** True to keep notes in the browser. */
  readonly keep: boolean;
}

/** The model that is open in the render engine, or is being opened; the newest that was asked for wins. [page] */
export class OpenModel {
  readonly #options: OpenModelOptions;
  /** Settles with the newest open(); until the first one it waits. */
  #opening: Promise<EngineInfo>;
  #startOpening: (info: Promise<EngineInfo>) => void = () => undefined;
  #info: EngineInfo | null = null;
  /** What the newest open() asked for. */
  #fast = false;
  #storedSignal: SignalFacts | null = null;

  constructor(options: OpenModelOptions) {
    this.#options = options;
    this.#opening = new Promise((resolve) => (this.#startOpening = resolve));
    this.#opening.catch(() => undefined); // whoever calls ready() sees it
  }

  /** Of the model that is open now; null while there is none. */
  get info(): EngineInfo | null {
    return this.#info;
  }

  /**
   * Opens a model; the newest call wins. Problems go into `state.model`.
   * @param models folder of those that ship.
   */
  async open(entry: ModelEntry, models: URL): Promise<void> {
    const { store, client, keep } = this.#options;
    const { id, title, description, folder } = entry;
    store.update({ model: { phase: 'loading', id } });
    this.#info = null;
    const model = new URL(`${folder}/model.json`, models);
    this.#fast = store.state.fast;
    const opening = client.open({ model, keep, fast: this.#fast });
    this.#setOpening(opening);
    try {
      const info = await opening;
      if (this.#opening !== opening) return;
      this.#info = info;
      store.update({
        model: { phase: 'ready', id, title: info.manifest.title || title, description },
        backend: {
          tensors: info.tensors,
          generator: info.generator,
          description: info.description,
          audioPerSecond: info.audioPerSecond,
          choosesFast: info.fast !== null,
        },
      });
    } catch (error) {
      if (this.#opening !== opening) return;
      store.update({ model: { phase: 'error', id, error: toErrorMessage(error) } });
    }
  }

  /** Whether the open model has other weights than are asked for now. */
  get outdated(): boolean {
    return this.#info?.fast !== null && this.#fast !== this.#options.store.state.fast;
  }

  /** There is no model to open: what waits for one fails with `error`. */
  fail(id: string, error: Error): void {
    this.#storedSignal = this.signal;
    this.#info = null;
    this.#setOpening(Promise.reject(error));
    this.#options.store.update({ model: { phase: 'error', id, error: toErrorMessage(error) } });
  }

  /** The model, once open. @throws what opening it threw. */
  ready(): Promise<EngineInfo> {
    return this.#opening;
  }

  #setOpening(opening: Promise<EngineInfo>): void {
    opening.catch(() => undefined); // whoever calls ready() sees it
    this.#startOpening(opening);
    this.#opening = opening;
  }

  /** How the model wants its sources; before one is open, how the one of the last visit did. */
  get signal(): SignalFacts | null {
    if (!this.#info) return this.#storedSignal;
    const { sampleRate, signal } = this.#info.manifest;
    return { sampleRate, peak: signal.peak };
  }

  /** How the model of an earlier visit wanted them. */
  restore(signal: SignalFacts | null): void {
    this.#storedSignal = signal;
  }
}
