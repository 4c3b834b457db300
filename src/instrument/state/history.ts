/** Implements undo and redo over immutable documents, quick changes of one thing joined. */
import type { EditName, HistoryState } from './state.js';

/** What was before a change, and what the change was. */
interface Step<T> {
  readonly name: EditName;
  readonly document: T;
}

/** Steps that are kept. */
const MAX_STEPS = 200;
/** Changes of one thing in less than this are one: the drag of a knob. */
const COALESCE_MILLISECONDS = 800;

/**
 * Undo and redo over documents that never change: each step holds the whole document from before it. `now` is a clock in
 * milliseconds.
 */
export class History<T> {
  #undo: Step<T>[] = [];
  #redo: Step<T>[] = [];
  #last: { readonly subject: string; time: number } | null = null;
  readonly #now: () => number;

  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  get state(): HistoryState {
    return { undo: this.#undo.at(-1)?.name ?? null, redo: this.#redo.at(-1)?.name ?? null };
  }

  /** What comes next is a step of its own, whatever was before. */
  seal(): void {
    this.#last = null;
  }

  /** The documents that are held, to know what they still need. */
  get documents(): readonly T[] {
    return [...this.#undo, ...this.#redo].map((step) => step.document);
  }

  /**
   * Before a change: `document` is what it will be undone to.
   * @param subject the thing that changes ("parameter attack"): quick changes of one thing in a row are one step. Null:
   * never joined with another.
   */
  record(name: EditName, subject: string | null, document: T): void {
    const now = this.#now();
    const joins =
      subject !== null && this.#last?.subject === subject && now - this.#last.time < COALESCE_MILLISECONDS;
    this.#last = subject === null ? null : { subject, time: now };
    this.#redo = [];
    if (joins && this.#undo.length > 0) return;
    this.#undo.push({ name, document });
    if (this.#undo.length > MAX_STEPS) this.#undo.shift();
  }

  /** The document to go back to, or null; `document` is the present one. */
  undo(document: T): T | null {
    return this.#move(this.#undo, this.#redo, document);
  }

  redo(document: T): T | null {
    return this.#move(this.#redo, this.#undo, document);
  }

  /** Drops the oldest steps while `tooMuch` returns true. */
  trim(tooMuch: (documents: readonly T[]) => boolean): void {
    while (this.#undo.length > 0 && tooMuch(this.documents)) this.#undo.shift();
  }

  #move(from: Step<T>[], to: Step<T>[], document: T): T | null {
    const step = from.pop();
    if (!step) return null;
    this.#last = null;
    to.push({ name: step.name, document });
    return step.document;
  }
}
