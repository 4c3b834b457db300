/** Shares render engines, each with its model and its pool of workers, among the instruments of a page. [page] */
import { AlloyError } from '../errors.js';
import { modelUrl } from '../model/files.js';
import type { StorageTrouble } from '../platform/bounded-store.js';
import type { AirTrack, Embedding } from '../timbre/embedding.js';
import type { MidiNote } from '../units.js';
import { RenderClient } from './client.js';
import type {
  ClientOptions,
  EncodedSource,
  EngineInfo,
  RenderedNote,
  RenderNote,
  RenderOptions,
  SourcePitch,
  SourceWeight,
} from './notes.js';
import { Turns } from './turns.js';

/** A source that was added, and for whom. */
interface SharedSource {
  readonly embedding: Promise<Embedding>;
  readonly users: Set<SharedRenderClient>;
}

/** An engine of the page, and who uses it. */
interface Engine {
  readonly key: string;
  readonly client: RenderClient;
  readonly info: Promise<EngineInfo>;
  readonly users: Set<SharedRenderClient>;
  readonly sources: Map<string, SharedSource>;
  readonly turns: Turns;
  /** Closed, or its worker crashed. */
  ended: boolean;
  /** What kept notes from being stored, the last time. */
  trouble: StorageTrouble | null;
}

/** Engines that can be joined, by model and weights. */
const engines = new Map<string, Engine>();

/** A render with what only sharing adds. */
export interface SharedRenderOptions extends RenderOptions {
  /** For a key that is played: other instruments give way. */
  readonly urgent?: boolean;
}

/** Lets nobody join the engines of a model any more: its files are other ones now. Who uses one keeps it. */
export function forgetEngines(model: URL): void {
  for (const key of engines.keys()) if (key.startsWith(`${model.href} `)) engines.delete(key);
}

/**
 * One instrument's share of the engines of its page. [page] Like a RenderClient, but that instruments of one model share
 * the engine, and those of one source its embedding: equal ids must mean equal sources. The engine ends with the last that
 * lets go of it.
 */
export class SharedRenderClient {
  #engine: Engine | null = null;
  #opens = 0;
  #keep = false;
  /** Rejects what is pending. */
  readonly #pending = new Set<(error: Error) => void>();

  /** Called when notes cannot be stored. */
  onStorage: (trouble: StorageTrouble) => void = () => undefined;

  /** See RenderClient.open: the newest call wins. An engine that is open already is ready at once. */
  async open(options: ClientOptions): Promise<EngineInfo> {
    const opens = ++this.#opens;
    this.#leave(new DOMException('Another model is opened instead.', 'AbortError'));
    const url = await modelUrl(options.model, globalThis.document?.baseURI);
    if (opens !== this.#opens) throw new DOMException('Another model is opened instead.', 'AbortError');
    this.#keep = options.keep ?? false;
    const engine = join({ ...options, model: url }, this);
    this.#engine = engine;
    if (engine.trouble) this.tellStorage(engine.trouble);
    return this.#until(engine.info);
  }

  /** See RenderEngine.addSource; one that is there already costs nothing. */
  async addSource(
    id: string,
    samples: Float32Array,
    rootMidi: MidiNote,
    pitch?: SourcePitch | null,
    air: AirTrack | null = null,
  ): Promise<Embedding> {
    return this.#use(id, (client) => client.addSource(id, samples, rootMidi, pitch, air));
  }

  /** See RenderEngine.addEncoded; one that is there already costs nothing. */
  async addEncoded(id: string, encoded: EncodedSource): Promise<Embedding> {
    return this.#use(id, (client) => client.addEncoded(id, encoded));
  }

  /** See RenderEngine.encoded. */
  async encoded(id: string): Promise<EncodedSource> {
    return this.#until(this.#opened().client.encoded(id));
  }

  async removeSource(id: string): Promise<void> {
    const engine = this.#opened();
    const source = engine.sources.get(id);
    if (!source?.users.delete(this) || source.users.size > 0) return;
    engine.sources.delete(id);
    await engine.client.removeSource(id);
  }

  async embedding(weights: readonly SourceWeight[]): Promise<Embedding> {
    return this.#until(this.#opened().client.embedding(weights));
  }

  /** See RenderEngine.render; instruments take turns, a batch each. */
  async render(
    notes: readonly RenderNote[],
    { urgent = false, ...options }: SharedRenderOptions = {},
  ): Promise<RenderedNote[]> {
    const { turns } = this.#opened();
    return this.#until(turns.ask(this, notes, { keep: this.#keep, ...options }, urgent));
  }

  /** The render that waits is urgent now. */
  hurry(): void {
    this.#engine?.turns.hurry(this);
  }

  /** Lets go of the engine; what is pending rejects with AlloyError 'closed'. */
  async close(): Promise<void> {
    this.#opens++;
    this.#leave(new AlloyError('closed', 'engine', 'The render engine was closed.'));
  }

  /** For the engine: notes of this one could not be kept. */
  tellStorage(trouble: StorageTrouble): void {
    if (this.#keep) this.onStorage(trouble);
  }

  /** Uses a source that is there, or adds it. */
  #use(id: string, add: (client: RenderClient) => Promise<Embedding>): Promise<Embedding> {
    const engine = this.#opened();
    let source = engine.sources.get(id);
    if (!source) {
      engine.turns.makeWay(this);
      const embedding = add(engine.client);
      source = { embedding, users: new Set() };
      engine.sources.set(id, source);
      embedding.catch(() => engine.sources.delete(id));
    }
    source.users.add(this);
    return this.#until(source.embedding);
  }

  #opened(): Engine {
    if (!this.#engine) throw new AlloyError('closed', 'engine', 'No model is open: call open() first.');
    return this.#engine;
  }

  /** Settles as `work` does, or when this one lets go. */
  #until<T>(work: Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      this.#pending.add(reject);
      work.then(resolve, reject).finally(() => this.#pending.delete(reject));
    });
  }

  #leave(reason: Error): void {
    const engine = this.#engine;
    this.#engine = null;
    const pending = [...this.#pending];
    this.#pending.clear();
    if (engine) leave(engine, this);
    for (const reject of pending) reject(reason);
  }
}

/** The engine of these options, opened for the first that asks. */
function join(options: ClientOptions & { readonly model: URL }, user: SharedRenderClient): Engine {
  const { model, backend = 'auto', workers = '', storage = '', fast = false } = options;
  const key = `${model.href} ${backend} ${workers} ${storage} ${fast}`;
  const known = engines.get(key);
  if (known && !known.ended) {
    known.users.add(user);
    return known;
  }
  const client = new RenderClient();
  const engine: Engine = {
    key,
    client,
    info: client.open(options),
    users: new Set([user]),
    sources: new Map(),
    turns: new Turns((notes, wishes) => client.render(notes, wishes)),
    ended: false,
    trouble: null,
  };
  client.onStorage = (trouble) => {
    engine.trouble = trouble;
    for (const one of engine.users) one.tellStorage(trouble);
  };
  client.onEnd = () => end(engine);
  engine.info.catch(() => end(engine)); // the next that asks tries anew
  engines.set(key, engine);
  return engine;
}

function end(engine: Engine): void {
  engine.ended = true;
  if (engines.get(engine.key) === engine) engines.delete(engine.key);
}

function leave(engine: Engine, user: SharedRenderClient): void {
  engine.users.delete(user);
  engine.turns.leave(user);
  if (engine.users.size === 0) {
    end(engine);
    void engine.client.close();
    return;
  }
  for (const [id, { users }] of engine.sources) {
    if (!users.delete(user) || users.size > 0) continue;
    engine.sources.delete(id);
    engine.client.removeSource(id).catch(() => undefined); // gone with its worker
  }
}
