import type { PreparedSource } from '../audio/source.js';
import { startRecording, type Recorder } from '../audio/record.js';
import { toErrorMessage } from '../errors.js';
import type { EngineInfo, SourcePitch } from '../render/notes.js';
import type { Decibels, MidiNote } from '../units.js';
import type { LoadedSound, SignalFacts, SlotDocument } from './document.js';
import type { Part } from './part.js';
import { PrepareClient } from './prepare/client.js';
import { loadSound } from './prepare/load.js';
import { Recent } from './recent.js';
import type { EditName, EmbeddingPicture, SlotState, Take, Trim } from './state.js';
import type { Store } from './store.js';
import { sortedTakes } from './take-order.js';
import { checkedTrim } from './trim.js';

const DEFAULT_ROOT: MidiNote = 60;
const GAIN_RANGE = { min: -24, max: 12 } as const;
/** Prepared and encoded sounds that are kept beside those in use, so that undo need not wait. */
const KEPT = 12;

/** What a slot holds beside its state. */
interface Slot {
  /** Counts what was begun: whatever comes back for something older is dropped. */
  load: number;
  document: SlotDocument | null;
  source: PreparedSource | null;
  /** Its key in the render engine, once encoded. */
  key: string | null;
  /** Settles when what was begun last is done. */
  encoded: Promise<void>;
  /** Settles when what was prepared and encoded last is done; the next waits for it, and only the newest is done. */
  realised: Promise<void>;
  recorder: Recorder | null;
}

type ReadySlot = Extract<SlotState, { phase: 'ready' }>;

/** What encodes prepared sounds for the open model: the renderer. [page] */
export interface SourceEncoder {
  readonly model: {
    /** How the model wants its sources; null before there was one. */
    readonly signal: SignalFacts | null;
    /** Null while none is open. */
    readonly info: EngineInfo | null;
    /** @throws what opening it threw. */
    ready(): Promise<EngineInfo>;
  };
  addSource(
    id: string,
    samples: Float32Array,
    rootMidi: MidiNote,
    pitch: SourcePitch | null | undefined,
  ): Promise<EmbeddingPicture>;
  removeSource(id: string): Promise<void>;
}

export interface SourcesOptions {
  readonly store: Store;
  readonly renderer: SourceEncoder;
  /** Called before each change, for undo. */
  readonly record: (name: EditName, subject: string | null) => void;
  /** Called after each change of what a render would be made of. */
  readonly changed: () => void;
}

/**
 * The source slots: load, record, prepare, encode. A sound is decoded once and kept whole; trimming, another length and
 * another model begin from there. A slot that fails never disturbs the others. [page]
 */
export class Sources {
  readonly #store: Store;
  readonly #renderer: SourceEncoder;
  readonly #record: SourcesOptions['record'];
  readonly #changed: SourcesOptions['changed'];
  readonly #prepare = new PrepareClient();
  readonly #slots: Slot[];
  readonly #prepared = new Recent<PreparedSource>(KEPT);
  /** Of the model that is open. */
  #encoded = new Recent<EmbeddingPicture>(KEPT);
  #encodedBy: EngineInfo | null = null;

  constructor({ store, renderer, record, changed }: SourcesOptions) {
    this.#store = store;
    this.#renderer = renderer;
    this.#record = record;
    this.#changed = changed;
    this.#slots = store.state.slots.map(() => ({
      load: 0,
      document: null,
      source: null,
      key: null,
      encoded: Promise.resolve(),
      realised: Promise.resolve(),
      recorder: null,
    }));
  }

  /** What is in the slots, for undo and for keeping. */
  get documents(): readonly (SlotDocument | null)[] {
    return this.#slots.map(({ document }) => document);
  }

  /** A prepared sound of an earlier visit. */
  remember(key: string, source: PreparedSource): void {
    this.#prepared.put(key, source);
  }

  /** The prepared sound of a slot, with its key; null where there is none. */
  preparedOf(index: number): { readonly key: string; readonly source: PreparedSource } | null {
    const { document, source } = this.#slot(index);
    const { signal } = this.#renderer.model;
    return document && source && signal ? { key: this.#preparedKey(document, signal), source } : null;
  }

  /** Puts in the slots what a document says; nothing is decoded anew. */
  apply(documents: readonly (SlotDocument | null)[]): Promise<void> {
    const changes = this.#slots.map((slot, index) => {
      const document = documents[index] ?? null;
      if (document === slot.document) return Promise.resolve();
      return this.#put(index, document);
    });
    return Promise.all(changes).then(() => undefined);
  }

  async load(index: number, source: File | Blob | string, name?: string): Promise<void> {
    const label =
      name ?? (source instanceof File ? source.name : typeof source === 'string' ? source : 'sound');
    await this.#begin(index, label, () => loadSound(this.#prepare, source, label));
  }

  clear(index: number): void {
    const slot = this.#slot(index);
    if (slot.document) this.#record('clear', null);
    void this.#put(index, null);
  }

  setRoot(index: number, midi: MidiNote | null): void {
    const { document } = this.#slot(index);
    if (!document) return;
    if ((midi !== null && !(midi >= 0 && midi <= 127)) || midi === document.rootOverride) return;
    this.#record('root', `root ${index}`);
    void this.#put(index, { ...document, rootOverride: midi });
  }

  setGain(index: number, gain: Decibels): void {
    const slot = this.#slot(index);
    const state = this.#store.state.slots[index]!;
    if (!slot.document || !Number.isFinite(gain)) return;
    const clamped = Math.min(GAIN_RANGE.max, Math.max(GAIN_RANGE.min, gain));
    if (clamped === slot.document.gain) return;
    this.#record('slotGain', `gain ${index}`);
    slot.document = { ...slot.document, gain: clamped };
    if (state.phase === 'ready') this.#store.updateSlot(index, { ...state, gain: clamped });
    this.#changed();
  }

  setTrim(index: number, trim: Trim | null): void {
    const { document } = this.#slot(index);
    if (!document) return;
    const { samples, sampleRate } = document.sound;
    const checked = trim && checkedTrim(trim, samples.length / sampleRate);
    const before = document.trim;
    if (checked?.start === before?.start && checked?.end === before?.end) return;
    if (trim !== null && checked === null) return;
    this.#record('trim', `trim ${index}`);
    void this.#put(index, { ...document, trim: checked });
  }

  async startRecording(index: number): Promise<void> {
    const slot = this.#slot(index);
    const load = this.#supersede(slot);
    this.#store.updateSlot(index, { phase: 'recording', seconds: 0, level: 0 });
    try {
      const recorder = await startRecording(({ level, seconds }) => {
        if (slot.load === load && slot.recorder) {
          this.#store.updateSlot(index, { phase: 'recording', seconds, level });
        }
      });
      if (slot.load === load) slot.recorder = recorder;
      else recorder.cancel();
    } catch (error) {
      if (slot.load === load) this.#fail(index, 'Microphone', error);
    }
  }

  async stopRecording(index: number): Promise<void> {
    const { recorder } = this.#slot(index);
    if (!recorder) return;
    this.#slot(index).recorder = null;
    await this.#begin(index, 'Recording', async () => {
      const { samples, sampleRate } = await recorder.stop();
      return this.#prepare.loadSamples([samples], sampleRate, 'Recording');
    });
  }

  /** Prepares and encodes everything anew: the length or the model changed. */
  async refresh(): Promise<void> {
    await Promise.all(
      this.#slots.map(async ({ document }, index) => {
        if (document) await this.#put(index, document);
      }),
    );
  }

  /** The sources that take part in a render, encoded: also where a change of length or model begins their encoding anew meanwhile. */
  async parts(): Promise<Part[]> {
    let waited: Promise<void>[];
    do {
      waited = this.#slots.map((slot) => slot.encoded);
      await Promise.all(waited);
    } while (this.#slots.some((slot, index) => slot.encoded !== waited[index]));
    return this.readyParts();
  }

  /** True while nobody knows yet what a sound will be encoded as: it is being prepared, and its model is open. */
  get undecided(): boolean {
    if (!this.#renderer.model.info) return false;
    return this.#slots.some(({ document, key }, index) => {
      return document !== null && key === null && this.#store.state.slots[index]!.phase === 'ready';
    });
  }

  /** Those that are ready now. */
  readyParts(): Part[] {
    return this.#store.state.slots.flatMap((state, slot) => {
      const { key } = this.#slots[slot]!;
      if (state.phase !== 'ready' || key === null) return [];
      const { name, rootMidi, embedding, gain, found, rootOverride } = state;
      const pitched = found !== null || rootOverride !== null;
      return [{ slot, key, name, rootMidi, embedding, gain, pitched }];
    });
  }

  close(): void {
    for (const slot of this.#slots) this.#supersede(slot);
    this.#prepare.close();
  }

  #slot(index: number): Slot {
    const slot = this.#slots[index];
    if (!slot) throw new RangeError(`There is no source slot ${index}.`);
    return slot;
  }

  /** Whatever the slot was doing is of no interest from here on. */
  #supersede(slot: Slot): number {
    slot.recorder?.cancel();
    slot.recorder = null;
    return ++slot.load;
  }

  /** Loads a sound and puts it into its slot; what was there stays the slot's until then. */
  #begin(index: number, name: string, open: () => Promise<LoadedSound>): Promise<void> {
    const slot = this.#slot(index);
    const load = this.#supersede(slot);
    this.#store.updateSlot(index, { phase: 'loading', name });
    this.#changed();
    const loading = this.#load(index, name, load, open);
    slot.encoded = loading; // a render that is asked for meanwhile waits for it
    return loading;
  }

  async #load(index: number, name: string, load: number, open: () => Promise<LoadedSound>): Promise<void> {
    const slot = this.#slot(index);
    try {
      const sound = await open();
      if (slot.load !== load) return;
      this.#record('load', null);
      await this.#put(index, { sound, rootOverride: null, trim: null, gain: 0 });
    } catch (error) {
      if (slot.load === load) this.#fail(index, name, error);
    }
  }

  /** A sound that cannot be had: undo brings the one before it back. */
  #fail(index: number, name: string, error: unknown): void {
    const slot = this.#slot(index);
    if (slot.document) this.#record('load', null);
    Object.assign(slot, { document: null, source: null, key: null });
    this.#showOriginal(index, null);
    this.#store.updateSlot(index, { phase: 'error', name, error: toErrorMessage(error) });
    this.#changed();
  }

  /** Makes a document the slot's: prepares and encodes it. Never rejects: a failure is the slot's error. */
  #put(index: number, document: SlotDocument | null): Promise<void> {
    const slot = this.#slot(index);
    const load = this.#supersede(slot);
    Object.assign(slot, { document, source: null, key: null });
    if (!document) {
      this.#store.updateSlot(index, { phase: 'empty' });
      this.#showOriginal(index, null);
      this.#changed();
      slot.encoded = Promise.resolve();
      return slot.encoded;
    }
    if (!this.#known(document)) this.#showWaiting(index, document);
    const begin = (): Promise<void> =>
      slot.load === load ? this.#realise(index, document, load) : Promise.resolve();
    const realised = slot.realised.then(begin).catch((error: unknown) => {
      if (slot.load !== load) return;
      // The sound is kept: another model, another length or an undo may make it work.
      this.#showOriginal(index, null);
      this.#store.updateSlot(index, {
        phase: 'error',
        name: document.sound.name,
        error: toErrorMessage(error),
      });
    });
    slot.realised = realised;
    slot.encoded = realised;
    return realised;
  }

  async #realise(index: number, document: SlotDocument, load: number): Promise<void> {
    const slot = this.#slot(index);
    const shown = this.#known(document);
    if (shown && this.#renderer.model.signal)
      this.#show(index, document, shown, this.#renderer.model.signal, null);
    const info = this.#renderer.model.info ?? (await this.#renderer.model.ready());
    const signal = { sampleRate: info.manifest.sampleRate, peak: info.manifest.signal.peak };
    const preparedKey = this.#preparedKey(document, signal);
    const source = this.#known(document) ?? (await this.#prepareSound(document, signal));
    if (slot.load !== load) return;
    this.#prepared.put(preparedKey, source);
    const rootMidi = document.rootOverride ?? source.root.midi;
    // an override says that the sound has a pitch, even where none was found
    const course = source.pitch ?? (document.rootOverride === null ? null : undefined);
    const key = `${preparedKey} ${rootMidi} ${course === null ? 'unpitched' : ''}`;
    if (this.#encodedBy !== info) this.#encoded = new Recent(KEPT);
    this.#encodedBy = info;
    const encoded = this.#encoded.get(key) ?? null;
    slot.key = key;
    this.#show(index, document, source, signal, encoded);
    this.#changed();
    if (encoded) return;
    const embedding = await this.#renderer.addSource(key, source.samples, rootMidi, course);
    const dropped = this.#encoded.put(key, embedding, this.#keysInUse(key));
    for (const old of dropped) void this.#renderer.removeSource(old);
    if (slot.load !== load) return;
    const state = this.#store.state.slots[index]!;
    if (state.phase === 'ready') {
      this.#store.updateSlot(index, { ...state, embedding });
      this.#showOriginal(index, { ...state, embedding });
    }
    this.#changed();
  }

  #known(document: SlotDocument): PreparedSource | undefined {
    const { signal } = this.#renderer.model;
    return signal ? this.#prepared.get(this.#preparedKey(document, signal)) : undefined;
  }

  /** The same sound used otherwise stays in sight; another one is being loaded. */
  #showWaiting(index: number, { sound, trim, gain, rootOverride }: SlotDocument): void {
    const state = this.#store.state.slots[index]!;
    const same = state.phase === 'ready' && state.original.samples === sound.samples;
    const rootMidi = rootOverride ?? (same ? state.found?.midi : undefined) ?? DEFAULT_ROOT;
    this.#store.updateSlot(
      index,
      same
        ? { ...state, trim, gain, rootOverride, rootMidi, embedding: null }
        : { phase: 'loading', name: sound.name },
    );
  }

  #keysInUse(also: string): Set<string> {
    return new Set([also, ...this.#slots.flatMap(({ key }) => key ?? [])]);
  }

  #preparedKey({ sound, trim }: SlotDocument, { sampleRate, peak }: SignalFacts): string {
    const { seconds } = this.#store.state;
    const part = trim ? `${trim.start}-${trim.end}` : 'whole';
    return `${sound.fingerprint} ${sound.root.midi} ${part} ${seconds} ${sampleRate} ${peak}`;
  }

  #prepareSound({ sound, trim }: SlotDocument, signal: SignalFacts): Promise<PreparedSource> {
    const options = { ...signal, seconds: this.#store.state.seconds, trim };
    return this.#prepare.fromWhole(sound, options);
  }

  #show(
    index: number,
    { sound, trim, gain, rootOverride }: SlotDocument,
    source: PreparedSource,
    { sampleRate }: SignalFacts,
    embedding: EmbeddingPicture | null,
  ): void {
    this.#slot(index).source = source;
    const rootMidi = rootOverride ?? source.root.midi;
    const state: ReadySlot = {
      phase: 'ready',
      name: sound.name,
      clip: { sampleRate, samples: source.samples },
      original: { sampleRate: sound.sampleRate, samples: sound.samples },
      trim,
      gain,
      found: source.pitch && { midi: source.pitch.midi, confidence: source.pitch.confidence },
      rootOverride,
      rootMidi,
      notices: source.notices,
      embedding,
    };
    this.#store.updateSlot(index, state);
    this.#showOriginal(index, state);
  }

  #showOriginal(index: number, state: ReadySlot | null): void {
    const id = `original-${index}`;
    const others = this.#store.state.takes.filter((take) => take.id !== id);
    if (!state) return this.#store.update({ takes: others });
    const take: Take = {
      id,
      kind: 'original',
      title: state.name,
      rootMidi: state.rootMidi,
      clip: state.clip,
      progress: 1,
      embedding: state.embedding,
    };
    this.#store.update({ takes: sortedTakes([take, ...others]) });
  }
}
