/** Records changes for undo, and undoes them. [page] */
import { soundBytes, type InstrumentDocument } from './document.js';
import { History } from './history.js';
import type { EditName } from './state.js';
import type { Store } from './store.js';

/** Sounds that undo may hold. */
const HISTORY_BYTES = 256 * 1024 * 1024;

export interface UndoManagerOptions {
  readonly store: Store;
  /** The instrument as it is. */
  readonly document: () => InstrumentDocument;
  /** Makes the instrument what a document says. */
  readonly apply: (document: InstrumentDocument) => void;
  /** Edits of presets, which are no part of a document: how many are done, and how to go to where so many were. */
  readonly presets: { readonly position: () => number; readonly goTo: (position: number) => void };
}

/** What undo goes back to. */
interface Point {
  readonly document: InstrumentDocument;
  readonly presets: number;
}

/** What was changed, and how to take it back; `state.history` says what that would be. [page] */
export class UndoManager {
  readonly #options: UndoManagerOptions;
  readonly #history = new History<Point>();

  constructor(options: UndoManagerOptions) {
    this.#options = options;
  }

  /** Before a change; see History.record. */
  readonly record = (name: EditName, subject: string | null): void => {
    this.#history.record(name, subject, this.#point());
    this.#history.trim((points) => soundBytes(points.map(({ document }) => document)) > HISTORY_BYTES);
    this.#tell();
  };

  /** Starts a new step: the next change is not joined with the last one. */
  seal(): void {
    this.#history.seal();
  }

  undo(): void {
    this.#goTo(this.#history.undo(this.#point()));
  }

  redo(): void {
    this.#goTo(this.#history.redo(this.#point()));
  }

  #point(): Point {
    return { document: this.#options.document(), presets: this.#options.presets.position() };
  }

  #goTo(point: Point | null): void {
    if (!point) return;
    this.#tell();
    this.#options.presets.goTo(point.presets);
    this.#options.apply(point.document);
  }

  #tell(): void {
    this.#options.store.update({ history: this.#history.state });
  }
}
