/** Stores presets in IndexedDB: each write, rename, replacement and removal is one transaction that all tabs wait for. [page] */
import type { IDBPDatabase } from 'idb';
import { AlloyError } from '../../errors.js';
import { newId } from '../../platform/id.js';
import { troubleOf } from '../../platform/bounded-store.js';
import type { PresetInfo } from '../state/state.js';
import {
  dropSounds,
  inTransaction,
  INSTRUMENTS,
  openInstruments,
  putSounds,
  soundsOf,
  type WriteTransaction,
} from './database.js';
import type { Snapshot } from './repository.js';
import { readRecord, readSound, type InstrumentRecord, type SoundRecord } from './record.js';

/** Keys of presets among those of instruments. */
const PREFIX = 'preset\n';
/** The same of presets that were replaced or removed, and can be brought back. */
const BIN_PREFIX = 'replaced preset\n';
/** As many as MIDI has programs. */
const MOST = 128;
/** How long replaced and removed presets stay in the bin when their page was closed before it emptied it. */
const BIN_MILLISECONDS = 7 * 24 * 60 * 60 * 1000;

/** A preset that is to be. */
export interface NewPreset {
  readonly name: string;
  readonly snapshot: Snapshot;
  readonly favourite?: boolean;
  readonly picture?: Uint8Array;
}

/** A preset, and where in the bin what takes its place is. */
export interface PresetSwap {
  readonly id: string;
  readonly bin: string;
}

/** What a user says of a preset. */
export interface PresetMarks {
  readonly tags: readonly string[];
  readonly favourite: boolean;
}

/** A record under a name. */
type PresetRecord = InstrumentRecord & Omit<PresetInfo, 'id'>;
/** A record that was replaced or removed, and when, in milliseconds since 1970. */
type BinnedRecord = PresetRecord & { readonly binned: number };

/**
 * Presets in IndexedDB, beside the instruments that are kept, for all instruments of this origin. Their sounds are shared
 * with those; their zones are among the conditioned key zones, for as long as there is room. Throws what IndexedDB does, and
 * AlloyErrors 'preset-exists' and 'preset-missing'. [page]
 */
export class PresetRepository {
  #opening: Promise<IDBPDatabase> | null = null;
  /** Keys of the presets that this repository replaced or removed. */
  readonly #binned = new Set<string>();

  /** By program. */
  async list(): Promise<readonly PresetInfo[]> {
    const db = await this.#open();
    return listOf(db.transaction(INSTRUMENTS).objectStore(INSTRUMENTS));
  }

  /** Writes a new preset. @throws AlloyError 'preset-exists' where there is one of that name. */
  add(name: string, snapshot: Snapshot, picture: Uint8Array | null = null): Promise<PresetInfo> {
    return this.#write(async (transaction) => {
      const list = await listOf(transaction.objectStore(INSTRUMENTS));
      checkName(list, name, null);
      const preset = { id: newId(), name, program: freeProgram(list), ...(picture ? { picture } : {}) };
      await putPreset(transaction, preset, snapshot);
      return preset;
    });
  }

  /**
   * Writes a preset in place of the one of that id, which keeps its name and program, and can be brought back.
   * @returns what `swap` takes to bring it back.
   * @throws AlloyError 'preset-missing'.
   */
  replace(id: string, snapshot: Snapshot, picture: Uint8Array | null = null): Promise<string> {
    return this.#write(async (transaction) => {
      const { name, program, favourite } = await presetOf(transaction, id);
      const bin = await this.#bin(transaction, id);
      const marks = { ...(favourite ? { favourite } : {}), ...(picture ? { picture } : {}) };
      await putPreset(transaction, { id, name, program, ...marks }, snapshot);
      return bin;
    });
  }

  /** @returns what `swap` takes to bring it back. @throws AlloyError 'preset-missing'. */
  remove(id: string): Promise<string> {
    return this.#write(async (transaction) => {
      await presetOf(transaction, id);
      const bin = await this.#bin(transaction, id);
      await transaction.objectStore(INSTRUMENTS).delete(PREFIX + id);
      return bin;
    });
  }

  /** @returns the name that it had. @throws AlloyError 'preset-exists', 'preset-missing'. */
  rename(id: string, name: string): Promise<string> {
    return this.#write(async (transaction) => {
      const record = await presetOf(transaction, id);
      checkName(await listOf(transaction.objectStore(INSTRUMENTS)), name, id);
      await transaction.objectStore(INSTRUMENTS).put({ ...record, name, rescued: undefined }, PREFIX + id);
      return record.name;
    });
  }

  /**
   * Brings back what was replaced or removed, and puts what there is of that id in its place: twice is as before. Where its
   * name or its program is another preset's by now, it gets another one.
   * @throws AlloyError 'preset-missing' when it is not there any more.
   */
  swap(id: string, bin: string): Promise<void> {
    return this.#write(async (transaction) => {
      const store = transaction.objectStore(INSTRUMENTS);
      const [there, back] = [await store.get(PREFIX + id), await store.get(bin)] as [unknown, unknown];
      if (!infoOf(id, there) && !infoOf(id, back)) throw missing(id);
      if (there === undefined) await store.delete(bin);
      else await store.put({ ...(there as PresetRecord), binned: Date.now() }, bin);
      if (back === undefined) {
        await store.delete(PREFIX + id);
        return;
      }
      const others = (await listOf(store)).filter((other) => other.id !== id);
      const record = { ...(back as BinnedRecord), binned: undefined };
      await store.put({ ...record, ...placeAmong(others, record) }, PREFIX + id);
    });
  }

  /** Null when there is none, or it cannot be read. Sounds that are missing are left out. */
  async get(id: string): Promise<Snapshot | null> {
    const record = await this.record(id);
    if (!record) return null;
    const db = await this.#open();
    const sounds = new Map<string, SoundRecord>();
    for (const fingerprint of soundsOf(record)) {
      const sound = readSound(await db.get('sounds', fingerprint));
      if (sound) sounds.set(fingerprint, sound);
    }
    return { record, sounds, clips: [] };
  }

  /** The settings of a preset, without its sounds. */
  async record(id: string): Promise<InstrumentRecord | null> {
    const db = await this.#open();
    return readRecord(await db.get(INSTRUMENTS, PREFIX + id));
  }

  /**
   * Writes new presets, all or none; where a name is taken, a number is added.
   * @returns them, and what `swap` takes to take each away again.
   */
  addAll(added: readonly NewPreset[]): Promise<readonly PresetSwap[]> {
    return this.#write(async (transaction) => {
      const swaps: PresetSwap[] = [];
      for (const { name, snapshot, favourite, picture } of added) {
        const others = await listOf(transaction.objectStore(INSTRUMENTS));
        const place = placeAmong(others, { name, program: -1 });
        const marks = { ...(favourite ? { favourite } : {}), ...(picture ? { picture } : {}) };
        const preset = { id: newId(), ...place, ...marks };
        await putPreset(transaction, preset, snapshot);
        swaps.push({ id: preset.id, bin: this.#newBin() });
      }
      return swaps;
    });
  }

  /** Writes a copy of a preset, under its name with a number. @throws AlloyError 'preset-missing'. */
  duplicate(id: string): Promise<PresetSwap> {
    return this.#write(async (transaction) => {
      const store = transaction.objectStore(INSTRUMENTS);
      const { name, ...record } = await presetOf(transaction, id);
      const place = placeAmong(await listOf(store), { name, program: -1 });
      const copy = newId();
      await store.put({ ...record, ...place, rescued: undefined, favourite: undefined }, PREFIX + copy);
      return { id: copy, bin: this.#newBin() };
    });
  }

  /** Sets tags and whether it is a favourite. @returns what they were. @throws AlloyError 'preset-missing'. */
  mark(id: string, marks: PresetMarks): Promise<PresetMarks> {
    return this.#write(async (transaction) => {
      const stored = await presetOf(transaction, id);
      const record = readRecord(stored)!;
      const about = { ...record.document.about, tags: marks.tags };
      const document = { ...stored.document, about };
      const { favourite } = marks;
      await transaction
        .objectStore(INSTRUMENTS)
        .put({ ...stored, document, favourite: favourite ? true : undefined }, PREFIX + id);
      return { tags: record.document.about.tags, favourite: stored.favourite === true };
    });
  }

  /** Empties the bin of presets that are too old for any undo history. */
  async tidy(): Promise<void> {
    const db = await this.#open();
    await inTransaction(db, (transaction) =>
      emptyBin(transaction, (binned) => binned < Date.now() - BIN_MILLISECONDS),
    );
  }

  /** Empties the bin of the presets that this repository replaced or removed: its undo history ends. */
  async close(): Promise<void> {
    const db = await this.#opening?.catch(() => null);
    if (!db) return;
    const ours = this.#binned;
    if (ours.size > 0)
      await inTransaction(db, (transaction) => emptyBin(transaction, (_, key) => ours.has(key))).catch(
        () => undefined,
      );
    db.close();
  }

  /** Moves a preset to the bin, where undo finds it. */
  async #bin(transaction: WriteTransaction, id: string): Promise<string> {
    const store = transaction.objectStore(INSTRUMENTS);
    const key = this.#newBin();
    await store.put({ ...((await store.get(PREFIX + id)) as PresetRecord), binned: Date.now() }, key);
    return key;
  }

  #newBin(): string {
    const key = `${BIN_PREFIX}${newId()}`;
    this.#binned.add(key);
    return key;
  }

  /** Where there is no room, what was removed gives its own, and the work is done again. */
  async #write<T>(work: (transaction: WriteTransaction) => Promise<T>): Promise<T> {
    const db = await this.#open();
    try {
      return await inTransaction(db, work);
    } catch (error) {
      if (troubleOf(error) !== 'full' || !(await makeRoom(db))) throw error;
      return inTransaction(db, work);
    }
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

/** Adds a preset of a name that is there already with a number: what a tab had that does not keep. All in one transaction. */
export async function rescue(
  transaction: WriteTransaction,
  snapshot: Snapshot,
  { id, name, now }: { readonly id: string; readonly name: string; readonly now: number },
): Promise<PresetInfo> {
  const store = transaction.objectStore(INSTRUMENTS);
  const others = (await listOf(store)).filter((other) => other.id !== id);
  const preset = { id, ...placeAmong(others, { name, program: -1 }), rescued: now };
  await putPreset(transaction, preset, snapshot);
  return preset;
}

/** Frees the room of what was replaced or removed. @returns false when there was nothing, or it could not be. */
export async function makeRoom(db: IDBPDatabase): Promise<boolean> {
  return inTransaction(db, (transaction) => emptyBin(transaction, () => true)).then(
    (count) => count > 0,
    () => false,
  );
}

type RecordStore = Pick<ReturnType<WriteTransaction['objectStore']>, 'getAll' | 'getAllKeys'>;

async function listOf(store: RecordStore): Promise<PresetInfo[]> {
  const all = IDBKeyRange.bound(PREFIX, `${PREFIX}\uffff`);
  const [keys, records] = await Promise.all([store.getAllKeys(all), store.getAll(all) as Promise<unknown[]>]);
  return keys
    .flatMap((key, i) => infoOf(String(key).slice(PREFIX.length), records[i]) ?? [])
    .sort((a, b) => a.program - b.program);
}

async function presetOf(transaction: WriteTransaction, id: string): Promise<PresetRecord> {
  const record: unknown = await transaction.objectStore(INSTRUMENTS).get(PREFIX + id);
  if (!infoOf(id, record)) throw missing(id);
  return record as PresetRecord;
}

async function putPreset(
  transaction: WriteTransaction,
  { id, name, program, rescued, favourite, picture }: PresetInfo, // tags are in the record
  { record, sounds }: Snapshot,
): Promise<void> {
  await putSounds(transaction, sounds);
  const info = {
    ...{ name, program },
    ...(rescued === undefined ? {} : { rescued }),
    ...(favourite === undefined ? {} : { favourite }),
    ...(picture === undefined ? {} : { picture }),
  };
  const preset: PresetRecord = { ...record, takes: [], rendering: null, ...info };
  await transaction.objectStore(INSTRUMENTS).put(preset, PREFIX + id);
}

/** @returns how many there were. */
async function emptyBin(
  transaction: WriteTransaction,
  goes: (binned: number, key: string) => boolean,
): Promise<number> {
  const store = transaction.objectStore(INSTRUMENTS);
  const sounds = new Set<string>();
  let count = 0;
  for (const key of await store.getAllKeys(IDBKeyRange.bound(BIN_PREFIX, `${BIN_PREFIX}\uffff`))) {
    const value = (await store.get(key)) as Partial<BinnedRecord>;
    if (!goes(value.binned ?? 0, String(key))) continue;
    const record = readRecord(value);
    for (const fingerprint of record ? soundsOf(record) : []) sounds.add(fingerprint);
    await store.delete(key);
    count++;
  }
  await dropSounds(transaction, sounds);
  return count;
}

/** The name and program that a preset can have among others: its own, where they are free. */
function placeAmong(
  others: readonly PresetInfo[],
  { name, program }: Pick<PresetInfo, 'name' | 'program'>,
): Pick<PresetInfo, 'name' | 'program'> {
  const names = new Set(others.map((other) => other.name));
  let free = name;
  for (let count = 2; names.has(free); count++) free = `${name} (${count})`;
  const taken = new Set(others.map((other) => other.program));
  if (program >= 0 && !taken.has(program)) return { name: free, program };
  // nothing is lost for want of a program: beyond the last one it can be chosen by hand
  let next = 0;
  while (taken.has(next)) next++;
  return { name: free, program: next };
}

function checkName(list: readonly PresetInfo[], name: string, own: string | null): void {
  if (!list.some((other) => other.name === name && other.id !== own)) return;
  throw new AlloyError(
    'preset-exists',
    name,
    `There is a preset “${name}” already. Replace it, or choose another name.`,
  );
}

function missing(subject: string): AlloyError {
  return new AlloyError('preset-missing', subject, 'This preset is not there any more.');
}

/** The lowest that no preset has. */
function freeProgram(list: readonly PresetInfo[]): number {
  const taken = new Set(list.map(({ program }) => program));
  const free = Array.from({ length: MOST }, (_, program) => program).find((program) => !taken.has(program));
  if (free === undefined) {
    throw new AlloyError('bad-argument', 'presets', `There are ${MOST} presets already: remove one first.`);
  }
  return free;
}

function infoOf(id: string, value: unknown): PresetInfo | null {
  const { name, program, rescued, favourite, picture } = (value ?? {}) as Partial<PresetRecord>;
  const record = readRecord(value);
  if (typeof name !== 'string' || typeof program !== 'number' || !record) return null;
  const { tags } = record.document.about;
  return {
    ...{ id, name, program },
    ...(typeof rescued === 'number' ? { rescued } : {}),
    ...(favourite === true ? { favourite } : {}),
    ...(picture instanceof Uint8Array ? { picture } : {}),
    ...(tags.length > 0 ? { tags } : {}),
  };
}
