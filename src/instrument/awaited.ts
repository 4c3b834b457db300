/** Stands for an instrument whose code is still on its way: what is asked of it is done, in order, once that is there. [page] */
import { AlloyError, toErrorMessage } from '../errors.js';
import type { InstrumentStateDocument } from '../document/schema.js';
import type { ParameterId } from '../parameters.js';
import type { Decibels, Gain01, MidiNote, Seconds } from '../units.js';
import type {
  BundledSource,
  InstrumentContract,
  InstrumentFilesContract,
  MeterReading,
  PackFile,
  SoundPack,
} from './contract.js';
import { alloyError, fire, INSTRUMENT_EVENTS, InstrumentEventTarget } from './events.js';
import type { HostNode, HostTransport } from './host.js';
import type { Instrument } from './instrument.js';
import type { InstrumentOptions } from './options.js';
import {
  checkedAmount,
  checkedKey,
  checkedMidi,
  checkedParameter,
  checkedTime,
  checkedTransport,
  checkedVelocity,
} from './play/arguments.js';
import { ContextOutput } from './play/context-output.js';
import { initialState } from './state/store.js';
import type { InstrumentState, Plan, Trim } from './state/state.js';

type InstrumentClass = typeof Instrument;

/** Once it was loaded, instruments are made at once. */
let loaded: InstrumentClass | null = null;

/** Loads the code of instruments. @throws AlloyError 'not-loaded' where it cannot be fetched; another call tries again. */
export async function loadInstrumentCode(): Promise<InstrumentClass> {
  try {
    loaded ??= (await import('./instrument.js')).Instrument;
  } catch (cause) {
    throw notLoaded(cause);
  }
  return loaded;
}

const closed = (): AlloyError => new AlloyError('closed', 'instrument', 'The instrument was closed.');

const SILENCE: MeterReading = { peak: 0, voices: 0, positions: [] };

interface Job {
  readonly run: (instrument: Instrument) => void;
  /** Tells who waits for it; null: nobody does. */
  readonly fail: ((reason: unknown) => void) | null;
}

function notLoaded(cause: unknown): AlloyError {
  const reason = cause instanceof Error ? ` (${cause.message})` : '';
  const message = `The code of the instrument could not be loaded${reason}. Check the connection, and that the server has every file of the package; then load the page again.`;
  return new AlloyError('not-loaded', 'Alloy', message, { cause });
}

/**
 * An instrument that is there before its code is. [page] Its context and output are the instrument's own from the start; its
 * state is that of an instrument at first; calls wait, and are made in their order, notes and parameters checked at once. See
 * `InstrumentContract` for every method.
 */
export class AwaitedInstrument extends InstrumentEventTarget implements InstrumentContract {
  readonly #options: InstrumentOptions;
  readonly #output: ContextOutput;
  #instrument: Instrument | null = null;
  #state: InstrumentState = initialState();
  #jobs: Job[] = [];
  #loading = false;
  #closed = false;
  #settle!: { resolve(instrument: Instrument): void; reject(reason: unknown): void };
  /** The instrument itself, once its code is there. */
  readonly #made: Promise<Instrument>;
  readonly files: InstrumentFilesContract = {
    save: (options) => this.#ask(({ files }) => files.save(options)),
    open: (file, name) => this.#ask(({ files }) => files.open(file, name)),
    link: () => this.#ask(({ files }) => files.link()),
    openLink: (link) => this.#ask(({ files }) => files.openLink(link)),
    savePresets: (ids) => this.#ask(({ files }) => files.savePresets(ids)),
    exportAs: (format, options) => this.#ask(({ files }) => files.exportAs(format, options)),
    exportInto: (folder, format, options) =>
      this.#ask(({ files }) => files.exportInto(folder, format, options)),
    exportLosses: (format) => this.#ask(({ files }) => files.exportLosses(format)),
  };
  /** Resolves once its code is there. */
  readonly begun: Promise<void>;
  /** Resolves when the catalogue is read and the first model is open (or has failed). */
  readonly started: Promise<void>;
  readonly ready: Promise<void>;

  /** @throws AlloyError 'bad-argument' for a context or a destination that is none. */
  constructor(options: InstrumentOptions = {}) {
    super();
    this.#options = options;
    this.#output = ContextOutput.before(options);
    this.#made = new Promise((resolve, reject) => (this.#settle = { resolve, reject }));
    this.begun = this.#made.then(() => undefined);
    this.started = this.#made.then((instrument) => instrument.started);
    this.ready = this.#made.then((instrument) => instrument.ready);
    for (const promise of [this.begun, this.started, this.ready]) promise.catch(() => undefined); // told by an event
    if (loaded) this.#make(loaded);
  }

  /** Loads the code, unless it is there, or on its way. */
  begin(): void {
    if (this.#loading || this.#instrument || this.#closed) return;
    this.#loading = true;
    void loadInstrumentCode()
      .then((made) => this.#make(made))
      .catch((reason: unknown) => this.#fail(reason))
      .finally(() => (this.#loading = false));
  }

  get state(): InstrumentState {
    return this.#instrument?.state ?? this.#state;
  }

  get bundledSources(): readonly BundledSource[] {
    return this.#instrument?.bundledSources ?? [];
  }

  get context(): BaseAudioContext {
    return this.#output.context;
  }

  get output(): AudioNode {
    return this.#output.output;
  }

  get destination(): HostNode | null {
    return this.#output.destination;
  }

  set destination(destination: HostNode | null) {
    this.#output.destination = destination;
  }

  synced(): Promise<void> {
    return this.#ask((instrument) => instrument.synced());
  }

  midi(bytes: ArrayLike<number>, time?: Seconds): void {
    checkedMidi(bytes);
    checkedTime(time);
    const kept = Array.from(bytes); // the caller's may be another message by then
    this.#tell((instrument) => instrument.midi(kept, time));
  }

  noteOn(key: number, velocity: number, time?: Seconds): void {
    checkedKey(key);
    checkedVelocity(velocity);
    checkedTime(time);
    this.#tell((instrument) => instrument.noteOn(key, velocity, time));
  }

  noteOff(key: number, time?: Seconds): void {
    checkedKey(key);
    checkedTime(time);
    this.#tell((instrument) => instrument.noteOff(key, time));
  }

  sustain(down: boolean, time?: Seconds): void {
    checkedTime(time);
    this.#tell((instrument) => instrument.sustain(down, time));
  }

  pitchBend(amount: number, time?: Seconds): void {
    checkedAmount('pitchBend', amount, -1);
    checkedTime(time);
    this.#tell((instrument) => instrument.pitchBend(amount, time));
  }

  modulation(amount: Gain01, time?: Seconds): void {
    checkedAmount('modulation', amount, 0);
    checkedTime(time);
    this.#tell((instrument) => instrument.modulation(amount, time));
  }

  keyPressure(key: number, amount: Gain01): void {
    this.#tell((instrument) => instrument.keyPressure(key, amount));
  }

  keySlide(key: number, amount: number): void {
    this.#tell((instrument) => instrument.keySlide(key, amount));
  }

  setParameter(id: ParameterId, value: number, time?: Seconds): void {
    checkedParameter(id, value);
    checkedTime(time);
    this.#tell((instrument) => instrument.setParameter(id, value, time));
  }

  setTransport(transport: HostTransport, time: Seconds = this.context.currentTime): void {
    const kept = checkedTransport(transport);
    checkedTime(time);
    this.#tell((instrument) => instrument.setTransport(kept, time));
  }

  allNotesOff(time?: Seconds): void {
    checkedTime(time);
    this.#tell((instrument) => instrument.allNotesOff(time));
  }

  cancelScheduled(time?: Seconds): void {
    checkedTime(time);
    this.#tell((instrument) => instrument.cancelScheduled(time));
  }

  panic(): void {
    this.#tell((instrument) => instrument.panic());
  }

  /** At once, as browsers let sound out only within a gesture; then as the instrument does it. */
  resumeAudio(): Promise<void> {
    if (!this.#instrument) void this.#output.wake();
    return this.#ask((instrument) => instrument.resumeAudio());
  }

  selectModel(id: string): Promise<void> {
    return this.#ask((instrument) => instrument.selectModel(id));
  }

  addModel(file: File): Promise<void> {
    return this.#ask((instrument) => instrument.addModel(file));
  }

  stopAddingModel(): void {
    this.#tell((instrument) => instrument.stopAddingModel());
  }

  removeModel(id: string): Promise<void> {
    return this.#ask((instrument) => instrument.removeModel(id));
  }

  expectSounds(): void {
    this.#tell((instrument) => instrument.expectSounds());
  }

  loadSource(slot: number, source: File | Blob | string, name?: string): Promise<void> {
    return this.#ask((instrument) => instrument.loadSource(slot, source, name));
  }

  loadSources(
    slot: number | null,
    sources: readonly (File | Blob | string)[],
    folders?: readonly string[],
  ): Promise<void> {
    return this.#ask((instrument) => instrument.loadSources(slot, sources, folders));
  }

  openPack(files: readonly PackFile[], title: string): Promise<SoundPack> {
    return this.#ask((instrument) => instrument.openPack(files, title));
  }

  loadFromPack(slot: number | null, pack: SoundPack, ids: readonly string[]): Promise<void> {
    return this.#ask((instrument) => instrument.loadFromPack(slot, pack, ids));
  }

  dismissProblem(slot: number): void {
    this.#tell((instrument) => instrument.dismissProblem(slot));
  }

  dismissLeftOver(): void {
    this.#tell((instrument) => instrument.dismissLeftOver());
  }

  clearSource(slot: number): void {
    this.#tell((instrument) => instrument.clearSource(slot));
  }

  setRoot(slot: number, midi: MidiNote | null): void {
    this.#tell((instrument) => instrument.setRoot(slot, midi));
  }

  setSlotGain(slot: number, gain: Decibels): void {
    this.#tell((instrument) => instrument.setSlotGain(slot, gain));
  }

  setTrim(slot: number, trim: Trim | null): void {
    this.#tell((instrument) => instrument.setTrim(slot, trim));
  }

  startRecording(slot: number): Promise<void> {
    return this.#ask((instrument) => instrument.startRecording(slot));
  }

  stopRecording(slot: number): Promise<void> {
    return this.#ask((instrument) => instrument.stopRecording(slot));
  }

  setMix(x: Gain01, y?: Gain01): void {
    this.#tell((instrument) => instrument.setMix(x, y));
  }

  setPlan(plan: Partial<Plan>): void {
    this.#tell((instrument) => instrument.setPlan(plan));
  }

  setSeconds(seconds: Seconds): void {
    this.#tell((instrument) => instrument.setSeconds(seconds));
  }

  setSeed(seed: number): void {
    this.#tell((instrument) => instrument.setSeed(seed));
  }

  setTemperature(temperature: number | null): void {
    this.#tell((instrument) => instrument.setTemperature(temperature));
  }

  setFast(fast: boolean): void {
    this.#tell((instrument) => instrument.setFast(fast));
  }

  savePreset(name: string, options?: { readonly asNew?: boolean }): Promise<void> {
    return this.#ask((instrument) => instrument.savePreset(name, options));
  }

  loadPreset(id: string): Promise<void> {
    return this.#ask((instrument) => instrument.loadPreset(id));
  }

  loadFactory(id: string): Promise<void> {
    return this.#ask((instrument) => instrument.loadFactory(id));
  }

  stepPreset(places: number): void {
    this.#tell((instrument) => instrument.stepPreset(places));
  }

  renamePreset(id: string, name: string): Promise<void> {
    return this.#ask((instrument) => instrument.renamePreset(id, name));
  }

  removePreset(id: string): Promise<void> {
    return this.#ask((instrument) => instrument.removePreset(id));
  }

  duplicatePreset(id: string): Promise<void> {
    return this.#ask((instrument) => instrument.duplicatePreset(id));
  }

  markPreset(id: string, marks: Parameters<InstrumentContract['markPreset']>[1]): Promise<void> {
    return this.#ask((instrument) => instrument.markPreset(id, marks));
  }

  keepHere(): Promise<void> {
    return this.#ask((instrument) => instrument.keepHere());
  }

  getState(): Promise<InstrumentStateDocument> {
    return this.#ask((instrument) => instrument.getState());
  }

  setState(document: InstrumentStateDocument | Record<string, never> | null | undefined): Promise<void> {
    return this.#ask((instrument) => instrument.setState(document));
  }

  undo(): void {
    this.#tell((instrument) => instrument.undo());
  }

  redo(): void {
    this.#tell((instrument) => instrument.redo());
  }

  render(): Promise<void> {
    return this.#ask((instrument) => instrument.render());
  }

  cancel(): void {
    this.#tell((instrument) => instrument.cancel());
  }

  playClip(id: string): Promise<void> {
    return this.#ask((instrument) => instrument.playClip(id));
  }

  stopClip(): void {
    this.#tell((instrument) => instrument.stopClip());
  }

  /** Waits without asking for the code: a face says it before anybody plays. */
  setFirstKey(key: number): void {
    this.#tell((instrument) => instrument.setFirstKey(key), false);
  }

  enableMidi(): Promise<void> {
    return this.#ask((instrument) => instrument.enableMidi());
  }

  enableTuningMessages(): Promise<void> {
    return this.#ask((instrument) => instrument.enableTuningMessages());
  }

  connectBridge(address: string | null): void {
    this.#tell((instrument) => instrument.connectBridge(address));
  }

  selectMidiInput(id: string): void {
    this.#tell((instrument) => instrument.selectMidiInput(id));
  }

  selectMidiChannel(channel: number | null): void {
    this.#tell((instrument) => instrument.selectMidiChannel(channel));
  }

  startLearn(id: ParameterId): void {
    this.#tell((instrument) => instrument.startLearn(id));
  }

  stopLearn(): void {
    this.#tell((instrument) => instrument.stopLearn());
  }

  clearLearn(id: ParameterId): void {
    this.#tell((instrument) => instrument.clearLearn(id));
  }

  loadTuning(scl: string, kbm?: string, name?: string): void {
    this.#tell((instrument) => instrument.loadTuning(scl, kbm, name));
  }

  clearTuning(): void {
    this.#tell((instrument) => instrument.clearTuning());
  }

  readMeter(): MeterReading {
    return this.#instrument?.readMeter() ?? SILENCE;
  }

  exportClip(id: string): Blob {
    if (this.#instrument) return this.#instrument.exportClip(id);
    throw new AlloyError('bad-argument', id, `There is no clip “${id}” yet.`);
  }

  async close(): Promise<void> {
    this.#closed = true;
    if (this.#instrument) return this.#instrument.close();
    this.#giveUp(closed());
    this.#jobs = [];
    await this.#output.close();
  }

  #make(made: InstrumentClass): void {
    if (this.#closed) return;
    const instrument = new made(this.#options);
    this.#instrument = instrument;
    for (const type of INSTRUMENT_EVENTS)
      instrument.addEventListener(
        type as string,
        ((event: CustomEvent) => fire(this, type, event.detail as never)) as EventListener,
      );
    instrument.addEventListener('change', () => this.dispatchEvent(new Event('change')));
    this.#settle.resolve(instrument);
    for (const { run } of this.#jobs.splice(0)) run(instrument);
    this.dispatchEvent(new Event('change'));
  }

  /**
   * Says that there is no instrument, where it would say that there is no model. What was told to it waits on: it is tried again
   * with the next call, and once the browser is online.
   */
  #fail(reason: unknown): void {
    if (this.#closed) return;
    const error = toErrorMessage(reason);
    this.#giveUp(alloyError(error));
    this.#state = { ...this.#state, model: { phase: 'error', id: '', error } };
    addEventListener('online', () => this.begin(), { once: true });
    fire(this, 'error', { error: alloyError(error) });
    this.dispatchEvent(new Event('change'));
  }

  #giveUp(reason: AlloyError): void {
    this.#settle.reject(reason);
    const failed = this.#jobs;
    this.#jobs = failed.filter(({ fail }) => fail === null);
    for (const { fail } of failed) fail?.(reason);
  }

  /** What goes wrong with it later nobody waits for: it is an event. */
  #tell(use: (instrument: Instrument) => void, begins = true): void {
    if (this.#instrument) return use(this.#instrument);
    if (this.#closed) return;
    const run = (instrument: Instrument): void => {
      try {
        use(instrument);
      } catch (error) {
        fire(this, 'error', { error: alloyError(toErrorMessage(error)) });
      }
    };
    this.#jobs.push({ run, fail: null });
    if (begins) this.begin();
  }

  #ask<T>(use: (instrument: Instrument) => Promise<T>): Promise<T> {
    if (this.#instrument) return use(this.#instrument);
    if (this.#closed) return Promise.reject(closed());
    const asked = new Promise<T>((resolve, reject) => {
      this.#jobs.push({ run: (instrument) => use(instrument).then(resolve, reject), fail: reject });
    });
    this.begin();
    return asked;
  }
}
