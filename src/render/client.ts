/** Runs a render engine in a worker, behind messages. [page] */
import { AlloyError, fromErrorMessage } from '../errors.js';
import { modelUrl } from '../model/files.js';
import type { AirTrack, Embedding } from '../timbre/embedding.js';
import type { StorageTrouble } from '../platform/bounded-store.js';
import { startWorker } from '../platform/start-worker.js';
import type { WithoutId } from '../platform/worker-share.js';
import type { MidiNote } from '../units.js';
import type { RenderReply, RenderRequest } from './messages.js';
import type {
  ClientOptions,
  EncodedSource,
  EngineInfo,
  RenderedNote,
  RenderNote,
  RenderOptions,
  RenderProgress,
  SourcePitch,
  SourceWeight,
} from './notes.js';
import workerUrl from './worker.ts?worker&url';

/** A request that has not been answered. */
interface Pending {
  readonly resolve: (reply: RenderReply) => void;
  readonly reject: (error: Error) => void;
  readonly onAudio?: RenderOptions['onAudio'];
  readonly onProgress?: ((progress: RenderProgress) => void) | undefined;
}

/**
 * A RenderEngine in a worker of its own. [page; calls return at once, results arrive by promise and callback]
 *
 * `open` may be called again at any time: it starts a fresh worker, so the newest wins, everything that was pending
 * rejects with an AbortError, and sources must be added anew. `close` rejects what is pending with
 * AlloyError 'closed'. When the worker crashes, everything pending rejects, and `open` works again.
 */
export class RenderClient {
  #worker: Worker | null = null;
  #info: EngineInfo | null = null;
  #nextId = 1;
  readonly #pending = new Map<number, Pending>();

  /** Whether renders are kept that do not say. */
  #keep = false;

  /** Called when notes cannot be stored. */
  onStorage: (trouble: StorageTrouble) => void = () => undefined;
  /** Called when the worker crashed. */
  onEnd: () => void = () => undefined;

  /** Of the model that is open; null before. */
  get info(): EngineInfo | null {
    return this.#info;
  }

  /** See RenderEngine.open; a relative `model` is relative to the page. */
  async open(options: ClientOptions): Promise<EngineInfo> {
    const { model, backend = 'auto', workers = null, storage = null, fast = false } = options;
    const { keep = false, onProgress } = options;
    this.#stop(new DOMException('Another model is opened instead.', 'AbortError'));
    const worker = this.#start();
    const url = await modelUrl(model, globalThis.document?.baseURI);
    if (this.#worker !== worker) throw new DOMException('Another model is opened instead.', 'AbortError');
    this.#keep = keep;
    const ask = { kind: 'open', model: url.href, backend, workers, storage, fast } as const;
    const reply = await this.#ask(ask, { onProgress }, 'opened');
    this.#info = reply.info;
    return reply.info;
  }

  /** See RenderEngine.addSource; `samples` are copied. */
  async addSource(
    id: string,
    samples: Float32Array,
    rootMidi: MidiNote,
    pitch?: SourcePitch | null,
    air: AirTrack | null = null,
  ): Promise<Embedding> {
    const ask = { kind: 'addSource', source: id, samples, rootMidi, pitch, air } as const;
    return (await this.#ask(ask, {}, 'embedding')).embedding;
  }

  /** See RenderEngine.addEncoded. */
  async addEncoded(id: string, encoded: EncodedSource): Promise<Embedding> {
    return (await this.#ask({ kind: 'addEncoded', source: id, encoded }, {}, 'embedding')).embedding;
  }

  /** See RenderEngine.encoded. */
  async encoded(id: string): Promise<EncodedSource> {
    return (await this.#ask({ kind: 'encoded', source: id }, {}, 'encoded')).encoded;
  }

  /** See RenderEngine.removeSource. */
  async removeSource(id: string): Promise<void> {
    await this.#ask({ kind: 'removeSource', source: id }, {}, 'done');
  }

  /** See RenderEngine.embedding. */
  async embedding(weights: readonly SourceWeight[]): Promise<Embedding> {
    return (await this.#ask({ kind: 'embedding', weights }, {}, 'embedding')).embedding;
  }

  /** See RenderEngine.render. */
  async render(notes: readonly RenderNote[], options: RenderOptions = {}): Promise<RenderedNote[]> {
    const { signal, onAudio, onProgress, keep = this.#keep } = options;
    const id = this.#nextId;
    const answered = this.#ask({ kind: 'render', notes, keep }, { onAudio, onProgress }, 'rendered');
    const worker = this.#worker;
    const cancel = (): void => worker?.postMessage({ kind: 'cancel', id } satisfies RenderRequest);
    if (signal?.aborted) cancel();
    signal?.addEventListener('abort', cancel);
    try {
      return [...(await answered).notes];
    } finally {
      signal?.removeEventListener('abort', cancel);
    }
  }

  /** Ends the worker and all that it started. */
  async close(): Promise<void> {
    this.#stop(new AlloyError('closed', 'engine', 'The render engine was closed.'));
  }

  #start(): Worker {
    const { worker, failure } = startWorker(workerUrl, 'alloy-render');
    worker.onmessage = ({ data }: MessageEvent<RenderReply>) => this.#receive(data);
    worker.onerror = (event) => {
      event.preventDefault();
      if (this.#worker !== worker) return;
      this.#stop(failure(event, 'The render worker'));
      this.onEnd();
    };
    this.#worker = worker;
    return worker;
  }

  /** Ends the worker; what was asked of it fails with `error`. */
  #stop(error: Error): void {
    this.#worker?.terminate(); // its own workers go with it
    this.#worker = null;
    this.#info = null;
    const pending = [...this.#pending.values()];
    this.#pending.clear();
    for (const { reject } of pending) reject(error);
  }

  #ask<K extends RenderReply['kind']>(
    ask: WithoutId<RenderRequest>,
    listeners: Pick<Pending, 'onAudio' | 'onProgress'>,
    expected: K,
  ): Promise<RenderReply & { kind: K }> {
    const worker = this.#worker;
    if (!worker) {
      return Promise.reject(new AlloyError('closed', 'engine', 'No model is open: call open() first.'));
    }
    const id = this.#nextId++;
    return new Promise((resolve, reject) => {
      const answer = (reply: RenderReply): void => {
        if (reply.kind === expected) resolve(reply as RenderReply & { kind: K });
        else reject(new Error(`The render worker answered "${reply.kind}" to "${ask.kind}".`));
      };
      this.#pending.set(id, { resolve: answer, reject, ...listeners });
      worker.postMessage({ ...ask, id } satisfies RenderRequest);
    });
  }

  #receive(reply: RenderReply): void {
    if (reply.kind === 'storage') return this.onStorage(reply.trouble);
    const pending = this.#pending.get(reply.id);
    if (!pending) return;
    switch (reply.kind) {
      case 'audio':
        pending.onAudio?.(reply.note, reply.start, reply.samples, reply.loudness, reply.target, reply.air);
        return;
      case 'progress':
        pending.onProgress?.(reply.progress);
        return;
      case 'failed':
        this.#pending.delete(reply.id);
        pending.reject(fromErrorMessage(reply.error));
        return;
      default:
        this.#pending.delete(reply.id);
        pending.resolve(reply);
    }
  }
}
