import { AlloyError, fromErrorMessage } from '../../errors.js';
import type { PreparedSource, SourceOptions } from '../../audio/source.js';
import type { PrepareReply, PrepareRequest } from './messages.js';

interface Pending {
  resolve(source: PreparedSource): void;
  reject(error: Error): void;
}

type WithoutId<T> = T extends unknown ? Omit<T, 'id'> : never;

/** Prepares sounds in a worker of its own. [page] */
export class PrepareClient {
  #worker: Worker | null = null;
  #nextId = 1;
  readonly #pending = new Map<number, Pending>();

  /** @throws AlloyError that names the file and the reason, as `prepareSource`. */
  fromFile(bytes: ArrayBuffer, name: string, options: SourceOptions): Promise<PreparedSource> {
    return this.#ask({ kind: 'file', bytes, name, options }, [bytes]);
  }

  /** The same from decoded audio: a recording, or what only the browser can decode. */
  fromSamples(
    channels: readonly Float32Array[],
    sampleRate: number,
    name: string,
    options: SourceOptions,
  ): Promise<PreparedSource> {
    return this.#ask({ kind: 'samples', channels, sampleRate, name, options }, []);
  }

  /** Ends the worker; what is pending rejects with AlloyError 'closed'. */
  close(): void {
    this.#worker?.terminate();
    this.#worker = null;
    this.#rejectAll(new AlloyError('closed', 'instrument', 'The instrument was closed.'));
  }

  #ask(request: WithoutId<PrepareRequest>, transfer: Transferable[]): Promise<PreparedSource> {
    const id = this.#nextId++;
    return new Promise((resolve, reject) => {
      this.#pending.set(id, { resolve, reject });
      this.#start().postMessage({ ...request, id }, transfer);
    });
  }

  #start(): Worker {
    if (this.#worker) return this.#worker;
    const worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' });
    worker.addEventListener('message', (event: MessageEvent<PrepareReply>) => this.#onReply(event.data));
    worker.addEventListener('error', (event) => {
      worker.terminate();
      this.#worker = null;
      const detail = event.message || 'its code could not be loaded';
      this.#rejectAll(new Error(`The worker that prepares sounds stopped (${detail}). Try again.`));
    });
    this.#worker = worker;
    return worker;
  }

  #onReply(reply: PrepareReply): void {
    const pending = this.#pending.get(reply.id);
    this.#pending.delete(reply.id);
    switch (reply.kind) {
      case 'prepared':
        return pending?.resolve(reply.source);
      case 'failed':
        return pending?.reject(fromErrorMessage(reply.error));
    }
  }

  #rejectAll(error: Error): void {
    for (const pending of this.#pending.values()) pending.reject(error);
    this.#pending.clear();
  }
}
