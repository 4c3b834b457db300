import type { ColumnOptions, FinishedColumn } from '../../audio/finish/types.js';
import { AlloyError, fromErrorMessage } from '../../errors.js';
import type { FinishReply, FinishRequest } from './messages.js';

interface Pending {
  resolve(column: FinishedColumn): void;
  reject(error: Error): void;
}

/** Finishes columns in a worker of its own, in the order asked for. [page] */
export class FinishClient {
  #worker: Worker | null = null;
  #nextId = 1;
  readonly #pending = new Map<number, Pending>();

  /** See finishColumn; `layers` are copied. @throws AlloyError as it does, and 'closed'. */
  finish(layers: readonly Float32Array[], options: ColumnOptions): Promise<FinishedColumn> {
    const id = this.#nextId++;
    return new Promise((resolve, reject) => {
      this.#pending.set(id, { resolve, reject });
      this.#start().postMessage({ id, layers, options } satisfies FinishRequest);
    });
  }

  /** Ends the worker; what is pending rejects with AlloyError 'closed'. */
  close(): void {
    this.#worker?.terminate();
    this.#worker = null;
    this.#rejectAll(new AlloyError('closed', 'instrument', 'The instrument was closed.'));
  }

  #start(): Worker {
    if (this.#worker) return this.#worker;
    const worker = new Worker(new URL('./worker.ts', import.meta.url), {
      type: 'module',
      name: 'alloy-finish',
    });
    worker.addEventListener('message', ({ data }: MessageEvent<FinishReply>) => this.#onReply(data));
    worker.addEventListener('error', (event) => {
      worker.terminate();
      this.#worker = null;
      const detail = event.message || 'its code could not be loaded';
      this.#rejectAll(new Error(`The worker that finishes zones stopped (${detail}).`));
    });
    this.#worker = worker;
    return worker;
  }

  #onReply(reply: FinishReply): void {
    const pending = this.#pending.get(reply.id);
    this.#pending.delete(reply.id);
    if (reply.kind === 'finished') pending?.resolve(reply.column);
    else pending?.reject(fromErrorMessage(reply.error));
  }

  #rejectAll(error: Error): void {
    for (const pending of this.#pending.values()) pending.reject(error);
    this.#pending.clear();
  }
}
