/** Requests decoded and prepared sounds from a worker. [page] */
import { fromErrorMessage } from '../../../errors.js';
import { WorkerShare, type WithoutId } from '../../../platform/worker-share.js';
import type { PreparedSource, SourceOptions, WholeSound } from '../../../audio/source.js';
import { startWorker } from '../../../platform/start-worker.js';
import workerUrl from './worker.ts?worker&url';
import type { PackFile, PackList, PackSound } from '../../../imports/pack.js';
import type { LoadedSound, PrepareReply, PrepareRequest } from './messages.js';

/** Two sounds are often dropped at once. */
const WORKERS = 2;

/** The workers of all instruments of a page. */
const shared = new WorkerShare<PrepareRequest, PrepareReply>(
  () => startWorker(workerUrl, 'alloy-prepare'),
  'that prepares sounds',
  WORKERS,
);

/** Prepares sounds in a worker that all of a page share. [page] */
export class PrepareClient {
  readonly #member = shared.join();

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

  /** What is in a pack. @throws AlloyError as `openPack` does. */
  async listPack(files: readonly PackFile[], name: string): Promise<PackList> {
    return (await this.#ask({ kind: 'listPack', files, name }, 'listed')).list;
  }

  /** A whole sound of it. @throws AlloyError as `openPack` and `loadSound` do. */
  async loadFromPack(files: readonly PackFile[], name: string, sound: PackSound): Promise<LoadedSound> {
    return (await this.#ask({ kind: 'loadFromPack', files, name, sound }, 'loaded')).sound;
  }

  /** Lets go of the worker; what is pending rejects with AlloyError 'closed'. */
  close(): void {
    this.#member.leave();
  }

  async #ask<K extends PrepareReply['kind']>(
    request: WithoutId<PrepareRequest>,
    expected: K,
    transfer: Transferable[] = [],
  ): Promise<PrepareReply & { kind: K }> {
    const reply = await this.#member.ask(request, transfer);
    if (reply.kind === 'failed') throw fromErrorMessage(reply.error);
    if (reply.kind !== expected) throw new Error(`The worker that prepares sounds answered "${reply.kind}".`);
    return reply as PrepareReply & { kind: K };
  }
}
