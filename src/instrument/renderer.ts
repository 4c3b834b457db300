import { AlloyError, toErrorMessage } from '../errors.js';
import { RenderClient } from '../render/client.js';
import type { EngineInfo, RenderNote, RenderProgress, SourcePitch } from '../render/notes.js';
import { planKeys } from '../render/plan.js';
import type { Embedding } from '../timbre/embedding.js';
import type { MidiNote, Samples } from '../units.js';
import type { AudioOutput } from './audio.js';
import type { AssetLocations, ModelEntry } from './catalog.js';
import type { EmbeddingPicture, Take, ZoneState } from './state.js';
import type { Store } from './store.js';

/** Keys that a render covers, and how far its roots are apart: two semitones of repitching at the most. */
const KEY_RANGE = { low: 36, high: 84, step: 4 } as const;

/** A source that takes part in a render. */
export interface Part {
  readonly slot: number;
  readonly sourceId: string;
  readonly name: string;
  readonly rootMidi: MidiNote;
  readonly weight: number;
  readonly embedding: EmbeddingPicture | null;
}

interface NoteTarget {
  readonly note: RenderNote;
  readonly zone: { readonly id: number; readonly index: number } | null;
  readonly take: string | null;
  readonly samples: Float32Array;
  made: Samples;
}

export function pictureOf(embedding: Embedding): EmbeddingPicture {
  const { frames, channels, values } = embedding.timbre;
  return { frames, channels, values };
}

/** Opens models, encodes, renders, and hands what is rendered to the player and to the takes. [page] */
export class Renderer {
  readonly #store: Store;
  readonly #audio: AudioOutput;
  readonly #client = new RenderClient();
  /** Settles with the newest open(); until the first one it waits. */
  #opening: Promise<EngineInfo>;
  #startOpening: (info: Promise<EngineInfo>) => void = () => undefined;
  #abort: AbortController | null = null;
  #running: Promise<void> | null = null;
  #nextZone = 1;

  constructor(store: Store, audio: AudioOutput) {
    this.#store = store;
    this.#audio = audio;
    this.#opening = new Promise((resolve) => (this.#startOpening = resolve));
    this.#opening.catch(() => undefined); // whoever calls ready() sees it
  }

  /** Opens a model; the newest call wins. Problems go into `state.model`. */
  async open(entry: ModelEntry, locations: AssetLocations): Promise<void> {
    this.cancel();
    const { id, title, description, folder } = entry;
    this.#store.update({ model: { phase: 'loading', id } });
    const model = new URL(`${folder}/model.json`, locations.models);
    const opening = this.#client.open({ model });
    this.#setOpening(opening);
    try {
      const info = await opening;
      if (this.#opening !== opening) return;
      this.#store.update({
        model: { phase: 'ready', id, title: info.manifest.title || title, description },
        backend: { tensors: info.tensors, generator: info.generator, description: info.description },
      });
    } catch (error) {
      if (this.#opening !== opening) return;
      this.#store.update({ model: { phase: 'error', id, error: toErrorMessage(error) } });
    }
  }

  /** There is no model to open: what waits for one fails with `error`. */
  fail(id: string, error: Error): void {
    this.#setOpening(Promise.reject(error));
    this.#store.update({ model: { phase: 'error', id, error: toErrorMessage(error) } });
  }

  /** The model, once open. @throws what opening it threw. */
  ready(): Promise<EngineInfo> {
    return this.#opening;
  }

  #setOpening(opening: Promise<EngineInfo>): void {
    opening.catch(() => undefined); // whoever calls ready() sees it
    this.#startOpening(opening);
    this.#opening = opening;
  }

  async addSource(
    id: string,
    samples: Float32Array,
    rootMidi: MidiNote,
    pitch: SourcePitch | null | undefined,
  ): Promise<EmbeddingPicture> {
    return pictureOf(await this.#client.addSource(id, samples, rootMidi, pitch));
  }

  async removeSource(id: string): Promise<void> {
    await this.#client.removeSource(id).catch(() => undefined); // gone with its model
  }

  cancel(): void {
    this.#abort?.abort();
  }

  /**
   * Renders, once the sources are ready; while one is running, the promise of that. Never rejects: the
   * outcome is in the state.
   */
  render(parts: () => Promise<readonly Part[]>): Promise<void> {
    this.#running ??= this.#render(parts).finally(() => {
      this.#running = null;
    });
    return this.#running;
  }

  async #render(getParts: () => Promise<readonly Part[]>): Promise<void> {
    const abort = new AbortController();
    this.#abort = abort;
    const started = performance.now();
    this.#setProgress({ step: 'encode', fraction: 0, realTimeFactor: 0, secondsLeft: null });
    try {
      const info = await this.ready();
      const parts = await getParts();
      if (parts.length === 0) {
        throw new AlloyError('bad-argument', 'sources', 'There is nothing to render: load a sound first.');
      }
      const blend = await this.#client.embedding(
        parts.map((part) => ({ source: part.sourceId, weight: part.weight })),
      );
      const targets = this.#plan(parts, info);
      await this.#begin(targets, parts, pictureOf(blend), info.manifest.sampleRate);
      const byId = new Map(targets.map((target) => [target.note.id, target]));
      const notes = await this.#client.render(
        targets.map((target) => target.note),
        {
          signal: abort.signal,
          onAudio: (id, start, samples) => this.#onAudio(byId.get(id)!, start, samples),
          onProgress: (progress) => this.#setProgress(progress),
        },
      );
      const all = notes.every((note) => note.complete);
      const made = targets.reduce((sum, target) => sum + target.made / target.samples.length, 0);
      this.#store.update({
        render: all
          ? { phase: 'done', seconds: (performance.now() - started) / 1000 }
          : { phase: 'cancelled', progress: made / targets.length },
      });
    } catch (error) {
      const message = toErrorMessage(error);
      this.#store.update({
        render: message.code === 'aborted' ? { phase: 'idle' } : { phase: 'error', error: message },
      });
    }
  }

  /** Centre key of the hybrid first, then the reconstructions, then the other keys, outward. */
  #plan(parts: readonly Part[], info: EngineInfo): NoteTarget[] {
    const { seconds, seed, temperature } = this.#store.state;
    const length = Math.round(seconds * info.manifest.sampleRate);
    const common = { seconds, seed, temperature: temperature ?? info.manifest.generation.temperature };
    const total = parts.reduce((sum, part) => sum + part.weight, 0);
    const mean = parts.reduce((sum, part) => sum + (part.rootMidi * part.weight) / total, 0);
    const weights = parts.map((part) => ({ source: part.sourceId, weight: part.weight }));
    const keys = planKeys({ ...KEY_RANGE, centre: Math.round(mean) });
    const zones = keys.map((rootMidi, index): NoteTarget => ({
      note: { id: `hybrid-${rootMidi}`, weights, rootMidi, ...common },
      zone: { id: this.#nextZone++, index },
      take: index === 0 ? 'hybrid' : null,
      samples: new Float32Array(length),
      made: 0,
    }));
    const reconstructions = parts.map((part): NoteTarget => {
      const id = `reconstruction-${part.slot}`;
      return {
        note: { id, weights: [{ source: part.sourceId, weight: 1 }], rootMidi: part.rootMidi, ...common },
        zone: null,
        take: id,
        samples: new Float32Array(length),
        made: 0,
      };
    });
    return [zones[0]!, ...reconstructions, ...zones.slice(1)];
  }

  /** Puts empty takes and zones where the old ones were. */
  async #begin(
    targets: readonly NoteTarget[],
    parts: readonly Part[],
    blend: EmbeddingPicture,
    sampleRate: number,
  ): Promise<void> {
    const player = await this.#audio.player();
    player.clear();
    for (const { note, zone, samples } of targets) {
      if (zone) player.setZone(zone.id, { rootMidi: note.rootMidi, sampleRate, length: samples.length });
    }
    const clip = { sampleRate, samples: new Float32Array(0) };
    const originals = this.#store.state.takes.filter((take) => take.kind === 'original');
    const reconstructions = parts.map((part): Take => ({
      id: `reconstruction-${part.slot}`,
      kind: 'reconstruction',
      title: part.name,
      rootMidi: part.rootMidi,
      clip,
      progress: 0,
      embedding: part.embedding,
    }));
    const hybrid: Take = {
      id: 'hybrid',
      kind: 'hybrid',
      title: parts.map((part) => part.name).join(' × '),
      rootMidi: targets[0]!.note.rootMidi,
      clip,
      progress: 0,
      embedding: blend,
    };
    const zones = targets.filter((target) => target.zone);
    this.#store.update({
      takes: [...originals, ...reconstructions, hybrid],
      zones: zones.map(({ note }): ZoneState => ({ rootMidi: note.rootMidi, progress: 0 })),
      stale: false,
    });
  }

  #onAudio(target: NoteTarget, start: Samples, samples: Float32Array): void {
    target.samples.set(samples, start);
    target.made = start + samples.length;
    const progress = target.made / target.samples.length;
    const { takes, zones } = this.#store.state;
    if (target.zone) {
      const { id, index } = target.zone;
      this.#audio.appendSamples(id, start, samples);
      this.#store.progress({ zones: zones.map((zone, i) => (i === index ? { ...zone, progress } : zone)) });
    }
    if (target.take !== null) {
      const made = target.samples.subarray(0, target.made);
      this.#store.progress({
        takes: takes.map((take) =>
          take.id === target.take ? { ...take, progress, clip: { ...take.clip, samples: made } } : take,
        ),
      });
    }
  }

  #setProgress({ step, fraction, realTimeFactor, secondsLeft }: RenderProgress): void {
    const render = { phase: 'running', step, progress: fraction, realTimeFactor, secondsLeft } as const;
    if (this.#store.state.render.phase === 'running') this.#store.progress({ render });
    else this.#store.update({ render });
  }

  async close(): Promise<void> {
    this.cancel();
    await this.#client.close();
  }
}
