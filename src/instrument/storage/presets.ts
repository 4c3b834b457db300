/** Saves, loads, renames, removes and steps through the presets of this browser, in sync in all tabs. [page] */
import { AlloyError, toErrorMessage } from '../../errors.js';
import { troubleOf, type StorageTrouble } from '../../platform/bounded-store.js';
import type { InstrumentDocument } from '../state/document.js';
import type { LatestRequest, LoadRequest } from '../state/latest-request.js';
import type { EditName, PresetInfo, PresetsState } from '../state/state.js';
import { sameSound, settingsOfDocument, settingsOfRecord, type ComparableSettings } from './compare.js';
import type { Snapshot } from './repository.js';
import { PresetRepository, type NewPreset, type PresetMarks, type PresetSwap } from './preset-repository.js';
import type { Store } from '../state/store.js';

const LONGEST_NAME = 80;
const LONGEST_TAG = 40;
const MOST_TAGS = 16;
/** Tells the other tabs, and other instruments of this page, that the list is another one. */
const CHANNEL = 'alloy-presets';
const NONE: PresetsState = { list: [], current: null, loading: null, edited: false, error: null };

export interface PresetsOptions {
  readonly store: Store;
  /** The settings as they are. */
  readonly document: () => InstrumentDocument;
  /** The instrument as it is now. */
  readonly collect: () => Snapshot;
  /** The picture of the instrument as it is now; null where it is not rendered. Never rejects. */
  readonly picture: () => Promise<Uint8Array | null>;
  /** Makes the instrument what the preset of that id says, while it is wanted; resolves before it is rendered. */
  readonly apply: (snapshot: Snapshot, id: string, request: LoadRequest) => Promise<void>;
  /** Called after a preset was replaced, renamed or removed and before that counts as done, for undo. */
  readonly record: (name: EditName, subject: null) => void;
  readonly requests: LatestRequest;
}

/** A preset as it is stored. */
export interface StoredPreset {
  readonly info: PresetInfo;
  readonly snapshot: Snapshot;
}

/** What was done to presets and can be taken back: done again, it is taken back, and the other way round. */
type Edit =
  /** Replaced or removed: what was there is in the bin. */
  | { readonly kind: 'swap'; readonly id: string; readonly bin: string }
  /** The name that it had, or has again. */
  | { readonly kind: 'name'; readonly id: string; name: string }
  /** The same of tags and favour. */
  | { readonly kind: 'marks'; readonly id: string; marks: PresetMarks }
  /** New ones, that came together. */
  | { readonly kind: 'added'; readonly swaps: readonly PresetSwap[] };

/**
 * The instrument under a name, and under a MIDI program. What goes wrong is in `state.presets.error`; a preset is there whole or
 * not at all. [page]
 */
export class Presets {
  readonly #options: PresetsOptions;
  readonly #repository = new PresetRepository();
  readonly #channel = new BroadcastChannel(CHANNEL);
  #work: Promise<unknown> = Promise.resolve();
  /** The one that was loaded or saved last; it may be gone. */
  #current: string | null = null;
  /** What that one says; null where it is not known. */
  #saved: ComparableSettings | null = null;
  /** What was compared last. */
  #compared: readonly unknown[] = [];
  /** What undo can take back, in order, and how much of it is done. */
  #edits: Edit[] = [];
  #done = 0;
  #closed = false;

  constructor(options: PresetsOptions) {
    this.#options = options;
    this.#channel.onmessage = () => void this.#do(() => Promise.resolve({}));
    options.store.addEventListener('change', this.#compare);
  }

  /** The preset that the instrument was loaded from or saved as last. */
  get current(): string | null {
    return this.#current;
  }

  /** An undo, or a kept instrument, says which preset it is of. */
  setCurrent(id: string | null): void {
    if (id === this.#current) return;
    this.#current = id;
    this.#saved = null;
    void this.#do(() => Promise.resolve({}));
  }

  /** Finds out which there are. */
  open(): Promise<void> {
    return this.#do(async () => {
      await this.#repository.tidy();
      return {};
    });
  }

  /**
   * @param asNew true: never in another one's place; where there is one of that name, nothing is saved and the error
   * 'preset-exists' says so. False: takes its place, which undo takes back.
   */
  save(name: string, asNew: boolean): Promise<void> {
    const snapshot = this.#options.collect();
    const picture = this.#options.picture();
    return this.#change(async (list) => {
      const checked = checkedName(name);
      const there = asNew ? undefined : list.find((one) => one.name === checked);
      if (!there) {
        const { id } = await this.#repository.add(checked, snapshot, await picture);
        this.#become(id);
        return;
      }
      const bin = await this.#repository.replace(there.id, snapshot, await picture);
      this.#remember('presetReplaced', { kind: 'swap', id: there.id, bin });
      this.#become(there.id);
    });
  }

  /** @param asked where more than this preset was asked for: a file that has it. */
  load(id: string, asked?: LoadRequest): Promise<void> {
    if (asked && !asked.newest) return Promise.resolve();
    const { requests, apply } = this.#options;
    const request = asked ?? requests.begin();
    request.onSuperseded(() => this.#update({ loading: null }));
    this.#update({ loading: id });
    const done = this.#do(async (list) => {
      if (!request.newest) return {};
      const preset = list.find((one) => one.id === id);
      const snapshot = preset ? await this.#repository.get(id) : null;
      if (!snapshot) {
        throw new AlloyError('preset-missing', preset?.name ?? id, 'This preset is not there any more.');
      }
      if (request.newest) await apply(snapshot, id, request);
      if (request.newest) this.#become(id);
      return {};
    });
    return done.then(() => {
      if (request.newest) this.#update({ loading: null });
    });
  }

  /** Loads the one that is so many places further in the list, round its ends. */
  step(places: number): void {
    const { list } = this.#state;
    if (list.length === 0) return;
    const at = list.findIndex(({ id }) => id === (this.#state.loading ?? this.#current));
    const from = at < 0 && places < 0 ? 0 : at;
    const next = list[(((from + places) % list.length) + list.length) % list.length]!;
    void this.load(next.id);
  }

  /** A program change: nothing happens where there is no preset for it. */
  loadProgram(program: number): void {
    const preset = this.#state.list.find((one) => one.program === program);
    if (preset) void this.load(preset.id);
  }

  rename(id: string, name: string): Promise<void> {
    return this.#change(async () => {
      const before = await this.#repository.rename(id, checkedName(name));
      if (before !== checkedName(name)) this.#remember('presetRenamed', { kind: 'name', id, name: before });
    });
  }

  remove(id: string): Promise<void> {
    return this.#change(async () => {
      const bin = await this.#repository.remove(id);
      this.#remember('presetRemoved', { kind: 'swap', id, bin });
    });
  }

  /** Copies a preset, under its name with a number. */
  duplicate(id: string): Promise<void> {
    return this.#change(async () => {
      this.#remember('presetAdded', { kind: 'added', swaps: [await this.#repository.duplicate(id)] });
    });
  }

  /** Sets tags and whether it is a favourite; what is left out stays. */
  mark(id: string, { tags, favourite }: Partial<PresetMarks>): Promise<void> {
    return this.#change(async (list) => {
      const before = list.find((one) => one.id === id);
      const marks = {
        tags: checkedTags(tags ?? before?.tags ?? []),
        favourite: favourite ?? before?.favourite === true,
      };
      this.#remember('presetMarked', { kind: 'marks', id, marks: await this.#repository.mark(id, marks) });
    });
  }

  /** Adds presets that came as a file, all or none. @returns their ids. @throws AlloyError what kept them out, which is in the state, too. */
  async addAll(added: readonly NewPreset[]): Promise<readonly string[]> {
    const named = added.map((one) => ({ ...one, name: checkedName(one.name) }));
    let failed: unknown = null;
    let swaps: readonly PresetSwap[] = [];
    await this.#change(async () => {
      try {
        swaps = await this.#repository.addAll(named);
        this.#remember('presetAdded', { kind: 'added', swaps });
      } catch (reason) {
        failed = storageError(reason);
        throw reason;
      }
    });
    if (failed !== null) throw failed;
    return swaps.map(({ id }) => id);
  }

  /** Presets as they are stored; null: all. @throws AlloyError 'preset-missing', 'presets-unavailable'. */
  async stored(ids: readonly string[] | null): Promise<readonly StoredPreset[]> {
    try {
      const list = await this.#repository.list();
      const wanted = ids === null ? list : ids.flatMap((id) => list.find((one) => one.id === id) ?? []);
      const found: StoredPreset[] = [];
      for (const info of wanted) {
        const snapshot = await this.#repository.get(info.id);
        if (snapshot) found.push({ info, snapshot });
      }
      if (found.length === 0)
        throw new AlloyError('preset-missing', 'presets', 'There is no preset to save.');
      return found;
    } catch (reason) {
      throw storageError(reason);
    }
  }

  /** Presets were written elsewhere in this tab. */
  announce(): void {
    if (this.#closed) return;
    this.#channel.postMessage(null);
    void this.#do(() => Promise.resolve({}));
  }

  /** How many edits of presets are done, for undo. */
  get position(): number {
    return this.#done;
  }

  /** Takes edits back, or does them again, until that many are done. */
  goTo(position: number): void {
    const from = this.#done;
    this.#done = position;
    const back = this.#edits.slice(position, from).reverse();
    for (const edit of [...back, ...this.#edits.slice(from, position)])
      void this.#change(() => this.#turn(edit));
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#channel.close();
    this.#options.store.removeEventListener('change', this.#compare);
    await this.#work;
    await this.#repository.close();
  }

  async #turn(edit: Edit): Promise<void> {
    if (edit.kind === 'swap') return this.#repository.swap(edit.id, edit.bin);
    if (edit.kind === 'added') {
      for (const { id, bin } of edit.swaps) await this.#repository.swap(id, bin);
      return;
    }
    if (edit.kind === 'marks') {
      edit.marks = await this.#repository.mark(edit.id, edit.marks);
      return;
    }
    edit.name = await this.#repository.rename(edit.id, edit.name);
  }

  #remember(name: EditName, edit: Edit): void {
    this.#options.record(name, null);
    this.#edits = [...this.#edits.slice(0, this.#done), edit];
    this.#done++;
  }

  /** The instrument is this preset now. */
  #become(id: string): void {
    this.#current = id;
    this.#saved = null;
  }

  get #state(): PresetsState {
    return this.#options.store.state.presets ?? NONE;
  }

  /** The same as `#do`, where something is written: the other tabs are told. */
  #change(work: (list: readonly PresetInfo[]) => Promise<void>): Promise<void> {
    return this.#do(async (list) => {
      await work(list);
      if (!this.#closed) this.#channel.postMessage(null);
      return {};
    });
  }

  /** One after the other, each with the list as it is by then; what comes of it is in the state. */
  #do(work: (list: readonly PresetInfo[]) => Promise<Partial<PresetsState>>): Promise<void> {
    const done = this.#work.then(async () => {
      let error: PresetsState['error'] = null;
      try {
        await work(await this.#repository.list());
      } catch (reason) {
        error = toErrorMessage(storageError(reason));
      }
      await this.#refresh(error);
    });
    this.#work = done;
    return done;
  }

  /** Shows the list as it is, and how the instrument compares with its preset as that is now. */
  async #refresh(error: PresetsState['error']): Promise<void> {
    try {
      const list = await this.#repository.list();
      const there = this.#current !== null && list.some(({ id }) => id === this.#current);
      const record = there ? await this.#repository.record(this.#current!) : null;
      this.#saved = record && settingsOfRecord(record);
      this.#update({ list, current: there ? this.#current : null, error });
    } catch (reason) {
      this.#update({ error: error ?? toErrorMessage(storageError(reason)) });
    }
    this.#compared = [];
    this.#compare();
  }

  /** Whether the instrument differs from its preset. */
  readonly #compare = (): void => {
    const saved = this.#saved;
    const document = this.#options.document();
    const { slots, ...settings } = document;
    const parts = [saved, ...slots, ...Object.values(settings)];
    if (parts.length === this.#compared.length && parts.every((part, i) => part === this.#compared[i]))
      return;
    this.#compared = parts;
    const edited = saved !== null && !sameSound(settingsOfDocument(document), saved);
    if (edited !== this.#state.edited) this.#update({ edited });
  };

  #update(change: Partial<PresetsState>): void {
    this.#options.store.update({ presets: { ...this.#state, ...change } });
  }
}

/** A name as it is kept. @throws AlloyError 'bad-argument' when there is nothing of it. */
function checkedName(name: string): string {
  const trimmed = name.normalize('NFC').replace(/\s+/gu, ' ').trim();
  if (trimmed === '') throw new AlloyError('bad-argument', 'preset', 'A preset needs a name.');
  return [...trimmed].slice(0, LONGEST_NAME).join('').trim();
}

/** Tags as they are kept: none empty, none twice. */
function checkedTags(tags: readonly string[]): string[] {
  const trimmed = tags.map((tag) => [...tag.normalize('NFC').trim()].slice(0, LONGEST_TAG).join(''));
  return [...new Set(trimmed.filter((tag) => tag !== ''))].slice(0, MOST_TAGS);
}

const REASONS: Readonly<Record<Exclude<StorageTrouble, 'full'>, string>> = {
  blocked:
    'This browser lets this page keep nothing (a private window, or its settings for this site): presets are not kept.',
  newer:
    'The presets of this browser are of a newer Alloy. Close its other tabs and load this page again, without its cache.',
  unavailable: 'The storage of this browser does not work: presets are not kept.',
};

/** What an error of the storage says to people; the subject is the kind of trouble. What is no error of it, stays. */
function storageError(error: unknown): unknown {
  if (error instanceof AlloyError) return error;
  const trouble = troubleOf(error);
  if (trouble === 'full') {
    return new AlloyError(
      'presets-full',
      'presets',
      'The browser has no more room for presets. Remove one, or free some room on this device.',
    );
  }
  if (trouble === 'unavailable' && !(error instanceof DOMException)) return error;
  const why = trouble === 'unavailable' ? ` (${(error as DOMException).message})` : '';
  return new AlloyError('presets-unavailable', trouble, REASONS[trouble].replace(':', `${why}:`));
}
