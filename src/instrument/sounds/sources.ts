/** Manages the source slots: load, record, trim, prepare, encode. [page] */
import type { PreparedSource } from '../../audio/source.js';
import { toErrorMessage } from '../../errors.js';
import type { EncodedSource, EngineInfo, SourcePitch } from '../../render/notes.js';
import type { AirTrack } from '../../timbre/embedding.js';
import { decibelsToGain, type Decibels, type MidiNote, type Seconds } from '../../units.js';
import { Arrivals } from './arrivals.js';
import { signalOf, type LoadedSound, type SignalFacts, type SlotDocument } from '../state/document.js';
import type { Part } from './part.js';
import type { PackFile, PackList } from '../../imports/pack.js';
import { PrepareClient } from './prepare/client.js';
import { loadSound } from './prepare/load.js';
import { LeastRecentlyUsed } from './least-recently-used.js';
import { PreparedSounds } from './prepared-sounds.js';
import type { EditName, EmbeddingPicture, Clip, SourceProblem, Trim } from '../state/state.js';
import { Slot, type ShownSound } from './slot.js';
import type { encodedAt } from './embedded-source.js';
import { foundRoot, isAnalysed } from './sound-root.js';
import { contourOf, encodedKey, preparedKey } from './source-key.js';
import type { Store } from '../state/store.js';
import { sortedClips } from '../state/clip-order.js';
import { checkedTrim } from './trim.js';

/** Semitones within which the root of a former version counts as the same note, so that its rendered notes are kept. */
const SAME_NOTE = 0.5;
const GAIN_RANGE = { min: -24, max: 12 } as const;
/** Prepared and encoded sounds that are kept beside those in use, so that undo need not wait. */
const RECENT_COUNT = 12;

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
    air: AirTrack | null,
  ): Promise<EmbeddingPicture>;
  addEncoded(id: string, encoded: EncodedSource): Promise<EmbeddingPicture>;
  removeSource(id: string): Promise<void>;
}

export interface SourcesOptions {
  readonly store: Store;
  readonly renderer: SourceEncoder;
  /** Called before each change, for undo. */
  readonly record: (name: EditName, subject: string | null) => void;
  /** Called when a sound is sent for, and when it is read. */
  readonly expected: () => void;
  readonly loaded: (index: number, document: SlotDocument) => Promise<void>;
  /** Called after each change of what a render would be made of. */
  readonly changed: () => void;
  /** A context of the page's to record in; null: one of its own. */
  readonly recordIn: () => AudioContext | null;
}

/**
 * The source slots: load, record, prepare, encode. A sound is decoded once and kept whole; trimming, another length and
 * another model start from there. A sound that fails replaces nothing and does not affect the other slots. [page]
 */
export class Sources {
  readonly #store: Store;
  readonly #renderer: SourceEncoder;
  readonly #record: SourcesOptions['record'];
  readonly #changed: SourcesOptions['changed'];
  readonly #prepare = new PrepareClient();
  readonly #slots: readonly Slot[];
  /** What is on its way in. */
  readonly arrivals: Arrivals;
  readonly #prepared = new PreparedSounds(this.#prepare, RECENT_COUNT);
  /** Of the model that is open. */
  #encoded = new LeastRecentlyUsed<EmbeddingPicture>(RECENT_COUNT);
  #encodedBy: EngineInfo | null = null;

  constructor({ store, renderer, record, expected, loaded, changed, recordIn }: SourcesOptions) {
    this.#store = store;
    this.#renderer = renderer;
    this.#record = record;
    this.#changed = changed;
    this.#slots = store.state.slots.map(() => new Slot());
    this.arrivals = new Arrivals({
      store,
      slots: this.#slots,
      prepare: this.#prepare,
      check: (document) => this.#check(document),
      put: (index, document) => this.#setDocument(index, document),
      ...{ expected, loaded },
      record: () => record('load', null),
      changed,
      recordIn,
    });
  }

  /** What is in a pack of sounds. @throws AlloyError as `openPack` does. */
  listPack(files: readonly PackFile[], title: string): Promise<PackList> {
    return this.#prepare.listPack(files, title);
  }

  /** Documents of the slots, for undo and storage. */
  get documents(): readonly (SlotDocument | null)[] {
    return this.#slots.map(({ document }) => document);
  }

  /** How strongly each sound counts in the mix, linear. */
  get gains(): readonly number[] {
    return this.documents.flatMap((document) => (document ? [decibelsToGain(document.gain)] : []));
  }

  /** The whole sound at an address, for a slot's document. @throws AlloyError that names the sound and the reason. */
  soundAt(url: string, name: string): Promise<LoadedSound> {
    return loadSound(this.#prepare, url, name);
  }

  /** The same of a file's bytes. */
  soundIn(file: Blob, name: string): Promise<LoadedSound> {
    return loadSound(this.#prepare, file, name);
  }

  /**
   * The key that a sound will have in the render engine once it is in a slot, for notes of so many seconds and the model that is
   * open. @throws AlloyError where that could not take it.
   */
  async keyFor(document: SlotDocument, seconds: Seconds, signal: SignalFacts): Promise<string> {
    const { key, source } = await this.prepared(document, seconds, signal);
    const { rootOverride } = document;
    const rootMidi = rootOverride ?? foundRoot(document).midi;
    return encodedKey(key, rootMidi, contourOf(source, rootOverride), source.air ?? null);
  }

  /** A sound prepared for notes of so many seconds, in a slot or not. @throws AlloyError where the model could not take it. */
  async prepared(
    document: SlotDocument,
    seconds: Seconds,
    signal: SignalFacts,
  ): Promise<{ readonly key: string; readonly source: PreparedSource }> {
    const key = preparedKey(document, seconds, signal);
    const source =
      this.#prepared.known(document, seconds, signal) ??
      (await this.#prepared.prepare(await this.#analysed(document), seconds, signal));
    this.#prepared.remember(key, source);
    return { key, source };
  }

  /** A prepared sound of an earlier visit. */
  remember(key: string, source: PreparedSource): void {
    this.#prepared.remember(key, source);
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
      slot.forget();
      return this.#setDocument(index, document);
    });
    return Promise.all(changes).then(() => undefined);
  }

  clear(index: number): void {
    const slot = this.#slot(index);
    if (slot.document) this.#record('clear', null);
    slot.forget();
    slot.problem = null;
    void this.#setDocument(index, null);
  }

  /** What was wrong with a sound is read. */
  dismissProblem(index: number): void {
    const slot = this.#slot(index);
    if (slot.problem) slot.problem = null;
    else if (slot.shown) slot.unusable = null;
    this.#publish(index);
  }

  setRoot(index: number, midi: MidiNote | null): void {
    const { document } = this.#slot(index);
    if (!document) return;
    if ((midi !== null && !(midi >= 0 && midi <= 127)) || midi === document.rootOverride) return;
    this.#record('root', `root ${index}`);
    void this.#setDocument(index, { ...document, rootOverride: midi });
  }

  setGain(index: number, gain: Decibels): void {
    const slot = this.#slot(index);
    if (!slot.document || !Number.isFinite(gain)) return;
    const clamped = Math.min(GAIN_RANGE.max, Math.max(GAIN_RANGE.min, gain));
    if (clamped === slot.document.gain) return;
    this.#record('slotGain', `gain ${index}`);
    slot.document = { ...slot.document, gain: clamped };
    if (slot.shown) slot.shown = { ...slot.shown, gain: clamped };
    this.#publish(index);
    this.#changed();
  }

  setTrim(index: number, trim: Trim | null): void {
    const { document } = this.#slot(index);
    if (!document || document.sound.embedded) return;
    const { samples, sampleRate } = document.sound;
    const checked = trim && checkedTrim(trim, samples.length / sampleRate);
    const before = document.trim;
    if (checked?.start === before?.start && checked?.end === before?.end) return;
    if (trim !== null && checked === null) return;
    this.#record('trim', `trim ${index}`);
    void this.#setDocument(index, { ...document, trim: checked });
  }

  /** Prepares and encodes everything anew: the length or the model changed. */
  async refresh(): Promise<void> {
    await Promise.all(
      this.#slots.map(async ({ document }, index) => {
        if (document) await this.#setDocument(index, document);
      }),
    );
  }

  /** The sources that take part in a render, encoded: also where a change of length or model begins their encoding anew meanwhile. */
  async parts(): Promise<Part[]> {
    const begun = (): Promise<void>[] => this.#slots.flatMap(({ arrived, encoded }) => [arrived, encoded]);
    let waited: Promise<void>[];
    do {
      waited = begun();
      await Promise.all(waited);
    } while (begun().some((promise, i) => promise !== waited[i]));
    return this.readyParts();
  }

  /** Why the sound of a slot cannot be used; null where it can, or there is none. */
  unusable(index: number): SourceProblem | null {
    return this.#slot(index).unusable;
  }

  /** The key of a slot's sound in the render engine, once it is encoded as it is wanted; null before. */
  keyOf(index: number): string | null {
    return this.#slot(index).shown?.embedding ? this.#slot(index).key : null;
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
    return this.#slots.flatMap(({ key, shown }, slot) => {
      if (!shown || key === null) return [];
      const { name, rootMidi, embedding, gain, rootOverride } = shown;
      const pitched = shown.pitched || rootOverride !== null;
      return [{ slot, key, name, rootMidi, embedding, gain, pitched }];
    });
  }

  close(): void {
    for (const slot of this.#slots) {
      slot.forget();
      slot.load++;
    }
    this.#prepare.close();
  }

  #slot(index: number): Slot {
    const slot = this.#slots[index];
    if (!slot) throw new RangeError(`There is no source slot ${index}.`);
    return slot;
  }

  #publish(index: number): void {
    this.#store.updateSlot(index, this.#slot(index).state);
  }

  /** Makes a document the slot's: prepares and encodes it. Never rejects: a failure is the slot's error. */
  #setDocument(index: number, document: SlotDocument | null): Promise<void> {
    const slot = this.#slot(index);
    const load = ++slot.load;
    Object.assign(slot, { document, source: null, key: null, unusable: null });
    if (!document) {
      slot.shown = null;
      this.#publish(index);
      this.#showOriginal(index, null);
      this.#changed();
      slot.encoded = Promise.resolve();
      return slot.encoded;
    }
    if (!this.#known(document)) this.#showWaiting(index, document);
    const begin = (): Promise<void> =>
      slot.load === load ? this.#prepareAndEncode(index, document, load) : Promise.resolve();
    const pending = slot.pending.then(begin).catch((error: unknown) => {
      if (slot.load !== load) return;
      // The sound is kept: another model, another part of it or an undo may make it work.
      slot.unusable = { name: document.sound.name, error: toErrorMessage(error) };
      if (!slot.shown) this.#showOriginal(index, null);
      this.#publish(index);
      this.#changed();
    });
    slot.pending = pending;
    slot.encoded = pending;
    return pending;
  }

  async #prepareAndEncode(index: number, wanted: SlotDocument, load: number): Promise<void> {
    const slot = this.#slot(index);
    const document = await this.#analysed(wanted);
    if (slot.load !== load) return;
    if (document !== wanted) slot.document = { ...document, gain: slot.document!.gain }; // which may have been turned
    const shown = this.#known(document);
    if (shown && this.#renderer.model.signal)
      this.#show(index, document, shown, this.#renderer.model.signal, null);
    const info = this.#renderer.model.info ?? (await this.#renderer.model.ready());
    const signal = signalOf(info);
    const { seconds } = this.#store.state;
    const source = this.#known(document) ?? (await this.#prepared.prepare(document, seconds, signal));
    if (slot.load !== load) return;
    const prepared = preparedKey(document, seconds, signal);
    this.#prepared.remember(prepared, source);
    const rootMidi = document.rootOverride ?? foundRoot(document).midi;
    const contour = contourOf(source, document.rootOverride);
    const air = source.air ?? null; // what was prepared by a former version has none, and sounds as it did
    const key = encodedKey(prepared, rootMidi, contour, air);
    if (this.#encodedBy !== info) this.#encoded = new LeastRecentlyUsed(RECENT_COUNT);
    this.#encodedBy = info;
    const encoded = this.#encoded.get(key) ?? null;
    slot.key = key;
    this.#show(index, document, source, signal, encoded);
    this.#changed();
    if (encoded) return;
    const embedding = document.sound.embedded
      ? await this.#renderer.addEncoded(key, await encodedOf(document.sound, rootMidi, info))
      : await this.#renderer.addSource(key, source.samples, rootMidi, contour, air);
    const dropped = this.#encoded.set(key, embedding, this.#keysInUse(key));
    for (const old of dropped) void this.#renderer.removeSource(old);
    if (slot.load !== load) return;
    if (slot.shown) this.#showSound(index, { ...slot.shown, embedding });
    this.#changed();
  }

  #known(document: SlotDocument): PreparedSource | undefined {
    const { signal } = this.#renderer.model;
    return signal ? this.#prepared.known(document, this.#store.state.seconds, signal) : undefined;
  }

  /** The same sound used otherwise stays in sight; another one is being loaded. */
  #showWaiting(index: number, document: SlotDocument): void {
    const { sound, trim, gain, rootOverride } = document;
    const slot = this.#slot(index);
    const { shown } = slot;
    if (shown?.original.samples === sound.samples && !shown.embedded) {
      const found = foundRoot(document);
      const rootMidi = rootOverride ?? found.midi;
      return this.#showSound(index, { ...shown, trim, gain, found, rootOverride, rootMidi, embedding: null });
    }
    slot.shown = null;
    this.#publish(index);
  }

  #showSound(index: number, shown: ShownSound): void {
    this.#slot(index).shown = shown;
    this.#publish(index);
    this.#showOriginal(index, shown);
  }

  /** @throws AlloyError where no model could take the sound. */
  async #check(document: SlotDocument): Promise<void> {
    const { signal } = this.#renderer.model;
    if (!signal || this.#known(document)) return;
    const { seconds } = this.#store.state;
    const source = await this.#prepared.prepare(document, seconds, signal);
    this.#prepared.remember(preparedKey(document, seconds, signal), source);
  }

  /** A sound that was kept before its root was found with it gets it now: the one that it had, where that is as good. */
  async #analysed(document: SlotDocument): Promise<SlotDocument> {
    const { sound } = document;
    if (isAnalysed(sound)) return document;
    const { samples, sampleRate, name, notices, fingerprint } = sound;
    const found = await this.#prepare.loadSamples([samples], sampleRate, name);
    const before = this.#known(document)?.pitch;
    const same = before && found.pitched && Math.abs(before.midi - found.root.midi) < SAME_NOTE;
    const root = same ? { ...found.root, midi: before.midi } : found.root;
    return { ...document, sound: { ...found, samples, notices, fingerprint, root } };
  }

  #keysInUse(also: string): Set<string> {
    return new Set([also, ...this.#slots.flatMap(({ key }) => key ?? [])]);
  }

  #preparedKey(document: SlotDocument, signal: SignalFacts): string {
    return preparedKey(document, this.#store.state.seconds, signal);
  }

  #show(
    index: number,
    document: SlotDocument,
    source: PreparedSource,
    { sampleRate }: SignalFacts,
    embedding: EmbeddingPicture | null,
  ): void {
    const { sound, trim, gain, rootOverride } = document;
    const found = foundRoot(document);
    this.#slot(index).source = source;
    this.#showSound(index, {
      name: sound.name,
      embedded: sound.embedded !== undefined,
      live: !sound.embedded || sound.embedded.live !== undefined,
      audio: { sampleRate, samples: source.samples },
      original: { sampleRate: sound.sampleRate, samples: sound.samples },
      trim: sound.embedded ? null : trim, // of a sound that is not here
      gain,
      found,
      pitched: sound.pitched,
      chord: sound.chord,
      passages: sound.passages,
      rootOverride,
      rootMidi: rootOverride ?? found.midi,
      notices: source.notices,
      embedding,
    });
  }

  #showOriginal(index: number, shown: ShownSound | null): void {
    const id = `original-${index}`;
    const others = this.#store.state.clips.filter((clip) => clip.id !== id);
    if (!shown || shown.embedded) return this.#store.update({ clips: others });
    const clip: Clip = {
      id,
      kind: 'original',
      title: shown.name,
      rootMidi: shown.rootMidi,
      audio: shown.audio,
      progress: 1,
      embedding: shown.embedding,
    };
    this.#store.update({ clips: sortedClips([clip, ...others]) });
  }
}

/** See encodedAt, whose code comes with the first sound that has no samples. */
async function encodedOf(...sound: Parameters<typeof encodedAt>): Promise<EncodedSource> {
  const code = await import('./embedded-source.js');
  return code.encodedAt(...sound);
}
