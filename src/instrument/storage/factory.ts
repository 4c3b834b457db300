/** Loads the instruments that ship with Alloy, and says which of them is played. [page] */
import type { FactoryBank, FactoryInstrument } from '../../document/factory.js';
import { AlloyError, toErrorMessage } from '../../errors.js';
import { PARAMETERS } from '../../parameters.js';
import type { BundledSource } from '../contract.js';
import type { Renderer } from '../render/renderer.js';
import { LeastRecentlyUsed } from '../sounds/least-recently-used.js';
import { firstTrim } from '../sounds/sound-root.js';
import type { Sources } from '../sounds/sources.js';
import type { InstrumentDocument, LoadedSound, SlotDocument } from '../state/document.js';
import type { EditName, FactoryInfo, FactoryState } from '../state/state.js';
import type { LatestRequest, LoadRequest } from '../state/latest-request.js';
import type { Store } from '../state/store.js';

/** How a document names one of them as its preset: no preset of the browser has such an id. */
const PREFIX = 'factory:';
/** Sounds that are kept for the next instrument: some 700 kB each. */
const RECENT_SOUNDS = 8;
/** Parameters that belong to who plays: instruments leave them as they are. */
const HANDS: ReadonlySet<string> = new Set(['mpe', 'mpeBendRange']);

export interface FactoryOptions {
  readonly store: Store;
  readonly renderer: Pick<Renderer, 'render' | 'stop'>;
  readonly sources: Pick<Sources, 'soundAt' | 'parts'>;
  /** A bundled sound by its id; null where it does not ship here. */
  readonly soundOf: (id: string) => BundledSource | null;
  /** The settings as they are. */
  readonly document: () => InstrumentDocument;
  /** Makes the instrument what a document says. */
  readonly apply: (document: InstrumentDocument) => void;
  /** Called before one takes the place of what there is, for undo. */
  readonly record: (name: EditName, subject: null) => void;
  readonly requests: LatestRequest;
}

export function isFactoryPreset(preset: string | null): boolean {
  return preset?.startsWith(PREFIX) === true;
}

/** The factory's instruments. [page] */
export class Factory {
  readonly #options: FactoryOptions;
  #bank: FactoryBank = { author: '', licence: '', instruments: [] };
  readonly #sounds = new LeastRecentlyUsed<Promise<LoadedSound>>(RECENT_SOUNDS);
  /** What was compared last. */
  #compared: readonly unknown[] = [];

  constructor(options: FactoryOptions) {
    this.#options = options;
    options.store.addEventListener('change', this.#compare);
  }

  close(): void {
    this.#options.store.removeEventListener('change', this.#compare);
  }

  /** The instruments are known, and the sounds that ship: those that lack one are left out. */
  open(bank: FactoryBank): void {
    const { soundOf } = this.#options;
    const whole = bank.instruments.filter(({ sources }) => sources.every(({ sound }) => soundOf(sound)));
    this.#bank = { ...bank, instruments: whole };
    this.#update({ list: whole.map(infoOf) });
  }

  /** The one that is played as documents name it; null: none. */
  get current(): string | null {
    const { current } = this.#state;
    return current === null ? null : PREFIX + current;
  }

  /** The instrument is another now: loaded, undone, or come back. */
  setCurrent(preset: string | null): void {
    const current = isFactoryPreset(preset) ? preset!.slice(PREFIX.length) : null;
    this.#update({ current, loading: null, error: null });
  }

  async load(id: string): Promise<void> {
    const request = this.#options.requests.begin();
    request.onSuperseded(() => this.#update({ loading: null }));
    this.#update({ loading: id, error: null });
    try {
      const document = await this.#documentOf(id);
      if (request.newest) await this.#apply(document, request);
    } catch (error) {
      if (request.newest) this.#update({ loading: null, error: toErrorMessage(error) });
    }
  }

  /** Loads the one that is so many places further in the list, round its ends. */
  step(places: number): void {
    const { list, loading, current } = this.#state;
    if (list.length === 0) return;
    const at = list.findIndex(({ id }) => id === (loading ?? current));
    const from = at < 0 && places < 0 ? 0 : at;
    void this.load(list[(((from + places) % list.length) + list.length) % list.length]!.id);
  }

  async #apply(document: InstrumentDocument, request: LoadRequest): Promise<void> {
    const { renderer, sources, apply, record } = this.#options;
    await renderer.stop();
    if (!request.newest) return;
    record('preset', null); // with all that was done until now
    apply(request.withEdits(document));
    // what plays live needs no notes; nobody waits for the others, and what goes wrong is in the state
    if (document.parameters.live === 0) void renderer.render(() => sources.parts());
  }

  async #documentOf(id: string): Promise<InstrumentDocument> {
    const instrument = this.#instrument(id);
    if (!instrument)
      throw new AlloyError('preset-missing', id, 'This instrument does not ship with this Alloy.');
    const slots = await Promise.all(
      instrument.sources.map(async ({ sound, gain }): Promise<SlotDocument> => {
        const loaded = await this.#sound(sound);
        return { sound: loaded, rootOverride: null, trim: firstTrim(loaded), gain };
      }),
    );
    const { document } = this.#options;
    const { model, midiChannel, bindings, parameters } = document();
    const { mpe, mpeBendRange } = parameters;
    const { name, family, tags, mix, plan, seconds } = instrument;
    const { author, licence } = this.#bank;
    return {
      ...{ slots, model, mix, plan, seconds, seed: 1, temperature: null, fast: false },
      parameters: { ...instrument.parameters, mpe, mpeBendRange },
      ...{ midiChannel, bindings, tuning: null, preset: PREFIX + id },
      about: { name, author, tags: [family, ...tags], licence, unknown: null },
    };
  }

  #instrument(id: string | null): FactoryInstrument | undefined {
    return this.#bank.instruments.find((one) => one.id === id);
  }

  /** Each is fetched once; one that could not be had is tried again. */
  #sound(id: string): Promise<LoadedSound> {
    const { sources, soundOf } = this.#options;
    const { url, title } = soundOf(id)!;
    const sound = this.#sounds.get(id) ?? sources.soundAt(url, title);
    this.#sounds.set(id, sound);
    sound.catch(() => this.#sounds.clear());
    return sound;
  }

  get #state(): FactoryState {
    return this.#options.store.state.factory;
  }

  /** Whether the instrument differs from the one that it was loaded from. */
  readonly #compare = (): void => {
    const instrument = this.#instrument(this.#state.current);
    const { slots, ...settings } = this.#options.document();
    const parts = [instrument, ...slots, ...Object.values(settings)];
    if (parts.length === this.#compared.length && parts.every((part, i) => part === this.#compared[i]))
      return;
    this.#compared = parts;
    const edited = instrument !== undefined && !this.#isAsShipped(instrument, { slots, ...settings });
    if (edited !== this.#state.edited) this.#update({ edited });
  };

  #isAsShipped(instrument: FactoryInstrument, document: InstrumentDocument): boolean {
    const { soundOf } = this.#options;
    const { mix, plan, seconds, parameters } = instrument;
    const shipped = instrument.sources.map(({ sound, gain }) => [soundOf(sound)!.title, gain, null]);
    const present = document.slots.flatMap((slot) =>
      slot ? [[slot.sound.name, slot.gain, slot.rootOverride]] : [],
    );
    const valuesOf = (values: InstrumentDocument['parameters']): number[] =>
      PARAMETERS.filter(({ id }) => !HANDS.has(id)).map(({ id }) => values[id]);
    const { seed, temperature, fast, tuning } = document;
    return (
      JSON.stringify([shipped, mix, plan, seconds, 1, null, false, null, valuesOf(parameters)]) ===
      JSON.stringify([
        ...[present, document.mix, document.plan, document.seconds, seed, temperature, fast],
        ...[tuning && tuning.name, valuesOf(document.parameters)],
      ])
    );
  }

  #update(change: Partial<FactoryState>): void {
    const { store } = this.#options;
    store.update({ factory: { ...store.state.factory, ...change } });
  }
}

function infoOf({ id, name, family, tags }: FactoryInstrument): FactoryInfo {
  return { id, name, family, tags };
}
