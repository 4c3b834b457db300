/** Stores conditioned key zones in IndexedDB, by the recipes of their notes. [page] */
import { Fingerprint } from '../../model/hash.js';
import { BoundedStore, type StorageTrouble } from '../../platform/bounded-store.js';
import { CONDITIONING, type KeyZone, type ConditionedLayers } from '../render/key-zone.js';
import type { KeyZoneStore } from '../render/key-zones.js';

/** Size of the key zones that are held in memory, bytes, where the browser stores none. */
const REMEMBERED_BYTES = 128 * 1024 * 1024;
/** Size of the stored key zones, bytes: some 25 instruments of the first plan. */
const STORED_BYTES = 512 * 1024 * 1024;

/** Layers as they are stored: the decay rates are called falls there, as they were in the first version; it had no targets. */
type StoredLayers = Omit<ConditionedLayers, 'decayRates' | 'targets'> & {
  readonly falls: ConditionedLayers['decayRates'];
  readonly targets?: ConditionedLayers['targets'];
};

function storedLayers({ decayRates, ...rest }: ConditionedLayers): StoredLayers {
  return { ...rest, falls: decayRates };
}

function readLayers({ falls, targets, ...rest }: StoredLayers): ConditionedLayers {
  return { ...rest, decayRates: falls, targets: targets instanceof Map ? targets : null };
}

/** Computed keys, as they are needed at every change. */
const keys = new WeakMap<ConditionedLayers, string>();

/** Storage key of the conditioned layers of a key zone; null when there are none. */
export function conditionedKey({ conditioned, rootMidi, zones }: KeyZone): string | null {
  if (!conditioned) return null;
  const known = keys.get(conditioned);
  if (known !== undefined) return known;
  const recipes = [...new Set(zones.map(({ recipe }) => recipe))].filter((recipe) =>
    conditioned.layers.has(recipe),
  );
  const key = keyOf(rootMidi, recipes);
  keys.set(conditioned, key);
  return key;
}

/** Storage key of the complete key zone, with all of its layers. */
function wholeKey({ rootMidi, zones }: KeyZone): string {
  return keyOf(rootMidi, [...new Set(zones.map(({ recipe }) => recipe))]);
}

function bytesOf({ layers }: ConditionedLayers): number {
  return [...layers.values()].reduce((sum, { byteLength }) => sum + byteLength, 0);
}

function keyOf(rootMidi: number, recipes: readonly string[]): string {
  const name = [CONDITIONING, rootMidi, ...[...recipes].sort()].join('\n');
  return new Fingerprint().text(name).toString();
}

/** Conditioned key zones in memory, evicted least recently used first: for undo where nothing is stored. [page] */
export class RememberedKeyZones implements KeyZoneStore {
  readonly #keyZones = new Map<string, ConditionedLayers>();
  #bytes = 0;

  find(keyZone: KeyZone): Promise<ConditionedLayers | null> {
    return Promise.resolve(this.get(wholeKey(keyZone)));
  }

  get(key: string): ConditionedLayers | null {
    const conditioned = this.#keyZones.get(key) ?? null;
    if (conditioned) {
      this.#keyZones.delete(key); // the newest is the last
      this.#keyZones.set(key, conditioned);
    }
    return conditioned;
  }

  keep(keyZone: KeyZone): void {
    const key = conditionedKey(keyZone);
    if (!keyZone.conditioned || key === null) return;
    this.#drop(key);
    this.#keyZones.set(key, keyZone.conditioned);
    this.#bytes += bytesOf(keyZone.conditioned);
    for (const oldest of this.#keyZones.keys()) {
      if (this.#bytes <= REMEMBERED_BYTES) break;
      this.#drop(oldest);
    }
  }

  #drop(key: string): void {
    const conditioned = this.#keyZones.get(key);
    if (!conditioned) return;
    this.#keyZones.delete(key);
    this.#bytes -= bytesOf(conditioned);
  }
}

/** Conditioned key zones in IndexedDB by the recipes of their notes, shared by all instruments and visits. [page] */
export class KeyZoneRepository implements KeyZoneStore {
  readonly #store: BoundedStore<StoredLayers>;
  readonly #changed: () => void;
  /** Key zones that the browser does not store. */
  readonly #remembered = new RememberedKeyZones();

  /** @param changed called when one more is kept. */
  constructor(onTrouble: (trouble: StorageTrouble) => void, changed: () => void) {
    this.#store = new BoundedStore({ database: 'alloy-columns', maxBytes: STORED_BYTES, onTrouble });
    this.#changed = changed;
  }

  /** Finds a complete key zone only: one with fewer layers would have to be conditioned again. */
  find(keyZone: KeyZone): Promise<ConditionedLayers | null> {
    return this.get(wholeKey(keyZone));
  }

  async get(key: string): Promise<ConditionedLayers | null> {
    const value: unknown = await this.#store.get(key);
    return isStored(value) ? readLayers(value) : this.#remembered.get(key);
  }

  /** Resolves once it can be found. */
  async keep(keyZone: KeyZone): Promise<void> {
    const { conditioned } = keyZone;
    const key = conditionedKey(keyZone);
    if (!conditioned || key === null) return;
    if (await this.#store.put(key, storedLayers(conditioned), bytesOf(conditioned))) this.#changed();
    else this.#remembered.keep(keyZone);
  }

  close(): Promise<void> {
    return this.#store.close();
  }
}

function isStored(value: unknown): value is StoredLayers {
  const { sampleRate, layers, falls, loop } = (value ?? {}) as Partial<StoredLayers>;
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
