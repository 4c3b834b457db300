import { Fingerprint } from '../../model/hash.js';
import { BoundedStore, type StorageTrouble } from '../../platform/bounded-store.js';
import type { Column, FinishedZones } from '../column.js';
import type { ColumnStore } from '../zones.js';

/** The same that are held in memory, where the browser keeps none. */
const REMEMBERED_BYTES = 128 * 1024 * 1024;
/** Finished columns that are kept: some 25 instruments of the first plan. */
const KEPT_BYTES = 512 * 1024 * 1024;
/** Of finishing and of what is kept of it; another one's columns are made anew. */
const LAYOUT = 4;

/** Keys that were worked out: they are asked for at every change. */
const keys = new WeakMap<FinishedZones, string>();

/** The name under which what is finished of a column is kept; null when nothing is. */
export function finishedKey({ finished, rootMidi, zones }: Column): string | null {
  if (!finished) return null;
  const known = keys.get(finished);
  if (known !== undefined) return known;
  const recipes = [...new Set(zones.map(({ recipe }) => recipe))].filter((recipe) =>
    finished.layers.has(recipe),
  );
  const key = keyOf(rootMidi, recipes);
  keys.set(finished, key);
  return key;
}

/** The name of the whole column, with all of its layers. */
function wholeKey({ rootMidi, zones }: Column): string {
  return keyOf(rootMidi, [...new Set(zones.map(({ recipe }) => recipe))]);
}

function bytesOf({ layers }: FinishedZones): number {
  return [...layers.values()].reduce((sum, { byteLength }) => sum + byteLength, 0);
}

function keyOf(rootMidi: number, recipes: readonly string[]): string {
  const name = [LAYOUT, rootMidi, ...[...recipes].sort()].join('\n');
  return new Fingerprint().text(name).toString();
}

/** Finished columns in memory, the least recently used go first: what undo brings back where nothing is kept. [page] */
export class RememberedColumns implements ColumnStore {
  readonly #columns = new Map<string, FinishedZones>();
  #bytes = 0;

  find(column: Column): Promise<FinishedZones | null> {
    return Promise.resolve(this.get(wholeKey(column)));
  }

  get(key: string): FinishedZones | null {
    const finished = this.#columns.get(key) ?? null;
    if (finished) {
      this.#columns.delete(key); // the newest is the last
      this.#columns.set(key, finished);
    }
    return finished;
  }

  keep(column: Column): void {
    const key = finishedKey(column);
    if (!column.finished || key === null) return;
    this.#drop(key);
    this.#columns.set(key, column.finished);
    this.#bytes += bytesOf(column.finished);
    for (const oldest of this.#columns.keys()) {
      if (this.#bytes <= REMEMBERED_BYTES) break;
      this.#drop(oldest);
    }
  }

  #drop(key: string): void {
    const finished = this.#columns.get(key);
    if (!finished) return;
    this.#columns.delete(key);
    this.#bytes -= bytesOf(finished);
  }
}

/** Finished columns in IndexedDB, by their notes: of whatever instrument, and whenever they were made. [page] */
export class KeptColumns implements ColumnStore {
  readonly #store: BoundedStore<FinishedZones>;
  readonly #changed: () => void;
  /** What the browser does not keep. */
  readonly #remembered = new RememberedColumns();

  /** @param changed called when one more is kept. */
  constructor(onTrouble: (trouble: StorageTrouble) => void, changed: () => void) {
    this.#store = new BoundedStore({ database: 'alloy-columns', maxBytes: KEPT_BYTES, onTrouble });
    this.#changed = changed;
  }

  /** Only a whole column: with fewer layers it would have to be finished again. */
  find(column: Column): Promise<FinishedZones | null> {
    return this.get(wholeKey(column));
  }

  async get(key: string): Promise<FinishedZones | null> {
    const value: unknown = await this.#store.get(key);
    return isFinished(value) ? value : this.#remembered.get(key);
  }

  keep(column: Column): void {
    const { finished } = column;
    const key = finishedKey(column);
    if (!finished || key === null) return;
    void this.#store.put(key, finished, bytesOf(finished)).then((kept) => {
      if (kept) this.#changed();
      else this.#remembered.keep(column);
    });
  }

  close(): Promise<void> {
    return this.#store.close();
  }
}

function isFinished(value: unknown): value is FinishedZones {
  const { sampleRate, layers, falls, loop } = (value ?? {}) as Partial<FinishedZones>;
  if (!(layers instanceof Map && falls instanceof Map) || !(typeof sampleRate === 'number' && sampleRate > 0))
    return false;
  const samples = [...layers.values()];
  if (!samples.every((layer) => layer instanceof Float32Array && layer.length > 0)) return false;
  if (![...layers.keys()].every((recipe) => falls.get(recipe) >= 0)) return false;
  if (loop === null || loop === undefined) return loop === null;
  const { start, end, crossfade } = loop;
  const whole = [start, end, crossfade].every((value) => Number.isInteger(value) && value >= 0);
  return whole && start < end && samples.every(({ length }) => end <= length);
}
