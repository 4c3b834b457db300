import type { IDBPDatabase } from 'idb';
import type { PresetInfo } from '../state.js';
import { INSTRUMENTS, openInstruments, type Snapshot } from './keeper.js';
import { readRecord, readSound, type InstrumentRecord, type SoundRecord } from './record.js';

/** Keys of presets among those of instruments. */
const PREFIX = 'preset\n';

/** A record under a name. */
type PresetRecord = InstrumentRecord & Pick<PresetInfo, 'name' | 'program'>;

/**
 * Presets in IndexedDB, beside the instruments that are kept, for all instruments of this origin. Their sounds are shared
 * with those; their zones are among the finished columns, for as long as there is room. Throws what IndexedDB does. [page]
 */
export class PresetShelf {
  #opening: Promise<IDBPDatabase> | null = null;

  /** By program. */
  async list(): Promise<readonly PresetInfo[]> {
    const db = await this.#open();
    const all = IDBKeyRange.bound(PREFIX, `${PREFIX}\uffff`);
    const [keys, records] = await Promise.all([
      db.getAllKeys(INSTRUMENTS, all),
      db.getAll(INSTRUMENTS, all) as Promise<unknown[]>,
    ]);
    return keys
      .flatMap((key, i) => infoOf(String(key).slice(PREFIX.length), records[i]) ?? [])
      .sort((a, b) => a.program - b.program);
  }

  /** Writes a preset whole, in place of the one of that id. */
  async put({ id, name, program }: PresetInfo, { record, sounds }: Snapshot): Promise<void> {
    const db = await this.#open();
    const transaction = db.transaction([INSTRUMENTS, 'sounds'], 'readwrite');
    const written: Promise<unknown>[] = [];
    for (const [fingerprint, sound] of sounds) {
      const there = await transaction.objectStore('sounds').getKey(fingerprint);
      if (there === undefined) written.push(transaction.objectStore('sounds').put(sound, fingerprint));
    }
    const preset: PresetRecord = { ...record, takes: [], name, program };
    written.push(transaction.objectStore(INSTRUMENTS).put(preset, PREFIX + id));
    await Promise.all([...written, transaction.done]);
  }

  /** Null when there is none, or it cannot be read. Sounds that are missing are left out. */
  async get(id: string): Promise<Snapshot | null> {
    const db = await this.#open();
    const record = readRecord(await db.get(INSTRUMENTS, PREFIX + id));
    if (!record) return null;
    const sounds = new Map<string, SoundRecord>();
    for (const fingerprint of soundsOf(record)) {
      const sound = readSound(await db.get('sounds', fingerprint));
      if (sound) sounds.set(fingerprint, sound);
    }
    return { record, sounds, takes: [] };
  }

  /** With those of its sounds that nothing else names. */
  async remove(id: string): Promise<void> {
    const db = await this.#open();
    const transaction = db.transaction([INSTRUMENTS, 'sounds'], 'readwrite');
    const instruments = transaction.objectStore(INSTRUMENTS);
    const record = readRecord(await instruments.get(PREFIX + id));
    await instruments.delete(PREFIX + id);
    const others = (await instruments.getAll()).flatMap((other: unknown) => readRecord(other) ?? []);
    const named = new Set(others.flatMap(soundsOf));
    for (const fingerprint of record ? soundsOf(record) : []) {
      if (!named.has(fingerprint)) await transaction.objectStore('sounds').delete(fingerprint);
    }
    await transaction.done;
  }

  async close(): Promise<void> {
    const db = await this.#opening?.catch(() => null);
    db?.close();
  }

  /** A database that could not be opened may be the next time. */
  #open(): Promise<IDBPDatabase> {
    this.#opening ??= openInstruments().catch((error: unknown) => {
      this.#opening = null;
      throw error;
    });
    return this.#opening;
  }
}

function soundsOf({ slots }: InstrumentRecord): string[] {
  return [...new Set(slots.flatMap((slot) => slot?.sound ?? []))];
}

function infoOf(id: string, value: unknown): PresetInfo | null {
  const { name, program } = (value ?? {}) as Partial<PresetRecord>;
  if (typeof name !== 'string' || typeof program !== 'number' || !readRecord(value)) return null;
  return { id, name, program };
}
