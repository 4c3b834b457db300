/** Renders notes: encodes sources, blends, conditions, generates, synthesises. [worker or Node] */
import { AlloyError } from '../errors.js';
import type { HarmonicTargets } from '../audio/harmonics/filter.js';
import { measureSpeed } from '../generator/choose.js';
import { conditioningWidth, multiplyAdds } from '../generator/decoder.js';
import type { WeightStorage } from '../generator/wasm/matrices.js';
import type { Conditioning, Generator, GeneratorChunk } from '../generator/generator.js';
import { framePitchHertz } from '../model/envelope-warp.js';
import { Fingerprint } from '../model/hash.js';
import { loadModel, type Model } from '../model/load.js';
import type { TensorBackend } from '../model/tensors.js';
import type { AirTrack, Embedding } from '../timbre/embedding.js';
import type { MidiNote, Samples } from '../units.js';
import { startGenerator, startTensors } from './backend.js';
import { generateBatch, type BatchJob } from './batch.js';
import { CodeCache, type NoteStore } from './cache.js';
import { batchJobs, checkNotes, Job, streamOf } from './jobs.js';
import type {
  BatchNote,
  BatchOptions,
  EncodedSource,
  EngineInfo,
  EngineOptions,
  RenderedNote,
  RenderNote,
  RenderOptions,
  SourcePitch,
  SourceWeight,
} from './notes.js';
import { detailConfigs } from './detail.js';
import { noteAir } from './note-air.js';
import { ProgressReport } from './progress.js';
import { SourceStore } from './sources.js';
import type { SynthesisOptions } from './synthesis.js';

/** Multiply-adds per sample from which a model counts as large: its speed is measured beforehand, and int8 weights are offered. */
const LARGE = 4e6;
/** Duration of that measurement, ms. */
const MEASURED = 600;

/** Size of the code cache, bytes: an hour of notes at 16 kHz. */
const CACHE_BYTES = 64 * 1024 * 1024;

/**
 * A model, its sources and its generator. Calls are queued and run one after another. [worker or Node]
 *
 * Sampling keys: a note's `seed`, and as stream its root in cents. So equal notes come out equal, and
 * the notes of one seed differ from key to key.
 */
export class RenderEngine {
  readonly #tensors: TensorBackend;
  readonly #model: Model;
  readonly #generator: Generator;
  readonly #audioPerSecond: number | null;
  readonly #storage: WeightStorage | undefined;
  readonly #sources: SourceStore;
  readonly #cache = new CodeCache(CACHE_BYTES);
  readonly #store: NoteStore | null;
  /** Tail of the queue: calls run one after another. */
  #queue: Promise<unknown> = Promise.resolve();
  /** The same of what batches are made of. */
  #preparing: Promise<unknown> = Promise.resolve();
  #closed = false;

  private constructor(
    model: Model,
    generator: Generator,
    tensors: TensorBackend,
    audioPerSecond: number | null,
    { storage, store }: { storage: WeightStorage | undefined; store: NoteStore | undefined },
  ) {
    this.#storage = storage;
    this.#audioPerSecond = audioPerSecond;
    this.#store = store ?? null;
    this.#model = model;
    this.#generator = generator;
    this.#sources = new SourceStore(model);
    this.#tensors = tensors;
  }

  /** Backends in use; after a lost GPU device, their replacements. */
  get info(): EngineInfo {
    const { kind, description } = this.#generator;
    const { manifest, fingerprint } = this.#model;
    const audioPerSecond = this.#audioPerSecond;
    const chosen = kind === 'wasm' && isLarge(this.#model);
    return {
      manifest,
      fingerprint,
      tensors: this.#tensors.kind,
      generator: kind,
      description,
      audioPerSecond,
      fast: chosen ? this.#storage === 'int8' : null,
    };
  }

  /**
   * Loads a model and makes it ready.
   * @throws AlloyError of loadModel and initTensors.
   */
  static async open(options: EngineOptions): Promise<RenderEngine> {
    const { model: source, backend = 'auto', onProgress } = options;
    const report = new ProgressReport(onProgress);
    report.step('model', 0);
    const tensors = await startTensors(backend);
    report.step('model', 0.3);
    const model = await loadModel(source);
    report.step('model', 0.6);
    const large = isLarge(model);
    const storage = options.storage ?? (options.fast && large ? 'int8' : undefined);
    const generator = await startGenerator(model, tensors, backend, { workers: options.workers, storage });
    const speed = large ? (await measureSpeed(generator, MEASURED)) / model.manifest.sampleRate : null;
    report.step('model', 1);
    return new RenderEngine(model, generator, tensors, speed, { storage, store: options.store });
  }

  /**
   * Encodes a source and keeps it, in place of one of the same id.
   * @param samples mono at the model's rate, prepared by audio/source.ts.
   * @param rootMidi its pitch, as the user or the analysis has it.
   * @param pitch its pitch contour; undefined: steady at the root; null: no pitch (a drum, a noise), which turns the
   * model's pitch-lag taps off.
   * @param air measured with it (audio/air): its notes come with theirs. Null: they end where the model's band does.
   * @returns its embedding, to show.
   * @throws AlloyError 'empty', 'not-finite', 'bad-argument'.
   */
  addSource(
    id: string,
    samples: Float32Array,
    rootMidi: MidiNote,
    pitch?: SourcePitch | null,
    air: AirTrack | null = null,
  ): Promise<Embedding> {
    this.#generator.warm?.(); // its notes come next
    return this.#enqueue(() => this.#sources.add(id, samples, rootMidi, pitch, air));
  }

  /**
   * Keeps a source that was encoded before, in place of one of the same id.
   * @returns its embedding, to show.
   * @throws AlloyError 'source-model' where it is of another model, or the model needs the sound itself.
   */
  addEncoded(id: string, source: EncodedSource): Promise<Embedding> {
    this.#generator.warm?.();
    return this.#enqueue(async () => this.#sources.addEncoded(id, source));
  }

  /** A source as it was encoded, for `addEncoded`. @throws AlloyError 'bad-argument' when there is none of that id. */
  encoded(id: string): EncodedSource {
    return this.#sources.encoded(id);
  }

  /**
   * The same, for a model that encodes a sound anew for every key with its embeddings at these roots: see EncodedSource.atRoots.
   * @throws AlloyError 'bad-argument'.
   */
  encodedAtRoots(id: string, roots: readonly MidiNote[]): Promise<EncodedSource> {
    return this.#enqueue(() => this.#sources.encodedAtRoots(id, roots));
  }

  /** Forgets a source that `addSource` or `addEncoded` added. */
  removeSource(id: string): void {
    this.#sources.remove(id);
  }

  /** The blend of sources, to show. @throws AlloyError 'bad-argument'. */
  embedding(weights: readonly SourceWeight[]): Embedding {
    return this.#sources.blend(weights);
  }

  /**
   * Renders notes, the first ones first; what is in the cache comes at once. A second call waits for the first.
   * @returns the notes in the order given; not complete where `signal` was aborted.
   * @throws AlloyError 'bad-argument', 'closed'.
   */
  render(notes: readonly RenderNote[], options: RenderOptions = {}): Promise<RenderedNote[]> {
    return this.#enqueue(() => this.#render(notes, options));
  }

  /**
   * Generates notes of one temperature at once, beside other calls: the generator's workers take all of them in turn. Nothing is cached, nothing
   * waits for `render`; the sound is not made. For libraries, whose notes are many and each made once.
   * @throws AlloyError 'bad-argument', 'closed'.
   */
  async generateBatch(notes: readonly RenderNote[], options: BatchOptions = {}): Promise<BatchNote[]> {
    this.#assertOpen();
    checkNotes(notes);
    const { historyOf = () => null } = options;
    // tensors are one call's at a time
    const preparing = this.#preparing.then(() => this.#prepared(notes, historyOf));
    this.#preparing = preparing.catch(() => undefined);
    const jobs = await preparing;
    return generateBatch(this.#generator, jobs, options);
  }

  async #prepared(
    notes: readonly RenderNote[],
    historyOf: NonNullable<BatchOptions['historyOf']>,
  ): Promise<BatchJob[]> {
    const jobs: BatchJob[] = [];
    for (const note of notes) {
      const embedding = await this.#sources.blendAt(note.weights, note.rootMidi);
      const length = this.#length(note);
      const conditioning = await this.#conditioning(note, length, embedding);
      const history = historyOf(note.id);
      const { id, rootMidi, temperature } = note;
      jobs.push({
        facts: {
          ...{ id, rootMidi, synthesis: this.#synthesis(rootMidi, length, embedding) },
          air: noteAir(embedding, rootMidi),
          target: this.#sources.zoneTargetOf(note.weights, embedding, length),
          pitched: embedding.pitch !== null,
        },
        generatorNote: {
          ...{ conditioning, length, seed: note.seed >>> 0, stream: streamOf(note) },
          ...(history ? { history } : {}),
        },
        temperature,
      });
    }
    return jobs;
  }

  /** Frees everything; what is pending rejects with AlloyError 'closed'. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.#generator.close();
    this.#model.dispose();
  }

  async #render(notes: readonly RenderNote[], options: RenderOptions): Promise<RenderedNote[]> {
    checkNotes(notes);
    const { signal, onAudio, onProgress, keep = true } = options;
    const store = keep ? this.#store : null;
    const report = new ProgressReport(onProgress);
    const embeddings = await this.#blends(notes, report, signal);
    const jobs = embeddings.map((embedding, i) => this.#job(notes[i]!, embedding));
    const emitOne = (job: Job, start: number, codes: Uint8Array): void => {
      const fresh = job.append(start, codes);
      if (!fresh) return;
      const { note, level, air } = job;
      onAudio?.(note.id, fresh.start, fresh.samples, level.loudness, level.target, air);
    };
    for (const job of jobs) emitOne(job, 0, await this.#known(job.key, store));
    // Notes of one key and length are made once, for all of them.
    const alike = (job: Job): Job[] =>
      jobs.filter(({ key, length }) => key === job.key && length === job.length);
    const emit = (job: Job, start: number, codes: Uint8Array): void => {
      for (const same of alike(job)) emitOne(same, start, codes);
      if (job.complete) this.#keep(job, store);
    };
    report.begin(jobs, this.#model.manifest.sampleRate);
    const open = jobs.filter((job) => !job.complete && alike(job)[0] === job);
    const width = conditioningWidth(this.#model.decoder.config);
    for (const batch of batchJobs(
      open,
      (job) => this.#frames(job.length, embeddings[jobs.indexOf(job)]!) * width,
    )) {
      if (signal?.aborted) break;
      const embeddingOf = (job: Job): Embedding => embeddings[jobs.indexOf(job)]!;
      try {
        await this.#generate(batch, embeddingOf, emit, report, signal);
      } finally {
        for (const job of batch) if (!job.complete) this.#keep(job, store);
      }
    }
    report.end();
    return notes.map((note, i) => jobs[i]?.result() ?? nothingOf(note));
  }

  /** Blended embeddings of the notes, as far as `signal` lets it come. */
  async #blends(
    notes: readonly RenderNote[],
    report: ProgressReport,
    signal: AbortSignal | undefined,
  ): Promise<Embedding[]> {
    const embeddings: Embedding[] = [];
    const missing = notes.map(({ weights, rootMidi }) => this.#sources.missingAt(weights, rootMidi));
    const total = missing.reduce((sum, count) => sum + count, 0);
    let done = 0;
    for (const [i, { weights, rootMidi }] of notes.entries()) {
      if (signal?.aborted && missing[i]! > 0) break;
      if (total > 0) report.step('encode', done / total);
      embeddings.push(await this.#sources.blendAt(weights, rootMidi));
      done += missing[i]!;
    }
    return embeddings;
  }

  #job(note: RenderNote, embedding: Embedding): Job {
    const { manifest, fingerprint } = this.#model;
    const { seed, temperature, rootMidi } = note;
    const narrow = this.#generator.kind === 'wasm' && this.#storage === 'int8' ? ' int8' : '';
    const key = new Fingerprint()
      .text(`${manifest.name} ${fingerprint}${narrow} ${seed} ${temperature} ${rootMidi}`)
      .floats(embedding.timbre.values)
      .text(embedding.pitch ? `pitch ${embedding.pitch.hop}` : 'no pitch')
      .floats(embedding.pitch?.deviation ?? new Float32Array(0));
    const length = this.#length(note);
    const level = {
      loudness: this.#sources.loudnessAt(note.weights, rootMidi, embedding, length),
      target: this.#sources.zoneTargetOf(note.weights, embedding, length),
    };
    const synthesis = this.#synthesis(rootMidi, length, embedding);
    return new Job(note, key.toString(), level, noteAir(embedding, rootMidi), synthesis);
  }

  #length({ seconds }: RenderNote): Samples {
    return Math.max(1, Math.round(seconds * this.#model.manifest.sampleRate));
  }

  /** What makes sound of a note's codes. */
  #synthesis(rootMidi: MidiNote, length: Samples, embedding: Embedding): SynthesisOptions {
    const { manifest } = this.#model;
    return {
      signal: manifest.signal,
      sampleRate: manifest.sampleRate,
      loudness: embedding.loudness,
      rootMidi: embedding.pitch ? rootMidi : null,
      length,
      bandEnvelope: this.#bandEnvelope(embedding, rootMidi, length),
      harmonics: harmonicTargets(embedding, rootMidi, length),
      detail: this.#detail(embedding),
    };
  }

  /** The band envelope to impose, and how it is measured. */
  #bandEnvelope(
    embedding: Embedding,
    rootMidi: MidiNote,
    length: Samples,
  ): NonNullable<SynthesisOptions['bandEnvelope']> | null {
    const config = this.#model.manifest.colour;
    const { bandEnvelope, pitch, timbre } = embedding;
    if (!config || !bandEnvelope) return null;
    const frames = Math.ceil(length / timbre.hop);
    const pitches = framePitchHertz(pitch, rootMidi, frames, timbre.hop);
    return { config, targets: { values: bandEnvelope.values, pitches } };
  }

  /** Finer bands and levels to impose, and how they are measured. */
  #detail({ detail }: Embedding): NonNullable<SynthesisOptions['detail']> | null {
    const configs = detailConfigs(this.#model.manifest);
    return detail && configs ? { track: detail, ...configs } : null;
  }

  /** Frames of conditioning that a note needs: the last one holds. */
  #frames(length: Samples, { timbre, pitch }: Embedding): number {
    const ofPitch = pitch ? Math.ceil((pitch.deviation.length * pitch.hop) / timbre.hop) + 1 : 0;
    return Math.min(Math.ceil(length / timbre.hop), Math.max(timbre.frames, ofPitch));
  }

  async #generate(
    batch: readonly Job[],
    embeddingOf: (job: Job) => Embedding,
    emit: (job: Job, start: number, codes: Uint8Array) => void,
    report: ProgressReport,
    signal: AbortSignal | undefined,
  ): Promise<void> {
    const notes = [];
    for (const job of batch)
      notes.push(job.generatorNote(await this.#conditioning(job.note, job.length, embeddingOf(job))));
    const take = ({ note, start, codes }: GeneratorChunk): void => emit(batch[note]!, start, codes);
    const generated = await this.#generator.generate(notes, {
      temperature: batch[0]!.note.temperature,
      onChunk: take,
      onProgress: ({ samplesPerSecond }) => report.generating(samplesPerSecond),
      ...(signal ? { signal } : {}),
    });
    generated.forEach(({ codes }, note) => take({ note, start: 0, codes }));
  }

  #conditioning({ rootMidi }: RenderNote, length: Samples, embedding: Embedding): Promise<Conditioning> {
    return this.#model.condition(embedding, { rootMidi, frames: this.#frames(length, embedding) });
  }

  /** Codes that were made before, in this visit or in another one. */
  async #known(key: string, store: NoteStore | null): Promise<Uint8Array> {
    const codes = this.#cache.get(key);
    if (codes.length > 0 || !store) return codes;
    const kept = await store.get(key);
    if (kept) this.#cache.put(key, kept);
    return kept ?? codes;
  }

  #keep({ key, codes }: Job, store: NoteStore | null): void {
    if (codes.length === 0) return;
    this.#cache.put(key, codes);
    void store?.put(key, this.#cache.get(key)); // a longer note of the same key stays
  }

  /** Runs work after what was asked for before, whether that succeeded or not. */
  #enqueue<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#queue.then(() => {
      this.#assertOpen();
      return work();
    });
    this.#queue = result.catch(() => undefined);
    return result;
  }

  #assertOpen(): void {
    if (this.#closed) throw new AlloyError('closed', 'engine', 'The render engine was closed.');
  }
}

function harmonicTargets(
  { harmonics: track, pitch }: Embedding,
  rootMidi: MidiNote,
  length: Samples,
): HarmonicTargets | null {
  if (!track || !pitch) return null;
  return { track, hertz: framePitchHertz(pitch, rootMidi, Math.ceil(length / track.hop), track.hop) };
}

function isLarge({ decoder }: Model): boolean {
  return multiplyAdds(decoder.config) > LARGE;
}

/** The result of a note that was cancelled before it began. */
function nothingOf({ id, rootMidi }: RenderNote): RenderedNote {
  return { id, rootMidi, samples: new Float32Array(0), codes: new Uint8Array(0), complete: false, air: null };
}
