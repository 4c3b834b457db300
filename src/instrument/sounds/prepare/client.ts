/** Requests decoded and prepared sounds from a worker. [page] */
import { AlloyError, fromErrorMessage } from '../../../errors.js';
import type { PreparedSource, SourceOptions, WholeSound } from '../../../audio/source.js';
import type { LoadedSound, PrepareReply, PrepareRequest } from './messages.js';

interface Pending {
  resolve(reply: PrepareReply): void;
  reject(error: Error): void;
}

type WithoutId<T> = T extends unknown ? Omit<T, 'id'> : never;

/** Prepares sounds in a worker of its own. [page] */
export class PrepareClient {
  #worker: Worker | null = null;
  #nextId = 1;
  readonly #pending = new Map<number, Pending>();

  /** @throws AlloyError that names the file and the reason, as `prepareSource`. */
  async fromFile(bytes: ArrayBuffer, name: string, options: SourceOptions): Promise<PreparedSource> {
    return (await this.#ask({ kind: 'file', bytes, name, options }, 'prepared', [bytes])).source;
  }

  /** The same from decoded audio: a recording, or what only the browser can decode. */
  async fromSamples(
    channels: readonly Float32Array[],
    sampleRate: number,
    name: string,
    options: SourceOptions,
  ): Promise<PreparedSource> {
    return (await this.#ask({ kind: 'samples', channels, sampleRate, name, options }, 'prepared')).source;
  }

  /** The same from a sound that is loaded already: what was found in it is not looked for again. */
  async fromWhole(sound: WholeSound, options: SourceOptions): Promise<PreparedSource> {
    return (await this.#ask({ kind: 'whole', sound, name: sound.name, options }, 'prepared')).source;
  }

  /** The whole sound of a file, to prepare later with `fromWhole`. @throws AlloyError as `loadSound`. */
  async load(bytes: ArrayBuffer, name: string): Promise<LoadedSound> {
    return (await this.#ask({ kind: 'loadFile', bytes, name }, 'loaded', [bytes])).sound;
  }

  /** The same from decoded audio. */
  async loadSamples(
    channels: readonly Float32Array[],
    sampleRate: number,
    name: string,
  ): Promise<LoadedSound> {
    return (await this.#ask({ kind: 'loadSamples', channels, sampleRate, name }, 'loaded')).sound;
  }

  /** Ends the worker; what is pending rejects with AlloyError 'closed'. */
  close(): void {
    this.#worker?.terminate();
    this.#worker = null;
    this.#rejectAll(new AlloyError('closed', 'instrument', 'The instrument was closed.'));
  }

  #ask<K extends PrepareReply['kind']>(
    request: WithoutId<PrepareRequest>,
    expected: K,
    transfer: Transferable[] = [],
  ): Promise<PrepareReply & { kind: K }> {
    const id = this.#nextId++;
    return new Promise((resolve, reject) => {
      const answer = (reply: PrepareReply): void => {
        if (reply.kind === expected) resolve(reply as PrepareReply & { kind: K });
        else reject(new Error(`The worker that prepares sounds answered "${reply.kind}".`));
      };
      this.#pending.set(id, { resolve: answer, reject });
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
    if (reply.kind === 'failed') pending?.reject(fromErrorMessage(reply.error));
    else pending?.resolve(reply);
  }

  #rejectAll(error: Error): void {
    for (const pending of this.#pending.values()) pending.reject(error);
    this.#pending.clear();
  }
}
