/** Conditions key zones in a worker, in the order asked for. [page] */
import type { KeyZoneOptions, ConditionedZone } from '../../../audio/conditioning/types.js';
import { AlloyError, fromErrorMessage } from '../../../errors.js';
import type { ConditioningReply, ConditioningRequest } from './messages.js';

interface Pending {
  resolve(keyZone: ConditionedZone): void;
  reject(error: Error): void;
}

/** Conditions key zones in a worker of its own, in the order of the calls. [page] */
export class ConditioningClient {
  #worker: Worker | null = null;
  #nextId = 1;
  readonly #pending = new Map<number, Pending>();

  /** See conditionZone; `layers` are copied. @throws AlloyError as it does, and 'closed'. */
  condition(layers: readonly Float32Array[], options: KeyZoneOptions): Promise<ConditionedZone> {
    const id = this.#nextId++;
    return new Promise((resolve, reject) => {
      this.#pending.set(id, { resolve, reject });
      this.#start().postMessage({ id, layers, options } satisfies ConditioningRequest);
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
      name: 'alloy-condition',
    });
    worker.addEventListener('message', ({ data }: MessageEvent<ConditioningReply>) => this.#onReply(data));
    worker.addEventListener('error', (event) => {
      worker.terminate();
      this.#worker = null;
      const detail = event.message || 'its code could not be loaded';
      this.#rejectAll(new Error(`The worker that conditions key zones stopped (${detail}).`));
    });
    this.#worker = worker;
    return worker;
  }

  #onReply(reply: ConditioningReply): void {
    const pending = this.#pending.get(reply.id);
    this.#pending.delete(reply.id);
    if (reply.kind === 'conditioned') pending?.resolve(reply.keyZone);
    else pending?.reject(fromErrorMessage(reply.error));
  }

  #rejectAll(error: Error): void {
    for (const pending of this.#pending.values()) pending.reject(error);
    this.#pending.clear();
  }
}
