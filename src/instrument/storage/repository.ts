/** Writes one instrument to IndexedDB under its key, and reads it back. */
import type { IDBPDatabase } from 'idb';
import { newId } from '../../platform/id.js';
import { troubleOf, type StorageTrouble } from '../../platform/bounded-store.js';
import type { PresetInfo, Clip } from '../state/state.js';
import { sameInstrument, settingsOfRecord } from './compare.js';
import {
  dropSounds,
  inTransaction,
  INSTRUMENTS,
  openInstruments,
  soundsOf,
  type WriteTransaction,
} from './database.js';
import { makeRoom, rescue } from './preset-repository.js';
import {
  readRecord,
  readSound,
  storedClip,
  readClip,
  type InstrumentRecord,
  type SoundRecord,
} from './record.js';

/** Keys of what was there and could not be read: of a newer Alloy, say. */
const UNREAD_PREFIX = 'unread\n';

/** What there is to keep: the record, and what it names. */
export interface Snapshot {
  readonly record: InstrumentRecord;
  /** By fingerprint. */
  readonly sounds: ReadonlyMap<string, SoundRecord>;
  readonly clips: readonly Clip[];
}

/** 'discarded': something that was kept cannot be read. */
export type RepositoryTrouble = StorageTrouble | 'discarded';

export interface KeeperOptions {
  readonly key: string;
  readonly onTrouble: (trouble: RepositoryTrouble) => void;
  /** What another tab had kept under the key is a preset now. */
  readonly onRescued: (preset: PresetInfo) => void;
}

/**
 * One instrument in IndexedDB. Of the tabs that have it, one writes at a time (see Ownership); what another one wrote meanwhile
 * is never lost: it becomes a preset. Nothing here ever throws; what goes wrong is told. [page]
 */
export class InstrumentRepository {
  readonly #options: KeeperOptions;
  #db: IDBPDatabase | null = null;
  /** What is there already, so that it is written once. */
  readonly #sounds = new Map<string, SoundRecord>();
  readonly #clips = new Map<string, Clip | null>();
  #saving: Promise<unknown> = Promise.resolve();
  /** The record as it was read or written here last. */
  #known: InstrumentRecord | null = null;
  /** The preset that this tab's work becomes when another one keeps. */
  #ownRescue = newId();

  constructor(options: KeeperOptions) {
    this.#options = options;
  }

  /** The record as it was read or written here last; null before there was any. */
  get known(): InstrumentRecord | null {
    return this.#known;
  }

  /** @returns true when there is a database. */
  async open(): Promise<boolean> {
    try {
      this.#db = await openInstruments();
      return true;
    } catch (error) {
      this.#options.onTrouble(troubleOf(error));
      return false;
    }
  }

  /** What was kept under the key; null when there is nothing, or nothing that can be read. What is missing is left out. */
  async load(): Promise<Snapshot | null> {
    if (!this.#db) return null;
    try {
      const stored: unknown = await this.#db.get(INSTRUMENTS, this.#options.key);
      if (stored === undefined) return null;
      const record = readRecord(stored);
      if (record) return await this.#loadAll(this.#db, record);
      this.#options.onTrouble('discarded');
    } catch {
      this.#options.onTrouble('discarded');
    }
    return null;
  }

  /** Whether another tab wrote what is there now. */
  async wasChanged(): Promise<boolean> {
    try {
      const record = readRecord(await this.#db?.get(INSTRUMENTS, this.#options.key));
      return record !== null && record.revision !== (this.#known?.revision ?? null);
    } catch {
      return false;
    }
  }

  async #loadAll(db: IDBPDatabase, record: InstrumentRecord): Promise<Snapshot> {
    this.#sounds.clear();
    this.#clips.clear();
    const clips: Clip[] = [];
    for (const fingerprint of soundsOf(record)) {
      const sound = readSound(await db.get('sounds', fingerprint));
      if (sound) this.#sounds.set(fingerprint, sound);
      else this.#options.onTrouble('discarded');
    }
    for (const id of record.takes) {
      const clip = readClip(await db.get('takes', this.#clipKey(id)));
      this.#clips.set(id, clip);
      if (clip) clips.push(clip);
    }
    this.#known = record;
    return { record, sounds: new Map(this.#sounds), clips };
  }

  /** Keeps a snapshot after those before it; what is there already is not written again. */
  save(snapshot: Snapshot): Promise<void> {
    return this.#next(async (db) => {
      const rescued = await inTransaction(db, (transaction) => this.#save(transaction, snapshot));
      for (const [fingerprint, sound] of snapshot.sounds) this.#sounds.set(fingerprint, sound);
      for (const clip of snapshot.clips) this.#clips.set(clip.id, clip);
      for (const id of [...this.#clips.keys()])
        if (!snapshot.record.takes.includes(id)) this.#clips.delete(id);
      for (const fingerprint of [...this.#sounds.keys()])
        if (!snapshot.sounds.has(fingerprint)) this.#sounds.delete(fingerprint);
      this.#known = snapshot.record;
      if (rescued) this.#options.onRescued(rescued);
    });
  }

  /** Keeps a snapshot as a preset, where another tab keeps the instrument; again: in its place. */
  setAside(snapshot: Snapshot, name: string): Promise<void> {
    const id = this.#ownRescue;
    return this.#next(async (db) => {
      const where = { id, name, now: Date.now() };
      const preset = await inTransaction(db, (transaction) => rescue(transaction, snapshot, where));
      this.#options.onRescued(preset);
    });
  }

  /** Ends when what was to be kept is kept. */
  async close(): Promise<void> {
    await this.#saving;
    this.#db?.close();
    this.#db = null;
  }

  /** After what came before it. Where there is no room, presets that were removed give theirs, and it is done again. */
  #next(work: (db: IDBPDatabase) => Promise<void>): Promise<void> {
    const done = this.#saving.then(async () => {
      const db = this.#db;
      if (!db) return;
      try {
        await work(db);
      } catch (error) {
        const again =
          troubleOf(error) === 'full' && (await makeRoom(db)) ? work(db) : Promise.reject(error as Error);
        await again.catch((reason: unknown) => this.#options.onTrouble(troubleOf(reason)));
      }
    });
    this.#saving = done;
    return done;
  }

  /** @returns the preset that what another tab had written became; null where it was ours, or the same. */
  async #save(
    transaction: WriteTransaction,
    { record, sounds, clips }: Snapshot,
  ): Promise<PresetInfo | null> {
    const { key } = this.#options;
    const instruments = transaction.objectStore(INSTRUMENTS);
    const rescued = await this.#rescueOther(transaction, record);
    for (const [fingerprint, sound] of sounds) {
      const there = (await transaction.objectStore('sounds').getKey(fingerprint)) !== undefined;
      const stored = this.#sounds.get(fingerprint);
      const same = stored?.prepared?.key === sound.prepared?.key && stored?.sound.root === sound.sound.root;
      if (there && same) continue;
      // one that is being prepared anew takes nothing from a preset that has it prepared
      const before = sound.prepared
        ? null
        : readSound(await transaction.objectStore('sounds').get(fingerprint));
      const prepared = sound.prepared ?? before?.prepared ?? null;
      await transaction.objectStore('sounds').put({ ...sound, prepared }, fingerprint);
    }
    for (const clip of clips) {
      if (this.#clips.get(clip.id) !== clip)
        await transaction.objectStore('takes').put(storedClip(clip), this.#clipKey(clip.id));
    }
    await instruments.put(record, key);
    for (const id of this.#clips.keys()) {
      if (!record.takes.includes(id)) await transaction.objectStore('takes').delete(this.#clipKey(id));
    }
    await dropSounds(
      transaction,
      [...this.#sounds.keys()].filter((fingerprint) => !sounds.has(fingerprint)),
    );
    return rescued;
  }

  /** Puts aside what is there, where it is not what this tab knows and not what it is about to write. */
  async #rescueOther(transaction: WriteTransaction, record: InstrumentRecord): Promise<PresetInfo | null> {
    const { key } = this.#options;
    const there: unknown = await transaction.objectStore(INSTRUMENTS).get(key);
    if (there === undefined) return null;
    const other = readRecord(there);
    if (!other) {
      await transaction.objectStore(INSTRUMENTS).put(there, UNREAD_PREFIX + key);
      return null;
    }
    const ours = other.revision === (this.#known?.revision ?? null);
    if (ours || other.slots.every((slot) => slot === null)) return null;
    // its takes are ours to write from here on
    for (const id of other.takes) this.#clips.set(id, null);
    if (sameInstrument(settingsOfRecord(other), settingsOfRecord(record))) return null;
    const where = { id: newId(), name: asideName(Date.now()), now: Date.now() };
    return rescue(transaction, { record: other, sounds: new Map(), clips: [] }, where);
  }

  #clipKey(id: string): string {
    return `${this.#options.key}\n${id}`;
  }
}

/** What a tab's work is called when another one keeps; faces say it in their own words. */
export function asideName(now: number): string {
  return `Other tab, ${new Date(now).toISOString().slice(0, 16).replace('T', ' ')}`;
}
