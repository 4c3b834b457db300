/** Keeps events in order of their frame, however they arrive. [audio; allocates as events arrive] */
import type { Samples } from '../../src/units.js';

interface Entry<T> {
  readonly frame: Samples;
  /** Order of arrival: decides within a frame. */
  readonly turn: number;
  readonly event: T;
}

/** A binary heap: first the earliest event, within a frame the one that came first. [audio] */
export class EventHeap<T> {
  readonly #entries: Entry<T>[] = [];
  #turns = 0;

  get size(): number {
    return this.#entries.length;
  }

  /** Frame of the first event; Infinity when there is none. */
  get nextFrame(): Samples {
    return this.#entries[0]?.frame ?? Infinity;
  }

  push(frame: Samples, event: T): void {
    const entries = this.#entries;
    const entry = { frame, turn: this.#turns++, event };
    let at = entries.length;
    entries.push(entry);
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!before(entry, entries[parent]!)) break;
      entries[at] = entries[parent]!;
      at = parent;
    }
    entries[at] = entry;
  }

  /** Removes the first event and returns it; undefined when there is none. */
  shift(): T | undefined {
    const entries = this.#entries;
    const first = entries[0];
    const last = entries.pop();
    if (entries.length > 0 && last) this.#sink(last);
    return first?.event;
  }

  /** Removes all events and returns them in their order. */
  drain(): T[] {
    const sorted = this.#entries.splice(0).sort((a, b) => (before(a, b) ? -1 : 1));
    return sorted.map(({ event }) => event);
  }

  #sink(entry: Entry<T>): void {
    const entries = this.#entries;
    const count = entries.length;
    let at = 0;
    for (let child = 1; child < count; child = 2 * at + 1) {
      if (child + 1 < count && before(entries[child + 1]!, entries[child]!)) child++;
      if (!before(entries[child]!, entry)) break;
      entries[at] = entries[child]!;
      at = child;
    }
    entries[at] = entry;
  }
}

function before<T>(a: Entry<T>, b: Entry<T>): boolean {
  return a.frame < b.frame || (a.frame === b.frame && a.turn < b.turn);
}
