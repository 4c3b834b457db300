/** Stands for an instrument whose code is still on its way: what is asked of it is done, in order, once that is there. [page] */
import { AlloyError, toErrorMessage } from '../errors.js';
import type { ParameterId } from '../parameters.js';
import type { Gain01, Seconds } from '../units.js';
import type { BundledSource, InstrumentContract, InstrumentFilesContract, MeterReading } from './contract.js';
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
import { LazySongs } from './songs/lazy-songs.js';
import { initialState } from './state/store.js';
import type { InstrumentState } from './state/state.js';

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

/** Answered by the instrument, once it is there. */
const ASKED = [
  'synced',
  'selectModel',
  'addModel',
  'removeModel',
  'loadSource',
  'loadSources',
  'openPack',
  'loadFromPack',
  'startRecording',
  'stopRecording',
  'savePreset',
  'loadPreset',
  'loadFactory',
  'renamePreset',
  'removePreset',
  'duplicatePreset',
  'markPreset',
  'keepHere',
  'getState',
  'setState',
  'render',
  'playClip',
  'enableMidi',
  'enableTuningMessages',
] as const;
/** Done by the instrument, once it is there. */
const TOLD = [
  'keyPressure',
  'keySlide',
  'panic',
  'stopAddingModel',
  'expectSounds',
  'dismissProblem',
  'dismissLeftOver',
  'clearSource',
  'setRoot',
  'setSlotGain',
  'setTrim',
  'setMix',
  'setPlan',
  'setSeconds',
  'setSeed',
  'setTemperature',
  'setFast',
  'stepPreset',
  'undo',
  'redo',
  'cancel',
  'stopClip',
  'connectBridge',
  'selectMidiInput',
  'selectMidiChannel',
  'startLearn',
  'stopLearn',
  'clearLearn',
  'loadTuning',
  'clearTuning',
] as const;

type PassedOn = Pick<InstrumentContract, (typeof ASKED)[number] | (typeof TOLD)[number]>;
/** The methods that are passed on as they are: made from the lists, as this code is there before a page is seen. */
const Passing = InstrumentEventTarget as unknown as new () => InstrumentEventTarget & PassedOn;

/**
 * An instrument that is there before its code is. [page] Its context and output are the instrument's own from the start; its
 * state is that of an instrument at first; calls wait, and are made in their order, notes and parameters checked at once. See
 * `InstrumentContract` for every method.
 */
export class AwaitedInstrument extends Passing implements InstrumentContract {
  static {
    type Methods = Record<string, (...rest: unknown[]) => Promise<unknown>>;
    for (const name of ASKED)
      Reflect.set(this.prototype, name, function (this: AwaitedInstrument, ...rest: unknown[]) {
        return this.#ask((instrument) => (instrument as unknown as Methods)[name]!(...rest));
      });
    for (const name of TOLD)
      Reflect.set(this.prototype, name, function (this: AwaitedInstrument, ...rest: unknown[]) {
        this.#tell((instrument) => void (instrument as unknown as Methods)[name]!(...rest));
      });
  }
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
    openLink: (link, before) => this.#ask(({ files }) => files.openLink(link, before)),
    savePresets: (ids) => this.#ask(({ files }) => files.savePresets(ids)),
    exportAs: (format, options) => this.#ask(({ files }) => files.exportAs(format, options)),
    exportInto: (folder, format, options) =>
      this.#ask(({ files }) => files.exportInto(folder, format, options)),
    exportLosses: (format) => this.#ask(({ files }) => files.exportLosses(format)),
  };
  readonly songs = new LazySongs(async () => ((await this.#made).songs as LazySongs).load());
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

  /** At once, as browsers let sound out only within a gesture; then as the instrument does it. */
  resumeAudio(): Promise<void> {
    if (!this.#instrument) void this.#output.wake();
    return this.#ask((instrument) => instrument.resumeAudio());
  }

  /** Waits without asking for the code: a face says it before anybody plays. */
  setFirstKey(key: number): void {
    this.#tell((instrument) => instrument.setFirstKey(key), false);
  }

  readMeter(reader?: object): MeterReading {
    return this.#instrument?.readMeter(reader) ?? SILENCE;
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
