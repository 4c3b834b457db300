/** Runs a RenderEngine in the render worker, behind messages. [worker, one engine per worker] */
import { AlloyError, toErrorMessage } from '../errors.js';
import { BoundedStore } from '../platform/bounded-store.js';
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
      return {
        kind: 'embedding',
        id,
        embedding: await opened().addSource(source, samples, rootMidi, pitch, air),
      };
    }
    case 'addEncoded':
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
  engine = await RenderEngine.open({
    model,
    backend,
    ...(workers === null ? {} : { workers }),
    ...(storage === null ? {} : { storage }),
    fast,
    store: storedNotes(id),
    onProgress: (progress) => send({ kind: 'progress', id, progress }),
  });
  return engine.info;
}

function storedNotes(id: number): NoteStore {
  const store = new BoundedStore<Uint8Array>({
    database: 'alloy-notes',
    maxBytes: STORED_BYTES,
    onTrouble: (trouble) => send({ kind: 'storage', id, trouble }),
  });
  return {
    get: async (key) => {
      const codes: unknown = await store.get(key);
      return codes instanceof Uint8Array ? codes : undefined;
    },
    put: (key, codes) => store.put(key, codes, codes.byteLength),
  };
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
