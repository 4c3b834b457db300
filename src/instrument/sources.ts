import { OfflineAudioContext } from 'standardized-audio-context';
import type { PreparedSource, SourceOptions } from '../audio/source.js';
import { startRecording, type Recorder } from '../audio/record.js';
import { AlloyError, toErrorMessage } from '../errors.js';
import type { MidiNote } from '../units.js';
import { PrepareClient } from './prepare/client.js';
import type { Part, Renderer } from './renderer.js';
import type { SlotState, Take } from './state.js';
import type { Store } from './store.js';

const DEFAULT_ROOT: MidiNote = 60;

/** What a slot holds beside its state: enough to prepare it anew for another length or model. */
interface Slot {
  /** Counts loads: whatever comes back for an older one is dropped. */
  load: number;
  /** Counts encodings of this load, so that an outdated one is known. */
  encoding: number;
  prepare: ((options: SourceOptions) => Promise<PreparedSource>) | null;
  source: PreparedSource | null;
  /** Id in the render engine, once encoded. */
  sourceId: string | null;
  encoded: Promise<void>;
  recorder: Recorder | null;
  name: string;
}

type OpenSound = () => Promise<(options: SourceOptions) => Promise<PreparedSource>>;
type ReadySlot = Extract<SlotState, { phase: 'ready' }>;

function abortable(name: string): DOMException {
  return new DOMException(`Another sound took the place of ${name}.`, 'AbortError');
}

/** What only the browser decodes (AAC, WebM, …): channels at the file's or the context's rate. */
async function decodeNatively(bytes: ArrayBuffer): Promise<{ channels: Float32Array[]; sampleRate: number }> {
  const context = new OfflineAudioContext({ length: 1, sampleRate: 48000 });
  const buffer = await context.decodeAudioData(bytes);
  const channels = Array.from({ length: buffer.numberOfChannels }, (_, c) => buffer.getChannelData(c));
  return { channels, sampleRate: buffer.sampleRate };
}

async function readBytes(source: Blob | string, name: string): Promise<ArrayBuffer> {
  try {
    if (typeof source !== 'string') return await source.arrayBuffer();
    const response = await fetch(source);
    if (!response.ok) throw new Error(`HTTP ${response.status}`);
    return await response.arrayBuffer();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new AlloyError('unreadable', name, `“${name}” cannot be read (${reason}).`, { cause: error });
  }
}

/** The source slots: load, record, prepare, encode. A slot that fails never disturbs the others. [page] */
export class Sources {
  readonly #store: Store;
  readonly #renderer: Renderer;
  readonly #prepare = new PrepareClient();
  readonly #slots: Slot[];

  constructor(store: Store, renderer: Renderer) {
    this.#store = store;
    this.#renderer = renderer;
    this.#slots = store.state.slots.map(() => ({
      load: 0,
      encoding: 0,
      prepare: null,
      source: null,
      sourceId: null,
      encoded: Promise.resolve(),
      recorder: null,
      name: '',
    }));
  }

  async load(index: number, source: File | Blob | string, name?: string): Promise<void> {
    const label =
      name ?? (source instanceof File ? source.name : typeof source === 'string' ? source : 'sound');
    await this.#begin(index, label, async () => {
      const bytes = await readBytes(source, label);
      return (options) => this.#prepareFile(bytes, label, options);
    });
  }

  clear(index: number): void {
    const slot = this.#slot(index);
    slot.load++;
    slot.recorder?.cancel();
    if (slot.sourceId) void this.#renderer.removeSource(slot.sourceId);
    Object.assign(slot, { prepare: null, source: null, sourceId: null, recorder: null });
    this.#store.updateSlot(index, { phase: 'empty' });
    this.#setOriginal(index, null);
    this.#markStale();
  }

  setRoot(index: number, midi: MidiNote | null): void {
    const slot = this.#slot(index);
    const state = this.#store.state.slots[index]!;
    if (state.phase !== 'ready') return;
    if (midi !== null && !(midi >= 0 && midi <= 127)) return;
    const rootMidi = midi ?? state.found?.midi ?? DEFAULT_ROOT;
    this.#store.updateSlot(index, { ...state, rootOverride: midi, rootMidi });
    this.#setOriginal(index, { ...state, rootMidi });
    slot.encoded = this.#encode(index);
    this.#markStale();
  }

  async startRecording(index: number): Promise<void> {
    const slot = this.#slot(index);
    this.clear(index);
    const load = slot.load;
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
      if (slot.load !== load) return;
      this.#store.updateSlot(index, { phase: 'error', name: 'Microphone', error: toErrorMessage(error) });
    }
  }

  async stopRecording(index: number): Promise<void> {
    const slot = this.#slot(index);
    const recorder = slot.recorder;
    if (!recorder) return;
    slot.recorder = null;
    await this.#begin(index, 'Recording', async () => {
      const { samples, sampleRate } = await recorder.stop();
      return (options) => this.#prepare.fromSamples([samples], sampleRate, 'Recording', options);
    });
  }

  /** Prepares and encodes everything anew: the length or the model changed. */
  async refresh(): Promise<void> {
    await Promise.all(
      this.#slots.map(async (slot, index) => {
        const { prepare, name } = slot;
        if (prepare) await this.#begin(index, name, () => Promise.resolve(prepare), true);
      }),
    );
  }

  /** The sources that take part in a render, encoded. */
  async parts(): Promise<Part[]> {
    await Promise.all(this.#slots.map((slot) => slot.encoded));
    const { slots, mix } = this.#store.state;
    const ready = slots.flatMap((state, slot) => {
      const { sourceId } = this.#slots[slot]!;
      return state.phase === 'ready' && sourceId ? [{ state, slot, sourceId }] : [];
    });
    return ready.map(({ state, slot, sourceId }, i) => ({
      slot,
      sourceId,
      name: state.name,
      rootMidi: state.rootMidi,
      embedding: state.embedding,
      weight: ready.length === 1 ? 1 : i === 0 ? 1 - mix : mix,
    }));
  }

  close(): void {
    for (const slot of this.#slots) {
      slot.load++;
      slot.recorder?.cancel();
    }
    this.#prepare.close();
  }

  #slot(index: number): Slot {
    const slot = this.#slots[index];
    if (!slot) throw new RangeError(`There is no source slot ${index}.`);
    return slot;
  }

  async #prepareFile(bytes: ArrayBuffer, name: string, options: SourceOptions): Promise<PreparedSource> {
    try {
      return await this.#prepare.fromFile(bytes.slice(0), name, options);
    } catch (error) {
      // 'unreadable': a format that is known, but that only a browser decodes
      if (!(error instanceof AlloyError) || !['not-a-sound', 'unreadable'].includes(error.code)) throw error;
      const native = await decodeNatively(bytes.slice(0)).catch(() => null);
      if (!native) throw error;
      return this.#prepare.fromSamples(native.channels, native.sampleRate, name, options);
    }
  }

  /** Loads, prepares and encodes; keeps the root override when it is the same sound again. */
  #begin(index: number, name: string, open: OpenSound, sameSound = false): Promise<void> {
    const loading = this.#load(index, name, open, sameSound);
    this.#slot(index).encoded = loading; // a render that is asked for meanwhile waits for it
    return loading;
  }

  async #load(index: number, name: string, open: OpenSound, sameSound: boolean): Promise<void> {
    const slot = this.#slot(index);
    const load = ++slot.load;
    const before = this.#store.state.slots[index]!;
    const rootOverride = sameSound && before.phase === 'ready' ? before.rootOverride : null;
    slot.recorder?.cancel();
    slot.recorder = null;
    slot.name = name;
    slot.source = null;
    this.#store.updateSlot(index, { phase: 'loading', name });
    this.#markStale();
    try {
      slot.prepare = await open();
      const { manifest } = await this.#renderer.ready();
      const options = {
        sampleRate: manifest.sampleRate,
        seconds: this.#store.state.seconds,
        peak: manifest.signal.peak,
      };
      if (slot.load !== load) throw abortable(name);
      const source = await slot.prepare(options);
      if (slot.load !== load) throw abortable(name);
      this.#onPrepared(index, name, source, manifest.sampleRate, rootOverride);
      await this.#encode(index);
    } catch (error) {
      if (slot.load !== load) return;
      this.#setOriginal(index, null);
      this.#store.updateSlot(index, { phase: 'error', name, error: toErrorMessage(error) });
    }
  }

  #onPrepared(
    index: number,
    name: string,
    source: PreparedSource,
    sampleRate: number,
    rootOverride: MidiNote | null,
  ): void {
    this.#slot(index).source = source;
    const found = source.pitch && { midi: source.pitch.midi, confidence: source.pitch.confidence };
    const state: ReadySlot = {
      phase: 'ready',
      name,
      clip: { sampleRate, samples: source.samples },
      found,
      rootOverride,
      rootMidi: rootOverride ?? found?.midi ?? DEFAULT_ROOT,
      notices: source.notices,
      embedding: null,
    };
    this.#store.updateSlot(index, state);
    this.#setOriginal(index, state);
  }

  /** Encodes a prepared source at its root; never rejects: a failure is the slot's error. */
  async #encode(index: number): Promise<void> {
    const slot = this.#slot(index);
    const state = this.#store.state.slots[index]!;
    const { source, load } = slot;
    if (state.phase !== 'ready' || !source) return;
    const encoding = ++slot.encoding;
    const id = `slot-${index}-${load}-${encoding}`;
    const outdated = slot.sourceId;
    // an override says that the sound has a pitch, even where none was found
    const course = source.pitch ?? (state.rootOverride === null ? null : undefined);
    try {
      const embedding = await this.#renderer.addSource(id, source.samples, state.rootMidi, course);
      if (slot.load !== load || slot.encoding !== encoding) return void this.#renderer.removeSource(id);
      slot.sourceId = id;
      const now = this.#store.state.slots[index]!;
      if (now.phase === 'ready') {
        this.#store.updateSlot(index, { ...now, embedding });
        this.#setOriginal(index, { ...now, embedding });
      }
      if (outdated) void this.#renderer.removeSource(outdated);
    } catch (error) {
      if (slot.load !== load || slot.encoding !== encoding) return;
      slot.sourceId = null;
      this.#store.updateSlot(index, { phase: 'error', name: state.name, error: toErrorMessage(error) });
    }
  }

  #setOriginal(index: number, state: ReadySlot | null): void {
    const id = `original-${index}`;
    const others = this.#store.state.takes.filter((take) => take.id !== id);
    const takes: Take[] = state
      ? [
          {
            id,
            kind: 'original',
            title: state.name,
            rootMidi: state.rootMidi,
            clip: state.clip,
            progress: 1,
            embedding: state.embedding,
          },
          ...others,
        ]
      : others;
    const order = ['original', 'reconstruction', 'hybrid'];
    takes.sort((a, b) => order.indexOf(a.kind) - order.indexOf(b.kind) || a.id.localeCompare(b.id));
    this.#store.update({ takes });
  }

  #markStale(): void {
    if (this.#store.state.zones.length > 0) this.#store.update({ stale: true });
  }
}
