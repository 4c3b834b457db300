import { AlloyError, toErrorMessage } from '../errors.js';
import { isNode } from '../platform/assets.js';
import type { StorageTrouble } from '../platform/bounded-store.js';
import { MPE_ZONES, type ParameterId } from '../parameters.js';
import { encodeWav } from '../audio/wav.js';
import type { Decibels, Gain01, MidiNote, Seconds } from '../units.js';
import { AudioOutput } from './audio.js';
import {
  loadBundledSources,
  loadModelEntries,
  loadStoredEntries,
  storedEntry,
  type AssetLocations,
  type ModelEntry,
} from './catalog.js';
import type { BundledSource, InstrumentContract, MeterReading } from './contract.js';
import { soundBytes, type InstrumentDocument } from './document.js';
import { History } from './history.js';
import { keepCheckpoint } from './models/convert.js';
import { Performance } from './performance.js';
import { Presets } from './presets.js';
import { Renderer } from './renderer.js';
import { Sources } from './sources.js';
import { Settings } from './settings.js';
import type { EditName, InstrumentState, Plan, Trim } from './state.js';
import { KeptColumns } from './storage/columns.js';
import type { Snapshot } from './storage/keeper.js';
import { Persistence } from './storage/persistence.js';
import { columnsOf, documentOf, takeSnapshot, type SnapshotParts } from './storage/snapshot.js';
import { Store } from './store.js';
import { Tunings } from './tunings.js';
import type { ColumnStore } from './zones.js';

export interface InstrumentOptions {
  /** Folder of the models, with an `index.json`. Default: `models/` beside the page. */
  readonly modelsUrl?: string | URL;
  /** Folder of the bundled sounds, with an `index.json`. Default: `presets/sources/` beside the page. */
  readonly sourcesUrl?: string | URL;
  /**
   * Name under which the browser keeps the instrument, so that it comes back after a reload. One living instrument owns
   * a name: first come; others say so in `state.storage` and are not kept. Default: null, nothing is kept.
   */
  readonly storageKey?: string | null;
}

/** Sounds that undo may hold. */
const HISTORY_BYTES = 256 * 1024 * 1024;
const KEEPS_NOTHING: ColumnStore = { find: () => Promise.resolve(null), keep: () => undefined };
const SLOT_OF_ORIGINAL = /^original-(\d)$/;

function folderUrl(url: string | URL): URL {
  const text = String(url);
  return new URL(text.endsWith('/') ? text : `${text}/`, document.baseURI);
}

/**
 * The instrument behind the page: sources, blend, render, play. [page]
 * See `InstrumentContract` for every method.
 */
export class Instrument extends EventTarget implements InstrumentContract {
  readonly #store = new Store();
  readonly #audio: AudioOutput;
  readonly #renderer: Renderer;
  readonly #sources: Sources;
  readonly #performance: Performance;
  readonly #settings: Settings;
  readonly #history = new History<InstrumentDocument>();
  readonly #persistence: Persistence;
  readonly #kept: KeptColumns | null;
  /** Null: nothing is kept. */
  readonly #presets: Presets | null;
  readonly #tunings: Tunings;
  readonly #locations: AssetLocations;
  #entries: readonly ModelEntry[] = [];
  #bundled: readonly BundledSource[] = [];
  #closed = false;
  readonly #closing = new AbortController();
  #modelId: string | null = null;
  /** Resolves when the catalogue is read and the first model is open (or has failed). */
  readonly started: Promise<void>;

  constructor(options: InstrumentOptions = {}) {
    super();
    if (isNode) throw new Error('Instrument needs a browser; in Node use RenderEngine or the alloy command.');
    this.#locations = {
      models: folderUrl(options.modelsUrl ?? 'models/'),
      sources: folderUrl(options.sourcesUrl ?? 'presets/sources/'),
    };
    this.#audio = new AudioOutput(this.#store.state.parameters);
    const { storageKey = null } = options;
    const keep = storageKey !== null;
    const onStorage = (trouble: StorageTrouble): void => this.#persistence.note(trouble);
    this.#kept = keep ? new KeptColumns(onStorage, () => this.#persistence.changed()) : null;
    this.#renderer = new Renderer({
      store: this.#store,
      audio: this.#audio,
      kept: this.#kept ?? KEEPS_NOTHING,
      keep,
      onStorage,
    });
    const [store, audio, renderer] = [this.#store, this.#audio, this.#renderer];
    const record = this.#record.bind(this);
    const changed = (): void => this.#updateStale();
    this.#sources = new Sources({ store, renderer, record, changed });
    this.#settings = new Settings({ store, audio, record, changed });
    this.#tunings = new Tunings({ store, audio, record });
    this.#performance = new Performance({
      store,
      audio,
      played: (key) => renderer.prioritise(key),
      bound: () => this.#record('binding', null),
      exclusive: (bytes) => this.#tunings.hear(bytes),
      turned: (id, value) => this.#settings.setParameter(id, value),
    });
    audio.onMpe((zone) => this.#settings.followParameter('mpe', MPE_ZONES.indexOf(zone)));
    this.#persistence = new Persistence({
      key: storageKey,
      store,
      collect: () => takeSnapshot(this.#parts()),
      parts: () => this.#keptParts(),
    });
    const collect = (): Snapshot => takeSnapshot(this.#parts());
    this.#presets = keep
      ? new Presets({ store, collect, apply: (snapshot) => this.#become(snapshot) })
      : null;
    audio.onProgram((program) => this.#presets?.loadProgram(program));
    this.#store.addEventListener('change', () => {
      if (!this.#closed) this.dispatchEvent(new Event('change'));
    });
    this.started = this.#start();
  }

  get state(): InstrumentState {
    return this.#store.state;
  }

  get bundledSources(): readonly BundledSource[] {
    return this.#bundled;
  }

  async selectModel(id: string): Promise<void> {
    const entry = this.#entries.find((candidate) => candidate.id === id);
    if (!entry) throw new AlloyError('bad-argument', id, `There is no model “${id}”.`);
    if (this.#modelId !== null && this.#modelId !== id) this.#record('model', null);
    await this.#open(entry);
  }

  async addModel(file: File): Promise<void> {
    if (this.state.adding.phase === 'running') return;
    const { name } = file;
    const onProgress = (progress: Gain01): void =>
      this.#store.progress({ adding: { phase: 'running', name, progress } });
    this.#store.update({ adding: { phase: 'running', name, progress: 0 } });
    try {
      const { signal } = this.#closing;
      const entry = storedEntry(await keepCheckpoint(file, name, { onProgress, signal }));
      void navigator.storage.persist().catch(() => false); // asked for, not counted on
      this.#setEntries([...this.#entries.filter(({ id }) => id !== entry.id), entry]);
      this.#store.update({ adding: { phase: 'idle' } });
      await this.selectModel(entry.id);
    } catch (error) {
      this.#store.update({ adding: { phase: 'error', name, error: toErrorMessage(error) } });
    }
  }

  loadSource(slot: number, source: File | Blob | string, name?: string): Promise<void> {
    return this.#sources.load(slot, source, name);
  }

  clearSource(slot: number): void {
    this.#sources.clear(slot);
  }

  setRoot(slot: number, midi: MidiNote | null): void {
    this.#sources.setRoot(slot, midi);
  }

  setSlotGain(slot: number, gain: Decibels): void {
    this.#sources.setGain(slot, gain);
  }

  setTrim(slot: number, trim: Trim | null): void {
    this.#sources.setTrim(slot, trim);
  }

  startRecording(slot: number): Promise<void> {
    return this.#sources.startRecording(slot);
  }

  stopRecording(slot: number): Promise<void> {
    return this.#sources.stopRecording(slot);
  }

  setMix(x: Gain01, y?: Gain01): void {
    this.#settings.setMix(x, y);
  }

  setPlan(plan: Partial<Plan>): void {
    this.#settings.setPlan(plan);
  }

  setSeconds(seconds: Seconds): void {
    if (this.#settings.setSeconds(seconds)) void this.#sources.refresh();
  }

  setSeed(seed: number): void {
    this.#settings.setSeed(seed);
  }

  setTemperature(temperature: number | null): void {
    this.#settings.setTemperature(temperature);
  }

  async savePreset(name: string): Promise<void> {
    await this.#presets?.save(name);
  }

  async loadPreset(id: string): Promise<void> {
    await this.#presets?.load(id);
  }

  async removePreset(id: string): Promise<void> {
    await this.#presets?.remove(id);
  }

  undo(): void {
    this.#step(this.#history.undo(this.#document()));
  }

  redo(): void {
    this.#step(this.#history.redo(this.#document()));
  }

  render(): Promise<void> {
    this.#history.seal();
    return this.#renderer.render(() => this.#sources.parts());
  }

  cancel(): void {
    this.#renderer.cancel();
  }

  resumeAudio(): Promise<void> {
    return this.#audio.resume();
  }

  async playTake(id: string): Promise<void> {
    const take = this.state.takes.find((candidate) => candidate.id === id);
    if (!take || take.clip.samples.length === 0) return;
    this.#store.update({ playing: id });
    const slot = this.state.slots[SLOT_OF_ORIGINAL.exec(id)?.[1] as unknown as number];
    await this.#audio.play(take.clip, slot?.phase === 'ready' ? slot.gain : 0, () => {
      if (this.state.playing === id) this.#store.update({ playing: null });
    });
  }

  stopTake(): void {
    this.#audio.stop();
    this.#store.update({ playing: null });
  }

  noteOn(key: number, velocity: number): void {
    this.#performance.noteOn(key, velocity);
  }

  noteOff(key: number): void {
    this.#performance.noteOff(key);
  }

  sustain(down: boolean): void {
    this.#performance.sustain(down);
  }

  pitchBend(amount: number): void {
    this.#performance.pitchBend(amount);
  }

  modulation(amount: Gain01): void {
    this.#performance.modulation(amount);
  }

  keyPressure(key: number, amount: Gain01): void {
    this.#performance.keyPressure(key, amount);
  }

  panic(): void {
    this.#performance.panic();
  }

  setParameter(id: ParameterId, value: number): void {
    this.#settings.setParameter(id, value);
  }

  enableMidi(): Promise<void> {
    return this.#performance.enableMidi();
  }

  hearTuningMessages(): Promise<void> {
    return this.#performance.hearTuningMessages();
  }

  selectMidiInput(id: string | 'all'): void {
    this.#performance.selectMidiInput(id);
  }

  selectMidiChannel(channel: number | null): void {
    if (channel !== null && !(Number.isInteger(channel) && channel >= 0 && channel < 16)) return;
    if (channel === this.state.midiChannel) return;
    this.#record('channel', null);
    this.#performance.setChannel(channel);
  }

  startLearn(id: ParameterId): void {
    this.#performance.arm(id);
  }

  stopLearn(): void {
    this.#performance.arm(null);
  }

  clearLearn(id: ParameterId): void {
    const { bindings } = this.state.learn;
    const left = bindings.filter((binding) => binding.parameter !== id);
    if (left.length === bindings.length) return;
    this.#record('binding', null);
    this.#performance.setBindings(left);
  }

  loadTuning(scl: string, kbm?: string, name?: string): void {
    this.#tunings.load(scl, kbm, name);
  }

  clearTuning(): void {
    this.#tunings.clear();
  }

  readMeter(): MeterReading {
    return this.#performance.readMeter();
  }

  exportTake(id: string): Blob {
    const take = this.state.takes.find((candidate) => candidate.id === id);
    if (!take) throw new AlloyError('bad-argument', id, `There is no take “${id}”.`);
    return new Blob([encodeWav(take.clip.samples, take.clip.sampleRate)], { type: 'audio/wav' });
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#closing.abort();
    await this.#persistence.close();
    await this.#presets?.close();
    this.#sources.close();
    this.#performance.close();
    await this.#renderer.close();
    await this.#kept?.close();
    await this.#audio.close();
  }

  async #start(): Promise<void> {
    const bundled = loadBundledSources(this.#locations.sources).then(
      (sources) => {
        this.#bundled = sources;
        this.#store.update({});
      },
      () => undefined, // an embedder may ship none
    );
    void this.#presets?.open();
    await Promise.all([bundled, this.#restore().then((model) => this.#openFirstModel(model))]);
  }

  /** Brings back what was kept, if nothing was done meanwhile. @returns the id of its model, or null. */
  async #restore(): Promise<string | null> {
    const kept = await this.#persistence.open();
    let model: string | null = null;
    if (kept && this.#kept) {
      const { columns, render } = await columnsOf(kept, this.#kept);
      if (!this.#closed && this.#isUntouched()) {
        const document = documentOf(kept);
        model = document.model;
        this.#renderer.restore(kept.record.signal, columns, render);
        this.#store.update({ takes: kept.takes });
        for (const { prepared } of kept.sounds.values()) {
          if (prepared) this.#sources.remember(prepared.key, prepared.source);
        }
        this.#apply(document);
      }
    }
    if (!this.#closed) this.#persistence.start();
    return model;
  }

  /** What a preset says, but for how it is played: that belongs to who plays, and to their devices. */
  async #become(preset: Snapshot): Promise<void> {
    this.#history.seal();
    this.#record('preset', null);
    await this.#renderer.stop();
    for (const { prepared } of preset.sounds.values()) {
      if (prepared) this.#sources.remember(prepared.key, prepared.source);
    }
    const { midiChannel, learn, parameters } = this.state;
    const { mpe, mpeBendRange } = parameters;
    const document = documentOf(preset);
    this.#apply({
      ...document,
      midiChannel,
      bindings: learn.bindings,
      parameters: { ...document.parameters, mpe, mpeBendRange },
    });
    // nobody waits for it, and what goes wrong is in the state
    if (document.slots.some((slot) => slot !== null)) void this.#renderer.render(() => this.#sources.parts());
  }

  #isUntouched(): boolean {
    const { slots, history, zones } = this.state;
    return (
      history.undo === null &&
      history.redo === null &&
      zones.length === 0 &&
      slots.every(({ phase }) => phase === 'empty')
    );
  }

  /** All that is kept of an instrument; see takeSnapshot. */
  #parts(): SnapshotParts {
    const { takes, render } = this.state;
    const document = this.#document();
    const prepared = document.slots.map((_, index) => this.#sources.preparedOf(index));
    const { signal, columns } = this.#renderer;
    return { document, prepared, signal, columns, takes, render };
  }

  /** The same, to compare. */
  #keptParts(): unknown[] {
    const { document, prepared, signal, columns, takes, render } = this.#parts();
    const { slots, ...settings } = document;
    const running = render.phase === 'running';
    return [
      ...slots,
      ...Object.values(settings),
      ...prepared.map((sound) => sound?.source),
      signal?.sampleRate,
      render.phase,
      ...columns.flatMap((column) => [column, column.finished]),
      ...(running ? [] : takes),
    ];
  }

  async #openFirstModel(id: string | null): Promise<void> {
    try {
      const [shipped, stored] = await Promise.all([
        loadModelEntries(this.#locations.models),
        loadStoredEntries(),
      ]);
      this.#setEntries([...shipped, ...stored]);
      const first = this.#entries.find((entry) => entry.id === id) ?? this.#entries[0];
      if (!first) throw new Error('its index.json is empty');
      if (!this.#closed) await this.#open(first);
    } catch (error) {
      const { href } = this.#locations.models;
      const reason = error instanceof Error ? error.message : String(error);
      const failure = new AlloyError('model-missing', href, `No model was found at ${href}: ${reason}.`);
      this.#renderer.fail(href, failure);
    }
  }

  #setEntries(entries: readonly ModelEntry[]): void {
    this.#entries = entries;
    this.#store.update({ models: entries.map(({ id, title, description }) => ({ id, title, description })) });
  }

  async #open(entry: ModelEntry): Promise<void> {
    this.#modelId = entry.id;
    await this.#renderer.open(entry, this.#locations);
    await this.#sources.refresh();
  }

  #document(): InstrumentDocument {
    const { mix, plan, seconds, seed, temperature, parameters, midiChannel, learn } = this.state;
    return {
      slots: this.#sources.documents,
      model: this.#modelId,
      mix,
      plan,
      seconds,
      seed,
      temperature,
      parameters,
      midiChannel,
      bindings: learn.bindings,
      tuning: this.#tunings.current,
    };
  }

  /** Before a change. */
  #record(name: EditName, subject: string | null): void {
    this.#history.record(name, subject, this.#document());
    this.#history.trim((documents) => soundBytes(documents) > HISTORY_BYTES);
    this.#store.update({ history: this.#history.state });
  }

  /** Goes to what an undo or redo gave. */
  #step(document: InstrumentDocument | null): void {
    if (!document) return;
    this.#store.update({ history: this.#history.state });
    this.#apply(document);
  }

  #apply(document: InstrumentDocument): void {
    const before = this.#document();
    this.#settings.apply(document);
    this.#performance.setChannel(document.midiChannel);
    this.#performance.setBindings(document.bindings);
    this.#tunings.set(document.tuning);
    void this.#sources.apply(document.slots);
    const model = this.#entries.find(({ id }) => id === document.model);
    if (model && model.id !== before.model) void this.#open(model);
    else if (document.seconds !== before.seconds) void this.#sources.refresh();
    this.#updateStale();
  }

  /** While a sound is loaded, nobody knows yet. */
  #updateStale(): void {
    if (this.state.slots.some(({ phase }) => phase === 'loading')) return;
    const parts = this.#sources.readyParts();
    this.#renderer.updateStale(parts);
    if (this.state.stale && this.state.render.phase !== 'running') void this.#renderer.recall(parts);
  }
}
