import { AlloyError } from '../errors.js';
import { isNode } from '../platform/assets.js';
import { clampParameter, type ParameterId } from '../parameters.js';
import { encodeWav } from '../audio/wav.js';
import type { MidiNote, Seconds } from '../units.js';
import { AudioOutput } from './audio.js';
import { loadBundledSources, loadModelEntries, type AssetLocations, type ModelEntry } from './catalog.js';
import type { BundledSource, InstrumentContract, MeterReading } from './contract.js';
import { Performance } from './performance.js';
import { Renderer } from './renderer.js';
import { Sources } from './sources.js';
import type { InstrumentState } from './state.js';
import { Store } from './store.js';

export interface InstrumentOptions {
  /** Folder of the models, with an `index.json`. Default: `models/` beside the page. */
  readonly modelsUrl?: string | URL;
  /** Folder of the bundled sounds, with an `index.json`. Default: `presets/sources/` beside the page. */
  readonly sourcesUrl?: string | URL;
}

const MAX_SECONDS = 60;

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
  readonly #locations: AssetLocations;
  #entries: readonly ModelEntry[] = [];
  #bundled: readonly BundledSource[] = [];
  #closed = false;
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
    this.#renderer = new Renderer(this.#store, this.#audio);
    this.#sources = new Sources(this.#store, this.#renderer);
    this.#performance = new Performance(this.#store, this.#audio);
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
    await this.#renderer.open(entry, this.#locations);
    if (this.state.zones.length > 0) this.#store.update({ stale: true });
    await this.#sources.refresh();
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

  startRecording(slot: number): Promise<void> {
    return this.#sources.startRecording(slot);
  }

  stopRecording(slot: number): Promise<void> {
    return this.#sources.stopRecording(slot);
  }

  setMix(mix: number): void {
    if (Number.isFinite(mix)) this.#setting({ mix: Math.min(1, Math.max(0, mix)) });
  }

  setSeconds(seconds: Seconds): void {
    if (!Number.isFinite(seconds)) return;
    const clamped = Math.min(MAX_SECONDS, Math.max(0.1, seconds));
    if (clamped === this.state.seconds) return;
    this.#setting({ seconds: clamped });
    void this.#sources.refresh();
  }

  setSeed(seed: number): void {
    if (Number.isFinite(seed)) this.#setting({ seed: Math.floor(Math.abs(seed)) >>> 0 });
  }

  setTemperature(temperature: number | null): void {
    if (temperature !== null && !Number.isFinite(temperature)) return;
    this.#setting({ temperature: temperature === null ? null : Math.min(2, Math.max(0, temperature)) });
  }

  render(): Promise<void> {
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
    await this.#audio.play(take.clip, () => {
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

  panic(): void {
    this.#performance.panic();
  }

  setParameter(id: ParameterId, value: number): void {
    const clamped = clampParameter(id, value);
    this.#store.update({ parameters: { ...this.state.parameters, [id]: clamped } });
    this.#audio.setParameter(id, clamped);
  }

  enableMidi(): Promise<void> {
    return this.#performance.enableMidi();
  }

  selectMidiInput(id: string | 'all'): void {
    this.#performance.selectMidiInput(id);
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
    this.#sources.close();
    this.#performance.close();
    await this.#renderer.close();
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
    await Promise.all([bundled, this.#openFirstModel()]);
  }

  async #openFirstModel(): Promise<void> {
    try {
      this.#entries = await loadModelEntries(this.#locations.models);
      const models = this.#entries.map(({ id, title, description }) => ({ id, title, description }));
      this.#store.update({ models });
      const first = this.#entries[0];
      if (!first) throw new Error('its index.json is empty');
      if (!this.#closed) await this.#renderer.open(first, this.#locations);
    } catch (error) {
      const { href } = this.#locations.models;
      const reason = error instanceof Error ? error.message : String(error);
      const failure = new AlloyError('model-missing', href, `No model was found at ${href}: ${reason}.`);
      this.#renderer.fail(href, failure);
    }
  }

  /** A change of what is rendered: what there is goes on sounding, and is marked stale. */
  #setting(change: Partial<InstrumentState>): void {
    const stale = this.state.stale || this.state.zones.length > 0;
    this.#store.update({ ...change, stale });
  }
}
