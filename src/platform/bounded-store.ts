/** Stores values in IndexedDB within a number of bytes; the least recently used go first. [page] [worker] */
import { openDB, type IDBPDatabase } from 'idb';

/**
 * Why something is not kept. 'full': the browser has no more room for this site; 'blocked': it lets this page keep nothing (its
 * settings, a private window, a sandboxed frame); 'newer': what is there is a newer Alloy's; 'unavailable': its storage does
 * not work (a disk that fails, say).
 */
export type StorageTrouble = 'full' | 'blocked' | 'newer' | 'unavailable';

interface Use {
  readonly key: string;
  readonly bytes: number;
  /** Milliseconds since 1970. */
  readonly used: number;
}

export interface BoundedStoreOptions {
  /** Name of the IndexedDB database: one a store. */
  readonly database: string;
  readonly maxBytes: number;
  /** Called when a value is not kept; the store goes on. */
  readonly onTrouble: (trouble: StorageTrouble) => void;
}

interface Opened {
  readonly db: IDBPDatabase;
  readonly uses: Map<string, Use>;
}

function isQuotaError(error: unknown): boolean {
  return error instanceof DOMException && error.name === 'QuotaExceededError';
}

/** What an error of IndexedDB says. */
export function troubleOf(error: unknown): StorageTrouble {
  if (isQuotaError(error)) return 'full';
  const name = error instanceof Error || error instanceof DOMException ? error.name : '';
  if (name === 'VersionError') return 'newer';
  // A ReferenceError or TypeError: there is no IndexedDB here at all, or it is null.
  const blocked = ['SecurityError', 'InvalidStateError', 'NotAllowedError', 'ReferenceError', 'TypeError'];
  return blocked.includes(name) ? 'blocked' : 'unavailable';
}

/** `openDB`, whose failure is always a rejection: where there is no IndexedDB it throws. */
export async function openDatabase(
  name: string,
  version: number,
  upgrade: (db: IDBPDatabase) => void,
): Promise<IDBPDatabase> {
  return openDB(name, version, { upgrade });
}

/**
 * Values by key in IndexedDB, within a number of bytes: the least recently used ones go first. Nothing here ever throws: what
 * cannot be kept is told once, and is simply not there the next time. [page] [worker]
 */
export class BoundedStore<T> {
  readonly #options: BoundedStoreOptions;
  #opening: Promise<Opened | null> | null = null;
  readonly #writing = new Set<Promise<boolean>>();

  constructor(options: BoundedStoreOptions) {
    this.#options = options;
  }

  /** Undefined when it is not there. */
  async get(key: string): Promise<T | undefined> {
    const opened = await this.#open();
    if (!opened) return undefined;
    let value: T | undefined;
    try {
      const [found, use] = await Promise.all([
        opened.db.get('values', key) as Promise<T | undefined>,
        opened.db.get('uses', key) as Promise<Use | undefined>, // another tab may have put it there
      ]);
      value = found;
      if (value === undefined || !use) return undefined;
      const now = { ...use, used: Date.now() };
      opened.uses.set(key, now);
      await opened.db.put('uses', now);
    } catch {
      // gone meanwhile, or no room even for the time
    }
    return value;
  }

  /** @returns true when it is kept. */
  put(key: string, value: T, bytes: number): Promise<boolean> {
    const writing = this.#put(key, value, bytes).finally(() => this.#writing.delete(writing));
    this.#writing.add(writing);
    return writing;
  }

  async #put(key: string, value: T, bytes: number): Promise<boolean> {
    const opened = await this.#open();
    if (!opened || bytes > this.#options.maxBytes) return false;
    await refresh(opened);
    let room = this.#options.maxBytes - bytes;
    for (;;) {
      const evicted = oldestBeyond(opened.uses, room, key);
      try {
        await write(opened, { key, bytes, used: Date.now() }, value, evicted);
        return true;
      } catch (error) {
        if (!isQuotaError(error) || opened.uses.size === 0) {
          this.#options.onTrouble(troubleOf(error));
          return false;
        }
        room = totalOf(opened.uses) / 2; // less than we thought: make do with half of what there is
        if (!(await drop(opened, oldestBeyond(opened.uses, room, key)))) {
          this.#options.onTrouble('full');
          return false;
        }
      }
    }
  }

  /** Ends when what was put is there. */
  async close(): Promise<void> {
    await Promise.allSettled(this.#writing);
    (await this.#opening)?.db.close();
    this.#opening = null;
  }

  #open(): Promise<Opened | null> {
    this.#opening ??= openDatabase(this.#options.database, 1, (db) => {
      db.createObjectStore('values');
      db.createObjectStore('uses', { keyPath: 'key' });
    }).then(
      async (db) => {
        const opened = { db, uses: new Map<string, Use>() };
        await refresh(opened);
        return opened;
      },
      (error: unknown) => {
        this.#options.onTrouble(troubleOf(error));
        return null;
      },
    );
    return this.#opening;
  }
}

/** Finds out what there is, which other tabs change too. Where that cannot be read, what was known stays. */
async function refresh({ db, uses }: Opened): Promise<void> {
  const all = await (db.getAll('uses') as Promise<Use[]>).catch(() => null);
  if (!all) return;
  uses.clear();
  for (const use of all) uses.set(use.key, use);
}

function totalOf(uses: ReadonlyMap<string, Use>): number {
  return [...uses.values()].reduce((sum, { bytes }) => sum + bytes, 0);
}

/** The keys to take away so that no more than `room` bytes are left beside `key`. */
function oldestBeyond(uses: ReadonlyMap<string, Use>, room: number, key: string): string[] {
  const others = [...uses.values()].filter((use) => use.key !== key).sort((a, b) => a.used - b.used);
  let total = others.reduce((sum, { bytes }) => sum + bytes, 0);
  const keys: string[] = [];
  for (const use of others) {
    if (total <= room) break;
    total -= use.bytes;
    keys.push(use.key);
  }
  return keys;
}

/** All of it or nothing. @throws DOMException. */
async function write(opened: Opened, use: Use, value: unknown, evicted: readonly string[]): Promise<void> {
  const transaction = opened.db.transaction(['values', 'uses'], 'readwrite');
  const values = transaction.objectStore('values');
  const uses = transaction.objectStore('uses');
  const deleted = evicted.flatMap((key) => [values.delete(key), uses.delete(key)]);
  await Promise.all([...deleted, values.put(value, use.key), uses.put(use), transaction.done]);
  for (const key of evicted) opened.uses.delete(key);
  opened.uses.set(use.key, use);
}

/** @returns false when there was nothing to take away, or it could not be. */
async function drop(opened: Opened, keys: readonly string[]): Promise<boolean> {
  if (keys.length === 0) return false;
  try {
    const transaction = opened.db.transaction(['values', 'uses'], 'readwrite');
    const deleted = keys.flatMap((key) => [
      transaction.objectStore('values').delete(key),
      transaction.objectStore('uses').delete(key),
    ]);
    await Promise.all([...deleted, transaction.done]);
  } catch {
    return false;
  }
  for (const key of keys) opened.uses.delete(key);
  return true;
}
