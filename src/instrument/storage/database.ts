/** Opens the IndexedDB database of instruments and presets: its stores, its keys, and atomic transactions. [page] */
import type { IDBPDatabase, IDBPTransaction } from 'idb';
import { openDatabase } from '../../platform/bounded-store.js';
import { readRecord, type InstrumentRecord, type SoundRecord } from './record.js';

const DATABASE = 'alloy-instruments';
/** Where records are; sounds and clips are beside it. */
export const INSTRUMENTS = 'instruments';
const STORES = [INSTRUMENTS, 'sounds', 'takes'] as const;

export type WriteTransaction = IDBPTransaction<unknown, string[], 'readwrite'>;

/** What is kept of instruments, and of presets. @throws DOMException. */
export function openInstruments(): Promise<IDBPDatabase> {
  return openDatabase(DATABASE, 1, (db) => {
    for (const name of STORES) db.createObjectStore(name);
  });
}

/**
 * Does `work` in one transaction over all stores: all of it is written, or nothing. Other tabs wait for it.
 * @throws what `work` throws, or what kept it from being written.
 */
export async function inTransaction<T>(
  db: IDBPDatabase,
  work: (transaction: WriteTransaction) => Promise<T>,
): Promise<T> {
  const transaction = db.transaction([...STORES], 'readwrite');
  const done = transaction.done;
  done.catch(() => undefined); // it is awaited below, or its reason is thrown
  try {
    const result = await work(transaction);
    await done;
    return result;
  } catch (error) {
    const reason = transaction.error ?? error;
    try {
      transaction.abort();
    } catch {
      // it has ended already
    }
    throw reason;
  }
}

/** Writes sounds that are not there yet. */
export async function putSounds(
  transaction: WriteTransaction,
  sounds: ReadonlyMap<string, SoundRecord>,
): Promise<void> {
  const store = transaction.objectStore('sounds');
  for (const [fingerprint, sound] of sounds) {
    if ((await store.getKey(fingerprint)) === undefined) await store.put(sound, fingerprint);
  }
}

/** Removes those of some sounds that no record names any more, of whatever instrument or preset. */
export async function dropSounds(
  transaction: WriteTransaction,
  fingerprints: Iterable<string>,
): Promise<void> {
  const asked = [...fingerprints];
  if (asked.length === 0) return;
  const records = await transaction.objectStore(INSTRUMENTS).getAll();
  const named = new Set(records.flatMap((value: unknown) => soundNames(value)));
  for (const fingerprint of asked) {
    if (!named.has(fingerprint)) await transaction.objectStore('sounds').delete(fingerprint);
  }
}

/** The fingerprints of a record's sounds, each once. */
export function soundsOf({ slots }: InstrumentRecord): string[] {
  return [...new Set(slots.flatMap((slot) => slot?.sound ?? []))];
}

/** The same of what may be no record, or one of another version: what it names is not to be lost either. */
function soundNames(value: unknown): string[] {
  const record = readRecord(value);
  if (record) return soundsOf(record);
  const { slots } = (value ?? {}) as { readonly slots?: unknown };
  if (!Array.isArray(slots)) return [];
  return slots.flatMap((slot: unknown) => {
    const { sound } = (slot ?? {}) as { readonly sound?: unknown };
    return typeof sound === 'string' ? [sound] : [];
  });
}
