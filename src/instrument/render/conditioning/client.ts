/** Conditions key zones in a worker, in the order asked for. [page] */
import type { LayerZone } from '../../../audio/conditioning/chord-level.js';
import type { KeyZoneOptions, ConditionedZone } from '../../../audio/conditioning/types.js';
import { AlloyError, fromErrorMessage } from '../../../errors.js';
import type { Gain01, Hertz } from '../../../units.js';
import type { ConditioningReply, ConditioningRequest } from './messages.js';

type Answer = Exclude<ConditioningReply, { kind: 'failed' }>;

interface Pending {
  resolve(reply: Answer): void;
  reject(error: Error): void;
}

/** Conditions key zones in a worker of its own, in the order of the calls. [page] */
export class ConditioningClient {
  #worker: Worker | null = null;
  #nextId = 1;
  readonly #pending = new Map<number, Pending>();

  /** See conditionZone; `layers` are copied. @throws AlloyError as it does, and 'closed'. */
  async condition(layers: readonly Float32Array[], options: KeyZoneOptions): Promise<ConditionedZone> {
    const reply = await this.#ask({ kind: 'condition', id: this.#nextId++, layers, options });
    if (reply.kind !== 'conditioned') throw unexpected(reply);
    return reply.keyZone;
  }

  /** See chordGain; the samples are copied. @throws AlloyError 'closed'. */
  async chordGain(zones: readonly LayerZone[], rate: Hertz): Promise<Gain01> {
    const reply = await this.#ask({ kind: 'chordGain', id: this.#nextId++, zones, rate });
    if (reply.kind !== 'chordGain') throw unexpected(reply);
    return reply.gain;
  }

  /** Ends the worker; what is pending rejects with AlloyError 'closed'. */
  close(): void {
    this.#worker?.terminate();
    this.#worker = null;
    this.#rejectAll(new AlloyError('closed', 'instrument', 'The instrument was closed.'));
  }

  #ask(request: ConditioningRequest): Promise<Answer> {
    return new Promise((resolve, reject) => {
      this.#pending.set(request.id, { resolve, reject });
      this.#start().postMessage(request);
    });
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
    if (reply.kind === 'failed') pending?.reject(fromErrorMessage(reply.error));
    else pending?.resolve(reply);
  }

  #rejectAll(error: Error): void {
    for (const pending of this.#pending.values()) pending.reject(error);
    this.#pending.clear();
  }
}

function unexpected({ kind }: Answer): Error {
  return new Error(`The conditioning worker answered "${kind}" to another question.`);
}
