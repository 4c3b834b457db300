/** Fakes an instrument whose state a test sets, and records its calls. */
import type { HostTransport } from '../../../src/instrument/host.js';
import type {
  InstrumentContract,
  InstrumentLink,
  MeterReading,
  OpenedFile,
  PackFile,
  SoundPack,
} from '../../../src/instrument/contract.js';
import type { InstrumentState, Plan, Trim } from '../../../src/instrument/state/state.js';
import { readStateDocument } from '../../../src/document/read.js';
import type { InstrumentStateDocument } from '../../../src/document/schema.js';
import type { ParameterId } from '../../../src/parameters.js';
import { ScriptedSongs } from './scripted-songs.js';
import { bundled, emptyState } from './fixture.js';

/**
 * An instrument that holds whatever state a test gives it and writes down what it is asked: for tests of the
 * elements, which know an instrument only by its contract.
 */
export class ScriptedInstrument extends EventTarget implements InstrumentContract {
  state: InstrumentState;
  bundledSources = bundled;
  /** What was asked for: method and arguments. */
  readonly calls: [string, ...unknown[]][] = [];

  constructor(state: InstrumentState = emptyState) {
    super();
    this.state = state;
  }

  /** Shows another state. */
  show(state: Partial<InstrumentState>): void {
    this.state = { ...this.state, ...state };
    this.dispatchEvent(new Event('change'));
  }

  /** The arguments of each call of a method. */
  asked(method: string): unknown[][] {
    return this.calls.filter(([name]) => name === method).map(([, ...rest]) => rest);
  }

  /** It has no sound. */
  get context(): BaseAudioContext {
    throw new Error('A scripted instrument has no audio context.');
  }
  get output(): AudioNode {
    throw new Error('A scripted instrument has no audio context.');
  }
  destination = null;
  ready = Promise.resolve();
  synced(): Promise<void> {
    return this.#later('synced');
  }
  midi(bytes: ArrayLike<number>, time?: number): void {
    this.#note('midi', bytes, time);
  }
  allNotesOff(time?: number): void {
    this.#note('allNotesOff', time);
  }
  setTransport(transport: HostTransport, time?: number): void {
    this.#note('setTransport', transport, time);
  }

  cancelScheduled(time?: number): void {
    this.#note('cancelScheduled', time);
  }
  getState(): Promise<InstrumentStateDocument> {
    this.#note('getState');
    return Promise.resolve(readStateDocument(null).state);
  }
  setState(document: unknown): Promise<void> {
    return this.#later('setState', document);
  }
  selectModel(id: string): Promise<void> {
    return this.#later('selectModel', id);
  }
  stopAddingModel(): void {
    this.#note('stopAddingModel');
  }
  removeModel(id: string): Promise<void> {
    return this.#later('removeModel', id);
  }
  setFast(fast: boolean): void {
    this.#note('setFast', fast);
    this.show({ fast });
  }
  addModel(file: File): Promise<void> {
    return this.#later('addModel', file);
  }
  loadSource(slot: number, source: File | Blob | string, name?: string): Promise<void> {
    return this.#later('loadSource', slot, source, name);
  }
  savePreset(name: string, options?: { readonly asNew?: boolean }): Promise<void> {
    return this.#later('savePreset', name, options);
  }
  duplicatePreset(id: string): Promise<void> {
    return this.#later('duplicatePreset', id);
  }
  markPreset(id: string, marks: unknown): Promise<void> {
    return this.#later('markPreset', id, marks);
  }
  readonly songs = new ScriptedSongs((method, ...rest) => this.#later(`songs.${method}`, ...rest));
  readonly files: InstrumentContract['files'] = {
    save: async (options) => {
      await this.#later('files.save', options);
      return new Blob(['saved']);
    },
    open: async (file, name) => {
      await this.#later('files.open', file, name);
      return this.opened;
    },
    link: async () => {
      await this.#later('files.link');
      return this.linked;
    },
    openLink: async (link, before) => {
      await this.#later('files.openLink', link);
      await before?.();
    },
    savePresets: async (ids) => {
      await this.#later('files.savePresets', ids);
      return { file: new Blob(['presets']), leftOut: [] };
    },
    exportAs: async (format, options) => {
      await this.#later('files.exportAs', format, options);
      return new File(['exported'], `Mine.${format}.zip`);
    },
    exportInto: async (folder, format, options) => {
      await this.#later('files.exportInto', folder, format, options);
      return 'Mine';
    },
    exportLosses: async (format) => {
      await this.#later('files.exportLosses', format);
      return format === 'wav' ? ['envelope', 'decay'] : [];
    },
  };
  /** What opening a file gives, and what a link is. */
  opened: OpenedFile = { kind: 'instrument', names: ['Opened'] };
  linked: InstrumentLink = { fragment: 'alloy=abc', coarser: false, live: 'same', fits: true };
  loadFactory(id: string): Promise<void> {
    return this.#later('loadFactory', id);
  }
  stepPreset(places: number): void {
    this.#note('stepPreset', places);
  }
  renamePreset(id: string, name: string): Promise<void> {
    return this.#later('renamePreset', id, name);
  }
  keepHere(): Promise<void> {
    this.show({ storage: { ...this.state.storage, phase: 'on' } });
    return this.#later('keepHere');
  }
  loadSources(
    slot: number | null,
    sources: readonly (File | Blob | string)[],
    folders: readonly string[] = [],
  ): Promise<void> {
    return this.#later('loadSources', slot, sources, folders);
  }
  /** What opening a pack gives. */
  pack: Pick<SoundPack, 'name' | 'kind' | 'sounds' | 'missing'> = {
    name: 'Pack',
    kind: 'folder',
    sounds: [],
    missing: [],
  };
  async openPack(files: readonly PackFile[], title: string): Promise<SoundPack> {
    await this.#later('openPack', files, title);
    return { ...this.pack, title, files };
  }
  loadFromPack(slot: number | null, pack: SoundPack, ids: readonly string[]): Promise<void> {
    return this.#later('loadFromPack', slot, pack, ids);
  }
  dismissProblem(slot: number): void {
    this.#note('dismissProblem', slot);
  }
  expectSounds(): void {
    this.#note('expectSounds');
  }

  dismissLeftOver(): void {
    this.#note('dismissLeftOver');
    this.show({ leftOver: null });
  }
  loadPreset(id: string): Promise<void> {
    return this.#later('loadPreset', id);
  }
  removePreset(id: string): Promise<void> {
    return this.#later('removePreset', id);
  }
  clearSource(slot: number): void {
    this.#note('clearSource', slot);
  }
  setRoot(slot: number, midi: number | null): void {
    this.#note('setRoot', slot, midi);
  }
  startRecording(slot: number): Promise<void> {
    return this.#later('startRecording', slot);
  }
  stopRecording(slot: number): Promise<void> {
    return this.#later('stopRecording', slot);
  }
  setSlotGain(slot: number, gain: number): void {
    this.#note('setSlotGain', slot, gain);
  }
  setTrim(slot: number, trim: Trim | null): void {
    this.#note('setTrim', slot, trim);
  }
  setMix(x: number, y = this.state.mix.y): void {
    this.#note('setMix', x, y);
    this.show({ mix: { x, y } });
  }
  setPlan(plan: Partial<Plan>): void {
    this.#note('setPlan', plan);
    this.show({ plan: { ...this.state.plan, ...plan } });
  }
  undo(): void {
    this.#note('undo');
  }
  redo(): void {
    this.#note('redo');
  }
  setSeconds(seconds: number): void {
    this.#note('setSeconds', seconds);
  }
  setSeed(seed: number): void {
    this.#note('setSeed', seed);
  }
  setTemperature(temperature: number | null): void {
    this.#note('setTemperature', temperature);
    this.show({ temperature });
  }
  render(): Promise<void> {
    return this.#later('render');
  }
  cancel(): void {
    this.#note('cancel');
  }
  resumeAudio(): Promise<void> {
    return this.#later('resumeAudio');
  }
  playClip(id: string): Promise<void> {
    this.show({ playing: id });
    return this.#later('playTake', id);
  }
  stopClip(): void {
    this.#note('stopTake');
    this.show({ playing: null });
  }
  setFirstKey(key: number): void {
    this.#note('setFirstKey', key);
  }
  noteOn(key: number, velocity: number): void {
    this.#note('noteOn', key, velocity);
    this.show({ heldKeys: [...this.state.heldKeys, key] });
  }
  noteOff(key: number): void {
    this.#note('noteOff', key);
    this.show({ heldKeys: this.state.heldKeys.filter((held) => held !== key) });
  }
  sustain(down: boolean): void {
    this.#note('sustain', down);
  }
  pitchBend(amount: number): void {
    this.#note('pitchBend', amount);
  }
  modulation(amount: number): void {
    this.#note('modulation', amount);
  }
  keyPressure(key: number, amount: number): void {
    this.#note('keyPressure', key, amount);
  }
  keySlide(key: number, amount: number): void {
    this.#note('keySlide', key, amount);
  }
  panic(): void {
    this.#note('panic');
    this.show({ heldKeys: [] });
  }
  setParameter(id: ParameterId, value: number): void {
    this.#note('setParameter', id, value);
    this.show({ parameters: { ...this.state.parameters, [id]: value } });
  }
  enableMidi(): Promise<void> {
    this.show({ midi: { phase: 'on', inputs: [], selected: 'all' } });
    return this.#later('enableMidi');
  }
  enableTuningMessages(): Promise<void> {
    this.show({ tuningMessages: 'refused' });
    return this.#later('hearTuningMessages');
  }
  connectBridge(address: string | null): void {
    this.#note('connectBridge', address);
    if (address !== null && !address.startsWith('ws:')) throw new Error('no address');
    this.show({ bridge: address === null ? { phase: 'off' } : { phase: 'on', address } });
  }
  selectMidiInput(id: string): void {
    this.#note('selectMidiInput', id);
  }
  selectMidiChannel(channel: number | null): void {
    this.#note('selectMidiChannel', channel);
    this.show({ midiChannel: channel });
  }
  startLearn(id: ParameterId): void {
    this.#note('startLearn', id);
    this.show({ learn: { ...this.state.learn, armed: id } });
  }
  stopLearn(): void {
    this.#note('stopLearn');
    this.show({ learn: { ...this.state.learn, armed: null } });
  }
  clearLearn(id: ParameterId): void {
    this.#note('clearLearn', id);
    const { learn } = this.state;
    this.show({ learn: { ...learn, bindings: learn.bindings.filter((one) => one.parameter !== id) } });
  }
  loadTuning(scl: string, kbm?: string, name?: string): void {
    this.#note('loadTuning', scl, kbm, name);
    if (scl === 'no scale') throw new Error('This is no scale.');
    this.show({ tuning: { name: name ?? 'Scale' } });
  }
  clearTuning(): void {
    this.#note('clearTuning');
    this.show({ tuning: null });
  }
  readMeter(): MeterReading {
    const { voices, heldKeys, mix } = this.state;
    const positions = heldKeys.map((key) => ({ key, x: mix.x, y: mix.y, level: 0.4 }));
    return { peak: voices > 0 ? 0.4 : 0, voices, positions };
  }
  exportClip(id: string): Blob {
    this.#note('exportTake', id);
    return new Blob([id]);
  }
  close(): Promise<void> {
    return this.#later('close');
  }

  #note(name: string, ...rest: unknown[]): void {
    this.calls.push([name, ...rest]);
  }

  #later(name: string, ...rest: unknown[]): Promise<void> {
    this.#note(name, ...rest);
    return Promise.resolve();
  }
}
