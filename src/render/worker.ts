/** Runs a RenderEngine in the render worker, behind messages. [worker, one engine per worker] */
import { AlloyError, toErrorMessage } from '../errors.js';
import type { BoundedStore, StorageTrouble } from '../platform/bounded-store.js';
import type { NoteStore } from './cache.js';
import { RenderEngine } from './engine.js';
import type { RenderReply, RenderRequest } from './messages.js';
import { tellPolicyViolations } from '../platform/policy.js';

tellPolicyViolations();

/** Size of the note store that persists between visits, bytes: half an hour at 16 kHz. */
const STORED_BYTES = 32 * 1024 * 1024;

/** What a dedicated worker's global scope has that this file needs; the DOM's types know only windows. */
interface WorkerScope {
  onmessage: ((event: MessageEvent<RenderRequest>) => void) | null;
  postMessage(message: RenderReply, transfer: Transferable[]): void;
}

const scope = globalThis as unknown as WorkerScope;
let engine: RenderEngine | null = null;
let stored: StoredNotes | null = null;
const renders = new Map<number, AbortController>();

scope.onmessage = ({ data: request }) => {
  if (request.kind === 'cancel') {
    renders.get(request.id)?.abort();
    return;
  }
  answer(request).then(send, (error: unknown) => {
    send({ kind: 'failed', id: request.id, error: toErrorMessage(error) });
  });
};

function send(reply: RenderReply): void {
  scope.postMessage(reply, transfers(reply));
}

function transfers(reply: RenderReply): Transferable[] {
  if (reply.kind === 'audio') return [reply.samples.buffer];
  // A buffer cannot be transferred twice: each note has its own.
  if (reply.kind === 'rendered') return reply.notes.map(({ samples }) => samples.buffer);
  return [];
}

async function answer(request: Exclude<RenderRequest, { kind: 'cancel' }>): Promise<RenderReply> {
  const { id } = request;
  switch (request.kind) {
    case 'open':
      return { kind: 'opened', id, info: await open(request) };
    case 'addSource': {
      const { source, samples, rootMidi, pitch, air } = request;
      void stored?.load();
      return {
        kind: 'embedding',
        id,
        embedding: await opened().addSource(source, samples, rootMidi, pitch, air),
      };
    }
    case 'addEncoded':
      void stored?.load();
      return { kind: 'embedding', id, embedding: await opened().addEncoded(request.source, request.encoded) };
    case 'encoded':
      return { kind: 'encoded', id, encoded: opened().encoded(request.source) };
    case 'removeSource':
      opened().removeSource(request.source);
      return { kind: 'done', id };
    case 'embedding':
      return { kind: 'embedding', id, embedding: opened().embedding(request.weights) };
    case 'render':
      return render(request);
  }
}

async function open(request: RenderRequest & { kind: 'open' }): Promise<RenderEngine['info']> {
  const { id, model, backend, workers, storage, fast } = request;
  stored = new StoredNotes((trouble) => send({ kind: 'storage', id, trouble }));
  engine = await RenderEngine.open({
    model,
    backend,
    ...(workers === null ? {} : { workers }),
    ...(storage === null ? {} : { storage }),
    fast,
    store: stored,
    onProgress: (progress) => send({ kind: 'progress', id, progress }),
  });
  return engine.info;
}

/** Notes that the browser keeps. What keeps them is loaded with the first sound. */
class StoredNotes implements NoteStore {
  readonly #onTrouble: (trouble: StorageTrouble) => void;
  #loading: Promise<BoundedStore<Uint8Array> | null> | null = null;

  constructor(onTrouble: (trouble: StorageTrouble) => void) {
    this.#onTrouble = onTrouble;
  }

  /** Null where its code cannot be had: nothing is kept then. */
  load(): Promise<BoundedStore<Uint8Array> | null> {
    const onTrouble = this.#onTrouble;
    this.#loading ??= import('../platform/bounded-store.js').then(
      (code) => new code.BoundedStore({ database: 'alloy-notes', maxBytes: STORED_BYTES, onTrouble }),
      () => {
        onTrouble('unavailable');
        return null;
      },
    );
    return this.#loading;
  }

  async get(key: string): Promise<Uint8Array | undefined> {
    const codes: unknown = await (await this.load())?.get(key);
    return codes instanceof Uint8Array ? codes : undefined;
  }

  async put(key: string, codes: Uint8Array): Promise<boolean> {
    return (await (await this.load())?.put(key, codes, codes.byteLength)) ?? false;
  }
}

async function render({ id, notes, keep }: RenderRequest & { kind: 'render' }): Promise<RenderReply> {
  const controller = new AbortController();
  renders.set(id, controller);
  try {
    const rendered = await opened().render(notes, {
      keep,
      signal: controller.signal,
      onAudio: (note, start, samples, loudness, target, air) =>
        send({ kind: 'audio', id, note, start, samples, loudness, target, air }),
      onProgress: (progress) => send({ kind: 'progress', id, progress }),
    });
    return { kind: 'rendered', id, notes: rendered };
  } finally {
    renders.delete(id);
  }
}

function opened(): RenderEngine {
  if (!engine) throw new AlloyError('closed', 'engine', 'No model is open.');
  return engine;
}
