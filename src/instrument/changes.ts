import { soundBytes, type InstrumentDocument } from './document.js';
import { History } from './history.js';
import type { EditName } from './state.js';
import type { Store } from './store.js';

/** Sounds that undo may hold. */
const HISTORY_BYTES = 256 * 1024 * 1024;

export interface ChangesOptions {
  readonly store: Store;
  /** The instrument as it is. */
  readonly document: () => InstrumentDocument;
  /** Makes the instrument what a document says. */
  readonly apply: (document: InstrumentDocument) => void;
}

/** What was changed, and how to take it back; `state.history` says what that would be. [page] */
export class Changes {
  readonly #options: ChangesOptions;
  readonly #history = new History<InstrumentDocument>();

  constructor(options: ChangesOptions) {
    this.#options = options;
  }

  /** Before a change; see History.record. */
  readonly record = (name: EditName, subject: string | null): void => {
    this.#history.record(name, subject, this.#options.document());
    this.#history.trim((documents) => soundBytes(documents) > HISTORY_BYTES);
    this.#tell();
  };

  /** What comes next is a step of its own. */
  seal(): void {
    this.#history.seal();
  }

  undo(): void {
    this.#goTo(this.#history.undo(this.#options.document()));
  }

  redo(): void {
    this.#goTo(this.#history.redo(this.#options.document()));
  }

  #goTo(document: InstrumentDocument | null): void {
    if (!document) return;
    this.#tell();
    this.#options.apply(document);
  }

  #tell(): void {
    this.#options.store.update({ history: this.#history.state });
  }
}
