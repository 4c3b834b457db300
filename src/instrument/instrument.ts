/** Implements the instrument's façade: wires sources, renderer, player, settings and storage together. [page] */
import { AlloyError, toErrorMessage } from '../errors.js';
import { isNode } from '../platform/assets.js';
import { expectUrl, onPolicyViolation } from '../platform/policy.js';
import type { StorageTrouble } from '../platform/bounded-store.js';
import type { MidiBytes } from '../midi/parse.js';
import { MPE_ZONES, type ParameterId, type ParameterValues } from '../parameters.js';
import { heardMix, mixHeardAt } from '../timbre/heard-mix.js';
import type { Decibels, Gain01, MidiNote, Seconds } from '../units.js';
import { alloyError, fire, InstrumentEvents, InstrumentEventTarget } from './events.js';
import type { HostNode, HostTransport } from './host.js';
import { foldersOf, type InstrumentOptions } from './options.js';
import { checkedParameter, checkedTime, checkedTransport } from './play/arguments.js';
import { AudioOutput } from './play/audio-output.js';
import { Automation } from './play/automation.js';
import { ContextOutput } from './play/context-output.js';
import { Later } from './play/later.js';
import { loadBundledSources, loadFactory } from './sounds/catalogue.js';
import { UndoManager } from './state/undo.js';
import type { BundledSource, InstrumentContract, MeterReading, PackFile, SoundPack } from './contract.js';
import { NOTHING_ABOUT, type InstrumentDocument, type SlotDocument } from './state/document.js';
import { readDocumentShape } from '../document/shape.js';
import type { InstrumentStateDocument } from '../document/schema.js';
import { Factory, isFactoryPreset } from './storage/factory.js';
import { LazyFiles } from './storage/lazy-files.js';
import { StateTransfer } from './storage/state-transfer.js';
import { Persistence } from './storage/persistence.js';
import { Models } from './render/models.js';
import { Performance } from './play/performance.js';
import { Renderer } from './render/renderer.js';
import { Sources } from './sounds/sources.js';
import { Settings } from './state/settings.js';
import type { InstrumentState, MixPosition, Plan, Trim } from './state/state.js';
import { LiveSources } from './render/live-sources.js';
import { KeyZoneRepository, RememberedKeyZones } from './storage/key-zone-repository.js';
import { Store } from './state/store.js';
import { ClipPlayer } from './render/clip-player.js';
import { Tunings } from './play/tunings.js';

/**
 * The instrument behind the page: sources, blend, render, play. [page]
 * See `InstrumentContract` for every method.
 */
export class Instrument extends InstrumentEventTarget implements InstrumentContract {
  readonly #store = new Store();
  readonly #audio: AudioOutput;
  readonly #automation: Automation;
  readonly #renderer: Renderer;
  readonly #sources: Sources;
  readonly #performance: Performance;
  readonly #settings: Settings;
  readonly #undoManager: UndoManager;
  readonly #tunings: Tunings;
  readonly #persistence: Persistence;
  readonly #factory: Factory;
  /** Null: nothing is stored. */
  readonly #keyZoneRepository: KeyZoneRepository | null;
  readonly #models: Models;
  readonly #clipPlayer: ClipPlayer;
  readonly #live: LiveSources;
  readonly #transfer: StateTransfer;
  readonly files: LazyFiles;
  readonly #sourcesUrl: URL;
  readonly #stopHearingPolicy: () => void;
  #bundled: readonly BundledSource[] = [];
  /** Mix position that was sent to the player last. */
  #heard: MixPosition | null = null;
  /** What the last document said of it beside its sound. */
  #about = NOTHING_ABOUT;
  #closed = false;
  /** Resolves when the catalogue is read and the first model is open (or has failed). */
  readonly started: Promise<void>;
  readonly ready: Promise<void>;

  /** @throws AlloyError 'bad-argument' for a context, a destination or a folder that is none; 'document-damaged', 'document-newer' for a `state` that is none. */
  constructor(options: InstrumentOptions = {}) {
    super();
    if (isNode) throw new Error('Instrument needs a browser; in Node use RenderEngine or the alloy command.');
    if (options.state) readDocumentShape(options.state); // nothing is begun for one that is none
    this.#stopHearingPolicy = onPolicyViolation(({ add }) => {
      const { policy } = this.#store.state;
      if (!policy.includes(add)) this.#store.update({ policy: [...policy, add] });
    });
    const folders = foldersOf(options);
    this.#sourcesUrl = folders.sources;
    for (const folder of Object.values(folders)) expectUrl(folder);
    this.#audio = new AudioOutput(this.#store.state.parameters, ContextOutput.of(options));
    const { storageKey: key = null } = options;
    const onStorage = (trouble: StorageTrouble): void => this.#persistence.note(trouble);
    const keyZoneRepository =
      key === null ? null : new KeyZoneRepository(onStorage, () => this.#persistence.changed());
    this.#keyZoneRepository = keyZoneRepository;
    const [store, audio] = [this.#store, this.#audio];
    const keyZones = keyZoneRepository ?? new RememberedKeyZones(); // undo brings them back
    const renderer = new Renderer({
      store,
      audio,
      repository: keyZones,
      keep: key !== null,
      onStorage,
    });
    this.#renderer = renderer;
    const document = (): InstrumentDocument => this.#document();
    const apply = (document: InstrumentDocument): void => this.#apply(document);
    this.#undoManager = new UndoManager({
      ...{ store, document, apply },
      presets: {
        position: () => this.#persistence.presets?.position ?? 0,
        goTo: (position) => this.#persistence.presets?.goTo(position),
      },
    });
    const { record } = this.#undoManager;
    const changed = (): void => this.#updateStale();
    const recordIn = (): AudioContext | null => audio.host.recordingContext;
    const sources = new Sources({
      ...{ store, renderer, record, changed, recordIn },
      expected: () => this.#live.warm(),
      loaded: (index, document) => this.#live.expect(index, document),
    });
    this.#sources = sources;
    this.#clipPlayer = new ClipPlayer({
      ...{ store, audio, heardMix: () => this.#heardMix },
      hybrid: () => renderer.hybrid,
    });
    this.#live = new LiveSources(store, audio, sources);
    const mixed = (): void => this.#followMix();
    this.#settings = new Settings({ store, audio, record, changed, mixed });
    this.#models = new Models({
      store,
      renderer,
      url: folders.models,
      record,
      opened: () => sources.refresh(),
    });
    this.#tunings = new Tunings({ store, audio, record });
    const later = new Later({
      get clock() {
        return audio.clock;
      },
      get offline() {
        return audio.host.offline;
      },
    });
    this.#automation = new Automation({
      ...{ store, audio, later },
      heardMix: (mix) => heardMix(sources.gains, mix),
      onMix: (heard) => this.#show(heard),
    });
    this.#performance = new Performance({
      store,
      audio,
      later,
      onNote: (note) => fire(this, 'note', note),
      onKeyPlayed: (key) => renderer.prioritise(key),
      onBind: () => record('binding', null),
      onSysex: (bytes) => this.#tunings.handleSysex(bytes),
      mixAt: (heard) => mixHeardAt(sources.gains, heard),
      onParameter: (id, value, time) =>
        time === 0 ? this.#settings.setParameter(id, value) : this.#automation.set(id, value, time),
    });
    this.#persistence = new Persistence({
      key,
      keyZones: keyZoneRepository,
      store,
      renderer,
      sources,
      document,
      apply,
      record,
    });
    this.#factory = new Factory({
      ...{ store, renderer, sources, document, apply, record },
      soundOf: (id) => this.#bundled.find((sound) => sound.id === id) ?? null,
    });
    audio.onState((state) => store.update({ audio: state }));
    audio.onMpe((zone) => this.#settings.followParameter('mpe', MPE_ZONES.indexOf(zone)));
    audio.onProgram((program) => this.#persistence.presets?.loadProgram(program));
    const events = new InstrumentEvents(this, store.state);
    this.#store.addEventListener('change', () => {
      if (this.#closed) return;
      events.follow(this.state);
      this.dispatchEvent(new Event('change'));
    });
    audio.begin();
    this.started = this.#start(options.state?.model?.id ?? null);
    this.ready = this.#becomeReady();
    this.ready.then(
      () => fire(this, 'ready', null),
      () => undefined, // its reason is an event of its own
    );
    this.#transfer = new StateTransfer({
      ...{ store, renderer, sources, models: this.#models, document, apply, record },
      started: () => this.started,
    });
    this.files = new LazyFiles({
      ...{ store, renderer, keyZones, transfer: this.#transfer, presets: this.#persistence.presets },
      render: () => this.render(),
      started: () => this.started,
    });
    if (options.state)
      this.#transfer.set(options.state).catch((reason: unknown) => {
        // what is wrong with a source is in its slot, and was told of there
        const told = reason instanceof AlloyError && ['source-model', 'closed'].includes(reason.code);
        if (!told && !this.#closed) fire(this, 'error', { error: alloyError(toErrorMessage(reason)) });
      });
  }

  get state(): InstrumentState {
    return this.#store.state;
  }

  get bundledSources(): readonly BundledSource[] {
    return this.#bundled;
  }

  selectModel(id: string): Promise<void> {
    return this.#models.select(id);
  }

  addModel(file: File): Promise<void> {
    return this.#models.add(file);
  }

  stopAddingModel(): void {
    this.#models.stopAdding();
  }

  removeModel(id: string): Promise<void> {
    return this.#models.remove(id);
  }

  expectSounds(): void {
    this.#live.warm();
  }

  loadSource(slot: number, source: File | Blob | string, name?: string): Promise<void> {
    return this.#sources.arrivals.load(slot, source, name);
  }

  loadSources(
    slot: number | null,
    sources: readonly (File | Blob | string)[],
    folders: readonly string[] = [],
  ): Promise<void> {
    return this.#sources.arrivals.loadAll(slot, sources, folders);
  }

  async openPack(files: readonly PackFile[], title: string): Promise<SoundPack> {
    return { ...(await this.#sources.listPack(files, title)), title, files };
  }

  async loadFromPack(slot: number | null, pack: SoundPack, ids: readonly string[]): Promise<void> {
    await this.#sources.arrivals.loadFromPack(slot, pack, ids);
  }

  dismissProblem(slot: number): void {
    this.#sources.dismissProblem(slot);
  }

  dismissLeftOver(): void {
    this.#store.update({ leftOver: null });
  }

  clearSource(slot: number): void {
    this.#sources.clear(slot);
  }

  setRoot(slot: number, midi: MidiNote | null): void {
    const before = this.#sources.documents;
    this.#sources.setRoot(slot, midi);
    this.#followRoots(before);
  }

  setSlotGain(slot: number, gain: Decibels): void {
    this.#sources.setGain(slot, gain);
  }

  setTrim(slot: number, trim: Trim | null): void {
    this.#sources.setTrim(slot, trim);
  }

  startRecording(slot: number): Promise<void> {
    return this.#sources.arrivals.startRecording(slot);
  }

  stopRecording(slot: number): Promise<void> {
    return this.#sources.arrivals.stopRecording(slot);
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

  async savePreset(name: string, { asNew = false }: { readonly asNew?: boolean } = {}): Promise<void> {
    await this.#persistence.presets?.save(name, asNew);
  }

  loadFactory(id: string): Promise<void> {
    return this.#factory.load(id);
  }

  stepPreset(places: number): void {
    const { presets } = this.#persistence;
    const own = (this.state.presets?.list.length ?? 0) > 0;
    const { current, loading } = this.state.factory;
    const isFactory = (presets?.current ?? null) === null && (current ?? loading) !== null;
    if (own && !isFactory) presets?.step(places);
    else this.#factory.step(places);
  }

  async renamePreset(id: string, name: string): Promise<void> {
    await this.#persistence.presets?.rename(id, name);
  }

  keepHere(): Promise<void> {
    return this.#persistence.keepHere();
  }

  async loadPreset(id: string): Promise<void> {
    await this.#persistence.presets?.load(id);
  }

  async removePreset(id: string): Promise<void> {
    await this.#persistence.presets?.remove(id);
  }

  async duplicatePreset(id: string): Promise<void> {
    await this.#persistence.presets?.duplicate(id);
  }

  async markPreset(id: string, marks: Parameters<InstrumentContract['markPreset']>[1]): Promise<void> {
    await this.#persistence.presets?.mark(id, marks);
  }

  getState(): Promise<InstrumentStateDocument> {
    return this.#transfer.get();
  }

  setState(document: InstrumentStateDocument | Record<string, never> | null | undefined): Promise<void> {
    return this.#transfer.set(document);
  }

  setFast(fast: boolean): void {
    this.#settings.setFast(fast);
    this.#models.goTo(this.#models.current);
  }

  undo(): void {
    this.#undoManager.undo();
  }

  redo(): void {
    this.#undoManager.redo();
  }

  render(): Promise<void> {
    this.#undoManager.seal();
    return this.#renderer.render(() => this.#sources.parts());
  }

  cancel(): void {
    this.#renderer.cancel();
  }

  get context(): BaseAudioContext {
    return this.#audio.host.context;
  }

  get output(): AudioNode {
    return this.#audio.host.output;
  }

  get destination(): HostNode | null {
    return this.#audio.host.destination;
  }

  set destination(destination: HostNode | null) {
    this.#audio.host.destination = destination;
  }

  synced(): Promise<void> {
    return this.#audio.synced();
  }

  resumeAudio(): Promise<void> {
    return this.#audio.resume();
  }

  playClip(id: string): Promise<void> {
    return this.#clipPlayer.play(id);
  }

  stopClip(): void {
    this.#clipPlayer.stop();
  }

  setFirstKey(key: number): void {
    this.#renderer.firstKey = key;
  }

  midi(bytes: ArrayLike<number>, time?: Seconds): void {
    this.#performance.midi(bytes, time);
  }

  noteOn(key: number, velocity: number, time?: Seconds): void {
    this.#performance.noteOn(key, velocity, time);
  }

  noteOff(key: number, time?: Seconds): void {
    this.#performance.noteOff(key, time);
  }

  sustain(down: boolean, time?: Seconds): void {
    this.#performance.sustain(down, time);
  }

  pitchBend(amount: number, time?: Seconds): void {
    this.#performance.pitchBend(amount, time);
  }

  modulation(amount: Gain01, time?: Seconds): void {
    this.#performance.modulation(amount, time);
  }

  /** Gains of the sources, linear: a mix is heard through them. */
  get mixGains(): readonly number[] {
    return this.#sources.gains;
  }

  /** Follows a MIDI message that a plugin's player has played already. */
  followMidi(bytes: MidiBytes): void {
    this.#performance.follow(bytes);
  }

  /** Follows a tuning message that a plugin's player has handled already. */
  followTuning(bytes: Uint8Array): void {
    this.#tunings.follow(bytes);
  }

  /** Follows parameters that a plugin's host has automated in the player: no edit of the user's. */
  followParameters(values: Partial<ParameterValues>): void {
    this.#settings.follow(values);
  }

  keyPressure(key: number, amount: Gain01): void {
    this.#performance.keyPressure(key, amount);
  }

  keySlide(key: number, amount: number): void {
    this.#performance.keySlide(key, amount);
  }

  setTransport(transport: HostTransport, time?: Seconds): void {
    this.#audio.setTransport(checkedTransport(transport), checkedTime(time));
  }

  allNotesOff(time?: Seconds): void {
    this.#performance.allNotesOff(time);
  }

  cancelScheduled(time?: Seconds): void {
    this.#performance.cancelScheduled(time);
    this.#automation.forget();
  }

  panic(): void {
    this.#performance.panic();
    this.#automation.forget();
  }

  setParameter(id: ParameterId, value: number, time?: Seconds): void {
    const checked = checkedParameter(id, value);
    if (time === undefined) this.#settings.setParameter(id, checked);
    else this.#automation.set(id, checked, checkedTime(time));
  }

  enableMidi(): Promise<void> {
    return this.#performance.enableMidi();
  }

  enableTuningMessages(): Promise<void> {
    return this.#performance.enableTuningMessages();
  }

  connectBridge(address: string | null): void {
    this.#performance.connectBridge(address);
  }

  selectMidiInput(id: string | 'all'): void {
    this.#performance.selectMidiInput(id);
  }

  selectMidiChannel(channel: number | null): void {
    if (channel !== null && !(Number.isInteger(channel) && channel >= 0 && channel < 16)) return;
    if (channel === this.state.midiChannel) return;
    this.#undoManager.record('channel', null);
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
    this.#undoManager.record('binding', null);
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

  exportClip(id: string): Blob {
    return this.#clipPlayer.export(id);
  }

  async close(): Promise<void> {
    this.#closed = true;
    const kept = this.#persistence.close(); // the key is let go of at once, for an instrument that opens meanwhile
    this.#stopHearingPolicy();
    this.#performance.close(); // at once: nothing sounds on while files are put away
    await this.#models.close();
    await kept;
    this.#live.close();
    this.#factory.close();
    this.#sources.close();
    await this.#renderer.close();
    await this.#keyZoneRepository?.close();
    await this.#audio.close();
  }

  /** @param wanted the model to open first; null: the one of the last visit. */
  async #start(wanted: string | null): Promise<void> {
    const bundled = loadBundledSources(this.#sourcesUrl).then(
      (sources) => {
        this.#bundled = sources;
        this.#store.update({});
      },
      () => undefined, // an embedder may ship none
    );
    // once the sounds are known that they are made of
    void bundled
      .then(() => loadFactory(this.#sourcesUrl))
      .then(
        (bank) => this.#factory.open(bank),
        () => undefined, // the same of instruments
      );
    void this.#persistence.presets?.open();
    await Promise.all([
      bundled,
      this.#persistence.restore().then((model) => this.#models.openFirst(wanted ?? model)),
    ]);
  }

  async #becomeReady(): Promise<void> {
    await this.started;
    const { model } = this.state;
    if (this.#closed) throw new AlloyError('closed', 'instrument', 'The instrument was closed.');
    if (model.phase === 'error') throw alloyError(model.error);
    if (this.#audio.host.given) await this.#audio.player();
  }

  #document(): InstrumentDocument {
    const { mix, plan, seconds, seed, temperature, fast, parameters, midiChannel, learn } = this.state;
    return {
      slots: this.#sources.documents,
      model: this.#models.current,
      mix,
      plan,
      seconds,
      seed,
      temperature,
      fast,
      parameters,
      midiChannel,
      bindings: learn.bindings,
      tuning: this.#tunings.current,
      preset: this.#persistence.presets?.current ?? this.#factory.current,
      about: this.#about,
    };
  }

  #apply(document: InstrumentDocument): void {
    const before = this.#document();
    this.#settings.apply(document);
    this.#performance.setChannel(document.midiChannel);
    this.#performance.setBindings(document.bindings);
    this.#tunings.set(document.tuning);
    this.#persistence.presets?.setCurrent(isFactoryPreset(document.preset) ? null : document.preset);
    this.#factory.setCurrent(document.preset);
    this.#about = document.about;
    void this.#sources.apply(document.slots);
    const opening = this.#models.goTo(document.model);
    if (!opening && document.seconds !== before.seconds) void this.#sources.refresh();
    this.#updateStale();
    this.#followRoots(before.slots);
  }

  /**
   * Applies a changed root at once: renders the existing notes anew, the played key first; the old notes play until
   * then. For a large model, only when the user asks for it.
   */
  #followRoots(before: readonly (SlotDocument | null)[]): void {
    const { zones, render, model, backend } = this.state;
    const turned = this.#sources.documents.some((slot, i) => {
      const old = before[i];
      return slot && old && slot.sound === old.sound && slot.rootOverride !== old.rootOverride;
    });
    const made = zones.length > 0 && (render.phase === 'done' || render.phase === 'running');
    if (!turned || !made || model.phase !== 'ready' || backend?.audioPerSecond !== null) return;
    void this.#renderer.renderAnew(() => this.#sources.parts());
  }

  get #heardMix(): MixPosition {
    return heardMix(this.#sources.gains, this.state.mix);
  }

  /** Sends the mix that results from position and gains to the player, the hybrid, and the hybrid's layers that play. */
  #followMix(): void {
    const heard = this.#heardMix;
    const before = this.#heard;
    if (heard.x === before?.x && heard.y === before.y) return;
    this.#audio.setParameter('mix', 100 * heard.x);
    this.#audio.setParameter('mixY', 100 * heard.y);
    this.#show(heard);
  }

  /** The player plays this mix now. */
  #show(heard: MixPosition): void {
    this.#heard = heard;
    this.#renderer.followMix(heard);
    this.#clipPlayer.followMix(heard);
  }

  /** Updates `stale`, unless a sound is being loaded: its root is not known yet. */
  #updateStale(): void {
    this.#followMix();
    if (this.state.slots.some(({ phase }) => phase === 'loading') || this.#sources.undecided) return;
    const parts = this.#sources.readyParts();
    this.#renderer.updateStale(parts);
    if (this.state.stale && this.state.render.phase !== 'running') void this.#renderer.recall(parts);
  }
}
