/** Implements the instrument's façade: what a page calls goes to the part that does it, what the parts do becomes events. [page] */
import { AlloyError, toErrorMessage } from '../errors.js';
import { isNode } from '../platform/assets.js';
import { expectUrl, onPolicyViolation } from '../platform/policy.js';
import type { MidiBytes } from '../midi/parse.js';
import type { ParameterId, ParameterValues } from '../parameters.js';
import type { Decibels, Gain01, MidiNote, Seconds } from '../units.js';
import { alloyError, fire, InstrumentEventTarget } from './events.js';
import type { HostNode, HostTransport } from './host.js';
import { foldersOf, type InstrumentOptions } from './options.js';
import { checkedParameter, checkedTime, checkedTransport } from './play/arguments.js';
import { loadBundledSources, loadFactory } from './sounds/catalogue.js';
import type {
  BundledSource,
  InstrumentContract,
  InstrumentFilesContract,
  MeterReading,
  PackFile,
  SoundPack,
  StateOptions,
} from './contract.js';
import { readDocumentShape } from '../document/shape.js';
import type { InstrumentStateDocument } from '../document/schema.js';
import type { InstrumentSongsContract } from './songs-contract.js';
import type { InstrumentState, Plan, Trim } from './state/state.js';
import { Parts } from './whole/parts.js';
import { StateEvents } from './whole/state-events.js';

/**
 * The instrument behind the page: sources, blend, render, play. [page]
 * See `InstrumentContract` for every method.
 */
export class Instrument extends InstrumentEventTarget implements InstrumentContract {
  readonly #parts: Parts;
  readonly files: InstrumentFilesContract;
  readonly songs: InstrumentSongsContract;
  readonly #stopHearingPolicy: () => void;
  #bundled: readonly BundledSource[] = [];
  #closed = false;
  /** Resolves when the catalogue is read and the first model is open (or has failed). */
  readonly started: Promise<void>;
  readonly ready: Promise<void>;

  /** @throws AlloyError 'bad-argument' for a context, a destination or a folder that is none; 'document-damaged', 'document-newer' for a `state` that is none. */
  constructor(options: InstrumentOptions = {}) {
    super();
    if (isNode) throw new Error('Instrument needs a browser; in Node use RenderEngine or the alloy command.');
    if (options.state) readDocumentShape(options.state); // nothing is begun for one that is none
    const folders = foldersOf(options);
    for (const folder of Object.values(folders)) expectUrl(folder);
    const parts = new Parts(options, folders.models, {
      started: () => this.started,
      bundled: (id) => this.#bundled.find((sound) => sound.id === id) ?? null,
      render: () => this.render(),
      onNote: (note) => fire(this, 'note', note),
    });
    this.#parts = parts;
    this.files = parts.files;
    this.songs = parts.songs;
    const { store } = parts;
    this.#stopHearingPolicy = onPolicyViolation(({ add }) => {
      const { policy } = store.state;
      if (!policy.includes(add)) store.update({ policy: [...policy, add] });
    });
    parts.songs.addEventListener('change', () => this.dispatchEvent(new Event('change')));
    const events = new StateEvents(this, store.state);
    store.addEventListener('change', () => {
      if (this.#closed) return;
      events.follow(this.state);
      this.dispatchEvent(new Event('change'));
    });
    parts.audio.begin();
    this.started = this.#start(folders.sources, options.state?.model?.id ?? null);
    this.ready = this.#becomeReady();
    this.ready.then(
      () => fire(this, 'ready', null),
      () => undefined, // its reason is an event of its own
    );
    if (options.state) this.#begin(options.state);
  }

  get state(): InstrumentState {
    return this.#parts.store.state;
  }

  get bundledSources(): readonly BundledSource[] {
    return this.#bundled;
  }

  selectModel(id: string): Promise<void> {
    return this.#parts.models.select(id);
  }

  addModel(file: File): Promise<void> {
    return this.#parts.models.add(file);
  }

  stopAddingModel(): void {
    this.#parts.models.stopAdding();
  }

  removeModel(id: string): Promise<void> {
    return this.#parts.models.remove(id);
  }

  expectSounds(): void {
    this.#parts.live.warm();
  }

  loadSource(slot: number, source: File | Blob | string, name?: string): Promise<void> {
    this.#parts.requests.cancel();
    return this.#parts.sources.arrivals.load(slot, source, name);
  }

  loadSources(
    slot: number | null,
    sources: readonly (File | Blob | string)[],
    folders: readonly string[] = [],
  ): Promise<void> {
    this.#parts.requests.cancel();
    return this.#parts.sources.arrivals.loadAll(slot, sources, folders);
  }

  async openPack(files: readonly PackFile[], title: string): Promise<SoundPack> {
    return { ...(await this.#parts.sources.listPack(files, title)), title, files };
  }

  async loadFromPack(slot: number | null, pack: SoundPack, ids: readonly string[]): Promise<void> {
    this.#parts.requests.cancel();
    await this.#parts.sources.arrivals.loadFromPack(slot, pack, ids);
  }

  dismissProblem(slot: number): void {
    this.#parts.sources.dismissProblem(slot);
  }

  dismissLeftOver(): void {
    this.#parts.store.update({ leftOver: null });
  }

  clearSource(slot: number): void {
    this.#parts.sources.clear(slot);
  }

  setRoot(slot: number, midi: MidiNote | null): void {
    const before = this.#parts.sources.documents;
    this.#parts.sources.setRoot(slot, midi);
    this.#parts.document.followRoots(before);
  }

  setSlotGain(slot: number, gain: Decibels): void {
    this.#parts.sources.setGain(slot, gain);
  }

  setTrim(slot: number, trim: Trim | null): void {
    this.#parts.sources.setTrim(slot, trim);
  }

  startRecording(slot: number): Promise<void> {
    return this.#parts.sources.arrivals.startRecording(slot);
  }

  stopRecording(slot: number): Promise<void> {
    return this.#parts.sources.arrivals.stopRecording(slot);
  }

  setMix(x: Gain01, y?: Gain01): void {
    this.#parts.settings.setMix(x, y);
  }

  setPlan(plan: Partial<Plan>): void {
    this.#parts.settings.setPlan(plan);
  }

  setSeconds(seconds: Seconds): void {
    if (this.#parts.settings.setSeconds(seconds)) void this.#parts.sources.refresh();
  }

  setSeed(seed: number): void {
    this.#parts.settings.setSeed(seed);
  }

  setTemperature(temperature: number | null): void {
    this.#parts.settings.setTemperature(temperature);
  }

  async savePreset(name: string, { asNew = false }: { readonly asNew?: boolean } = {}): Promise<void> {
    await this.#parts.persistence.presets?.save(name, asNew);
  }

  loadFactory(id: string): Promise<void> {
    return this.#parts.factory.load(id);
  }

  stepPreset(places: number): void {
    const { presets } = this.#parts.persistence;
    const own = (this.state.presets?.list.length ?? 0) > 0;
    const { current, loading } = this.state.factory;
    const ownIs = this.state.presets?.loading ?? presets?.current ?? null;
    const isFactory = loading !== null || (ownIs === null && current !== null);
    if (own && !isFactory) presets?.step(places);
    else this.#parts.factory.step(places);
  }

  async renamePreset(id: string, name: string): Promise<void> {
    await this.#parts.persistence.presets?.rename(id, name);
  }

  keepHere(): Promise<void> {
    return this.#parts.persistence.keepHere();
  }

  async loadPreset(id: string): Promise<void> {
    await this.#parts.persistence.presets?.load(id);
  }

  async removePreset(id: string): Promise<void> {
    await this.#parts.persistence.presets?.remove(id);
  }

  async duplicatePreset(id: string): Promise<void> {
    await this.#parts.persistence.presets?.duplicate(id);
  }

  async markPreset(id: string, marks: Parameters<InstrumentContract['markPreset']>[1]): Promise<void> {
    await this.#parts.persistence.presets?.mark(id, marks);
  }

  getState(options?: StateOptions): Promise<InstrumentStateDocument> {
    return this.#parts.transfer.get(options);
  }

  setState(document: InstrumentStateDocument | Record<string, never> | null | undefined): Promise<void> {
    return this.#parts.transfer.set(document);
  }

  setFast(fast: boolean): void {
    this.#parts.settings.setFast(fast);
    this.#parts.models.goTo(this.#parts.models.current);
  }

  undo(): void {
    this.#parts.requests.cancel();
    this.#parts.undo.undo();
  }

  redo(): void {
    this.#parts.requests.cancel();
    this.#parts.undo.redo();
  }

  render(): Promise<void> {
    this.#parts.undo.seal();
    return this.#parts.renderer.render(() => this.#parts.sources.parts());
  }

  cancel(): void {
    this.#parts.renderer.cancel();
  }

  get context(): BaseAudioContext {
    return this.#parts.audio.host.context;
  }

  get output(): AudioNode {
    return this.#parts.audio.host.output;
  }

  get destination(): HostNode | null {
    return this.#parts.audio.host.destination;
  }

  set destination(destination: HostNode | null) {
    this.#parts.audio.host.destination = destination;
  }

  synced(): Promise<void> {
    return this.#parts.audio.synced();
  }

  resumeAudio(): Promise<void> {
    return this.#parts.audio.resume();
  }

  playClip(id: string): Promise<void> {
    return this.#parts.clipPlayer.play(id);
  }

  stopClip(): void {
    this.#parts.clipPlayer.stop();
  }

  setFirstKey(key: number): void {
    this.#parts.renderer.firstKey = key;
  }

  midi(bytes: ArrayLike<number>, time?: Seconds): void {
    this.#parts.performance.midi(bytes, time);
  }

  noteOn(key: number, velocity: number, time?: Seconds): void {
    this.#parts.performance.noteOn(key, velocity, time);
  }

  noteOff(key: number, time?: Seconds): void {
    this.#parts.performance.noteOff(key, time);
  }

  sustain(down: boolean, time?: Seconds): void {
    this.#parts.performance.sustain(down, time);
  }

  pitchBend(amount: number, time?: Seconds): void {
    this.#parts.performance.pitchBend(amount, time);
  }

  modulation(amount: Gain01, time?: Seconds): void {
    this.#parts.performance.modulation(amount, time);
  }

  /** Gains of the sources, linear: a mix is heard through them. */
  get mixGains(): readonly number[] {
    return this.#parts.sources.gains;
  }

  /** Follows a MIDI message that a plugin's player has played already. */
  followMidi(bytes: MidiBytes): void {
    this.#parts.performance.follow(bytes);
  }

  /** Follows a tuning message that a plugin's player has handled already. */
  followTuning(bytes: Uint8Array): void {
    this.#parts.tunings.follow(bytes);
  }

  /** Follows parameters that a plugin's host has automated in the player: no edit of the user's. */
  followParameters(values: Partial<ParameterValues>): void {
    this.#parts.settings.follow(values);
  }

  keyPressure(key: number, amount: Gain01): void {
    this.#parts.performance.keyPressure(key, amount);
  }

  keySlide(key: number, amount: number): void {
    this.#parts.performance.keySlide(key, amount);
  }

  setTransport(transport: HostTransport, time?: Seconds): void {
    this.#parts.audio.setTransport(checkedTransport(transport), checkedTime(time));
  }

  allNotesOff(time?: Seconds): void {
    this.#parts.performance.allNotesOff(time);
  }

  cancelScheduled(time?: Seconds): void {
    this.#parts.performance.cancelScheduled(time);
    this.#parts.automation.forget();
  }

  panic(): void {
    this.#parts.performance.panic();
    this.#parts.automation.forget();
  }

  setParameter(id: ParameterId, value: number, time?: Seconds): void {
    const checked = checkedParameter(id, value);
    if (time === undefined) this.#parts.settings.setParameter(id, checked);
    else this.#parts.automation.set(id, checked, checkedTime(time));
  }

  enableMidi(): Promise<void> {
    return this.#parts.performance.enableMidi();
  }

  enableTuningMessages(): Promise<void> {
    return this.#parts.performance.enableTuningMessages();
  }

  connectBridge(address: string | null): void {
    this.#parts.performance.connectBridge(address);
  }

  selectMidiInput(id: string | 'all'): void {
    this.#parts.performance.selectMidiInput(id);
  }

  selectMidiChannel(channel: number | null): void {
    if (channel !== null && !(Number.isInteger(channel) && channel >= 0 && channel < 16)) return;
    if (channel === this.state.midiChannel) return;
    this.#parts.undo.record('channel', null);
    this.#parts.performance.setChannel(channel);
  }

  startLearn(id: ParameterId): void {
    this.#parts.performance.arm(id);
  }

  stopLearn(): void {
    this.#parts.performance.arm(null);
  }

  clearLearn(id: ParameterId): void {
    const { bindings } = this.state.learn;
    const left = bindings.filter((binding) => binding.parameter !== id);
    if (left.length === bindings.length) return;
    this.#parts.undo.record('binding', null);
    this.#parts.performance.setBindings(left);
  }

  loadTuning(scl: string, kbm?: string, name?: string): void {
    this.#parts.tunings.load(scl, kbm, name);
  }

  clearTuning(): void {
    this.#parts.tunings.clear();
  }

  readMeter(reader: object = this): MeterReading {
    return this.#parts.performance.readMeter(reader);
  }

  exportClip(id: string): Blob {
    return this.#parts.clipPlayer.export(id);
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#stopHearingPolicy();
    await this.#parts.close();
  }

  /** Becomes what a state says; what is wrong with it is an event. */
  #begin(state: InstrumentStateDocument): void {
    this.#parts.transfer.set(state).catch((reason: unknown) => {
      // what is wrong with a source is in its slot, and was told of there
      const told = reason instanceof AlloyError && ['source-model', 'closed'].includes(reason.code);
      if (!told && !this.#closed) fire(this, 'error', { error: alloyError(toErrorMessage(reason)) });
    });
  }

  /**
   * @param sounds folder of the bundled sounds.
   * @param wanted the model to open first; null: the one of the last visit.
   */
  async #start(sounds: URL, wanted: string | null): Promise<void> {
    const bundled = loadBundledSources(sounds).then(
      (sources) => {
        this.#bundled = sources;
        this.#parts.store.update({});
      },
      () => undefined, // an embedder may ship none
    );
    // once the sounds are known that they are made of
    void bundled
      .then(() => loadFactory(sounds))
      .then(
        (bank) => this.#parts.factory.open(bank),
        () => undefined, // the same of instruments
      );
    void this.#parts.persistence.presets?.open();
    await Promise.all([
      bundled,
      this.#parts.persistence.restore().then((model) => this.#parts.models.openFirst(wanted ?? model)),
    ]);
  }

  async #becomeReady(): Promise<void> {
    await this.started;
    const { model } = this.state;
    if (this.#closed) throw new AlloyError('closed', 'instrument', 'The instrument was closed.');
    if (model.phase === 'error') throw alloyError(model.error);
    if (this.#parts.audio.host.given) await this.#parts.audio.player();
  }
}
