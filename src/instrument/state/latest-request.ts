/** Tells which instrument was asked for last (a preset, the factory's, a file, a link, a document), and what was turned since. [page] */
import type { ParameterId, ParameterValues } from '../../parameters.js';
import type { MixPosition } from '../../timbre/mix.js';
import type { Store } from './store.js';

/** Of a document, what may be turned. */
interface Turnable {
  readonly parameters: ParameterValues;
  readonly mix: MixPosition;
}

/** An instrument that was asked for, and is on its way. */
export interface LoadRequest {
  /** False once something else was asked for: it is wanted no more. */
  readonly newest: boolean;
  /** Calls back at once when something else is asked for, as long as that did not happen; takes the place of the callback before. */
  onSuperseded(callback: () => void): void;
  /** What it is to be: with the parameters that were turned since it was asked for, as if it had been there at once. */
  withEdits<Document extends Turnable>(document: Document): Document;
}

/**
 * Loading takes time: sounds are fetched, files read, renders stopped. Whatever is asked for last is what comes, and a
 * parameter that is turned meanwhile is turned in what comes. [page]
 */
export class LatestRequest {
  readonly #store: Store;
  #newest = 0;
  readonly #turned = new Set<ParameterId>();
  #overtake: () => void = () => undefined;

  constructor(store: Store) {
    this.#store = store;
  }

  /** Something else is asked for. */
  begin(): LoadRequest {
    this.cancel();
    const mine = this.#newest;
    const isNewest = (): boolean => mine === this.#newest;
    return {
      get newest() {
        return isNewest();
      },
      onSuperseded: (callback) => {
        if (isNewest()) this.#overtake = callback;
      },
      withEdits: (document) => this.#withEdits(document),
    };
  }

  /** What is on its way is wanted no more. */
  cancel(): void {
    this.#newest++;
    this.#turned.clear();
    const overtake = this.#overtake;
    this.#overtake = () => undefined;
    overtake();
  }

  /** A parameter is turned by a hand, a message or a host. */
  turned(id: ParameterId): void {
    this.#turned.add(id);
  }

  #withEdits<Document extends Turnable>(document: Document): Document {
    if (this.#turned.size === 0) return document;
    const { parameters, mix } = this.#store.state;
    const turned = [...this.#turned].map((id) => [id, parameters[id]]);
    return {
      ...document,
      parameters: { ...document.parameters, ...(Object.fromEntries(turned) as Partial<ParameterValues>) },
      mix: {
        x: this.#turned.has('mix') ? mix.x : document.mix.x,
        y: this.#turned.has('mixY') ? mix.y : document.mix.y,
      },
    };
  }
}
