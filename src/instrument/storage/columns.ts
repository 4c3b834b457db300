import { Fingerprint } from '../../model/hash.js';
import { BoundedStore, type StorageTrouble } from '../../platform/bounded-store.js';
import type { Column, FinishedZones } from '../column.js';
import type { ColumnStore } from '../zones.js';

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

function keyOf(rootMidi: number, recipes: readonly string[]): string {
  const name = [LAYOUT, rootMidi, ...[...recipes].sort()].join('\n');
  return new Fingerprint().text(name).toString();
}

/** Finished columns in IndexedDB, by their notes: of whatever instrument, and whenever they were made. [page] */
export class KeptColumns implements ColumnStore {
  readonly #store: BoundedStore<FinishedZones>;
  readonly #changed: () => void;

  /** @param changed called when one more is kept. */
  constructor(onTrouble: (trouble: StorageTrouble) => void, changed: () => void) {
    this.#store = new BoundedStore({ database: 'alloy-columns', maxBytes: KEPT_BYTES, onTrouble });
    this.#changed = changed;
  }

  /** Only a whole column: with fewer layers it would have to be finished again. */
  find({ rootMidi, zones }: Column): Promise<FinishedZones | null> {
    return this.get(keyOf(rootMidi, [...new Set(zones.map(({ recipe }) => recipe))]));
  }

  async get(key: string): Promise<FinishedZones | null> {
    const value: unknown = await this.#store.get(key);
    return isFinished(value) ? value : null;
  }

  keep(column: Column): void {
    const { finished } = column;
    const key = finishedKey(column);
    if (!finished || key === null) return;
    const bytes = [...finished.layers.values()].reduce((sum, { byteLength }) => sum + byteLength, 0);
    void this.#store.put(key, finished, bytes).then((kept) => kept && this.#changed());
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
