import { openDB, type IDBPDatabase } from 'idb';
import { troubleOf, type StorageTrouble } from '../../platform/bounded-store.js';
import type { Take } from '../state.js';
import { readRecord, readSound, readTake, type InstrumentRecord, type SoundRecord } from './record.js';

const DATABASE = 'alloy-instruments';
/** Where records are; sounds and takes are beside it. */
export const INSTRUMENTS = 'instruments';
/** How long to wait for a key: the page before a reload may still be letting go of it. */
const OWNER_PATIENCE_MS = 1500;

/** What is kept of instruments, and of presets. */
export function openInstruments(): Promise<IDBPDatabase> {
  return openDB(DATABASE, 1, {
    upgrade(db) {
      for (const name of [INSTRUMENTS, 'sounds', 'takes']) db.createObjectStore(name);
    },
  });
}

/** What there is to keep: the record, and what it names. */
export interface Snapshot {
  readonly record: InstrumentRecord;
  /** By fingerprint. */
  readonly sounds: ReadonlyMap<string, SoundRecord>;
  readonly takes: readonly Take[];
}

/** 'taken': another instrument, in this page or another one, keeps under the key. */
export type KeeperTrouble = StorageTrouble | 'taken' | 'discarded';

/**
 * One instrument in IndexedDB, under a key that one living instrument owns at a time: first come. Nothing here ever
 * throws; what goes wrong is told. [page]
 */
export class Keeper {
  readonly #key: string;
  readonly #onTrouble: (trouble: KeeperTrouble) => void;
  #db: IDBPDatabase | null = null;
  #release: () => void = () => undefined;
  /** What is there already, so that it is written once. */
  readonly #sounds = new Map<string, SoundRecord>();
  readonly #takes = new Map<string, Take>();
  #saving: Promise<void> = Promise.resolve();

  constructor(key: string, onTrouble: (trouble: KeeperTrouble) => void) {
    this.#key = key;
    this.#onTrouble = onTrouble;
  }

  /** @returns true when the key is ours and there is a database. */
  async open(): Promise<boolean> {
    if (!(await this.#own())) {
      this.#onTrouble('taken');
      return false;
    }
    try {
      this.#db = await openInstruments();
      return true;
    } catch (error) {
      this.#onTrouble(troubleOf(error));
      return false;
    }
  }

  /** What was kept under the key; null when there is nothing, or nothing that can be read. What is missing is left out. */
  async load(): Promise<Snapshot | null> {
    if (!this.#db) return null;
    try {
      const kept: unknown = await this.#db.get(INSTRUMENTS, this.#key);
      if (kept === undefined) return null;
      const record = readRecord(kept);
      if (record) return await this.#loadAll(this.#db, record);
      this.#onTrouble('discarded');
    } catch {
      this.#onTrouble('discarded');
    }
    return null;
  }

  async #loadAll(db: IDBPDatabase, record: InstrumentRecord): Promise<Snapshot> {
    for (const fingerprint of new Set(record.slots.flatMap((slot) => slot?.sound ?? []))) {
      const sound = readSound(await db.get('sounds', fingerprint));
      if (sound) this.#sounds.set(fingerprint, sound);
      else this.#onTrouble('discarded');
    }
    for (const id of record.takes) {
      const take = readTake(await db.get('takes', this.#takeKey(id)));
      if (take) this.#takes.set(id, take);
    }
    return { record, sounds: new Map(this.#sounds), takes: [...this.#takes.values()] };
  }

  /** Keeps a snapshot after those before it; what is there already is not written again. */
  save(snapshot: Snapshot): Promise<void> {
    this.#saving = this.#saving.then(() => this.#save(snapshot));
    return this.#saving;
  }

  async #save({ record, sounds, takes }: Snapshot): Promise<void> {
    const db = this.#db;
    if (!db) return;
    try {
      for (const [fingerprint, sound] of sounds) {
        if (
          this.#sounds.get(fingerprint)?.prepared?.key === sound.prepared?.key &&
          this.#sounds.has(fingerprint)
        )
          continue;
        await db.put('sounds', sound, fingerprint);
        this.#sounds.set(fingerprint, sound);
      }
      for (const take of takes) {
        if (this.#takes.get(take.id) === take) continue;
        await db.put('takes', take, this.#takeKey(take.id));
        this.#takes.set(take.id, take);
      }
      await db.put(INSTRUMENTS, record, this.#key);
      await this.#tidy(db, record);
    } catch (error) {
      this.#onTrouble(troubleOf(error));
    }
  }

  /** Takes away what no instrument names any more. */
  async #tidy(db: IDBPDatabase, { takes }: InstrumentRecord): Promise<void> {
    for (const id of [...this.#takes.keys()]) {
      if (takes.includes(id)) continue;
      await db.delete('takes', this.#takeKey(id));
      this.#takes.delete(id);
    }
    const records = (await db.getAll(INSTRUMENTS)).map(readRecord);
    const named = new Set(
      records.flatMap((record) => record?.slots.flatMap((slot) => slot?.sound ?? []) ?? []),
    );
    for (const fingerprint of [...this.#sounds.keys()]) {
      if (named.has(fingerprint)) continue;
      await db.delete('sounds', fingerprint);
      this.#sounds.delete(fingerprint);
    }
  }

  /** Ends when what was to be kept is kept; then another instrument may have the key. */
  async close(): Promise<void> {
    await this.#saving;
    this.#db?.close();
    this.#db = null;
    this.#release();
  }

  #takeKey(id: string): string {
    return `${this.#key}\n${id}`;
  }

  /** Holds the key's lock until `close`; where there are no locks, nobody can be told of. */
  #own(): Promise<boolean> {
    const locks = globalThis.navigator.locks as LockManager | undefined;
    if (!locks) return Promise.resolve(true);
    return new Promise((resolve) => {
      const signal = AbortSignal.timeout(OWNER_PATIENCE_MS);
      locks
        .request(`alloy-instrument ${this.#key}`, { signal }, () => {
          resolve(true);
          return new Promise<void>((release) => (this.#release = release));
        })
        .catch(() => resolve(false));
    });
  }
}
