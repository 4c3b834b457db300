import { AlloyError, toErrorMessage } from '../errors.js';
import { troubleOf } from '../platform/bounded-store.js';
import type { PresetInfo, PresetsState } from './state.js';
import type { Snapshot } from './storage/keeper.js';
import { PresetShelf } from './storage/presets.js';
import type { Store } from './store.js';

/** As many as MIDI has programs. */
const MOST = 128;
const LONGEST_NAME = 80;

export interface PresetsOptions {
  readonly store: Store;
  /** The instrument as it is now. */
  readonly collect: () => Snapshot;
  /** Makes the instrument what a preset says; resolves before that is rendered. */
  readonly apply: (snapshot: Snapshot) => Promise<void>;
}

/**
 * The presets of this browser: the instrument under a name, and under a MIDI program. What goes wrong is in
 * `state.presets.error`; a preset is there whole or not at all. [page]
 */
export class Presets {
  readonly #options: PresetsOptions;
  readonly #shelf = new PresetShelf();
  /** Rises with each preset that is asked for: the newest wins. */
  #asked = 0;
  #work: Promise<unknown> = Promise.resolve();

  constructor(options: PresetsOptions) {
    this.#options = options;
  }

  /** Finds out which there are. */
  open(): Promise<void> {
    return this.#do(() => Promise.resolve({}));
  }

  /** Under a name that there is already, takes that preset's place. */
  save(name: string): Promise<void> {
    const trimmed = name.trim().slice(0, LONGEST_NAME);
    const snapshot = this.#options.collect();
    return this.#do(async (list) => {
      if (trimmed === '') throw new AlloyError('bad-argument', 'preset', 'A preset needs a name.');
      const preset = list.find((one) => one.name === trimmed) ?? {
        id: crypto.randomUUID(),
        name: trimmed,
        program: freeProgram(list),
      };
      await this.#shelf.put(preset, snapshot);
      return { current: preset.id };
    });
  }

  load(id: string): Promise<void> {
    const asked = ++this.#asked;
    return this.#do(async (list) => {
      const preset = list.find((one) => one.id === id);
      const snapshot = preset ? await this.#shelf.get(id) : null;
      if (!snapshot) {
        throw new AlloyError('preset-missing', preset?.name ?? id, 'This preset is not there any more.');
      }
      if (asked !== this.#asked) return {};
      await this.#options.apply(snapshot);
      return { current: id };
    });
  }

  /** A program change: nothing happens where there is no preset for it. */
  loadProgram(program: number): void {
    const preset = this.#options.store.state.presets?.list.find((one) => one.program === program);
    if (preset) void this.load(preset.id);
  }

  remove(id: string): Promise<void> {
    return this.#do(async () => {
      await this.#shelf.remove(id);
      return this.#options.store.state.presets?.current === id ? { current: null } : {};
    });
  }

  async close(): Promise<void> {
    await this.#work;
    await this.#shelf.close();
  }

  /** One after the other, each with the list as it is by then; what comes of it is in the state. */
  #do(work: (list: readonly PresetInfo[]) => Promise<Partial<PresetsState>>): Promise<void> {
    const done = this.#work.then(async () => {
      try {
        const change = await work(await this.#shelf.list());
        this.#update({ error: null, ...change, list: await this.#shelf.list() });
      } catch (error) {
        this.#update({ error: toErrorMessage(storageError(error)) });
      }
    });
    this.#work = done;
    return done;
  }

  #update(change: Partial<PresetsState>): void {
    const { store } = this.#options;
    const before = store.state.presets ?? { list: [], current: null, error: null };
    store.update({ presets: { ...before, ...change } });
  }
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

function storageError(error: unknown): unknown {
  if (error instanceof AlloyError) return error;
  return troubleOf(error) === 'full'
    ? new AlloyError(
        'presets-full',
        'presets',
        'The browser has no more room for presets. Remove one, or free some room on this device.',
      )
    : new AlloyError(
        'presets-unavailable',
        'presets',
        'This browser keeps nothing for this page (a private window, say): presets are not kept.',
      );
}
