/** Requests live sources and the engine from workers that all instruments of a page share. [page] */
import type { LiveSourceOptions } from '../../../audio/partials/live-source.js';
import type { LiveSource, SourceLevels } from '../../../audio/partials/pack.js';
import type { DocumentLink } from '../../../document/encode-link.js';
import type { LinkDocument } from '../../../document/link.js';
import type { MidiNote } from '../../../units.js';
import { fromErrorMessage } from '../../../errors.js';
import { startWorker } from '../../../platform/start-worker.js';
import { WorkerShare, type WithoutId } from '../../../platform/worker-share.js';
import type { LiveReply, LiveRequest, MadeSource } from './messages.js';
import workerUrl from './worker.ts?worker&url';

/** As many sounds are taken apart at once: more would wait for a core. */
const WORKERS = 2;

const shared = new WorkerShare<LiveRequest, LiveReply>(
  () => startWorker(workerUrl, 'alloy-live'),
  'that takes sounds apart',
  WORKERS,
);

/** [page] */
export class LiveClient {
  readonly #member = shared.join();

  /** The sound as it was recorded. @throws AlloyError when the worker cannot be started, or the client was closed. */
  async recording(samples: Float32Array, options: LiveSourceOptions): Promise<LiveSource> {
    const own = samples.slice();
    return (await this.#ask({ kind: 'recording', samples: own, options }, 'source', [own.buffer])).source;
  }

  /** The sound taken apart. @param levels of its recording. @throws AlloyError as `recording`. */
  async source(
    samples: Float32Array,
    options: LiveSourceOptions,
    { gains, chords, shape }: SourceLevels,
  ): Promise<MadeSource> {
    const request = {
      kind: 'source',
      samples: samples.slice(),
      options,
      levels: { gains, chords, shape },
    } as const;
    return (await this.#ask(request, 'source', [request.samples.buffer])).source;
  }

  /** A source that was taken apart, as a document has it; null where it does not fit. @throws AlloyError as `recording`. */
  async code({ stored, gains, chords, shape }: MadeSource, root: MidiNote | null): Promise<string | null> {
    if (!stored) return null;
    const levels = { gains, chords, shape };
    return (await this.#ask({ kind: 'code', stored, levels, root }, 'code')).code;
  }

  /** What a document has of a source. @throws AlloyError as `recording`, 'document-damaged'. */
  async coded(code: string, root: MidiNote | null): Promise<MadeSource> {
    return (await this.#ask({ kind: 'coded', code, root }, 'source')).source;
  }

  /** A document as a link: what is tried until it fits takes a second and more. @throws AlloyError as `recording`. */
  async link(document: LinkDocument): Promise<DocumentLink> {
    return (await this.#ask({ kind: 'link', document }, 'link')).link;
  }

  /** The bytes of the engine, once each worker runs: sounds are coming. @throws AlloyError as `recording`. */
  async warm(): Promise<ArrayBuffer> {
    const [wasm] = await Promise.all(Array.from({ length: WORKERS }, () => this.engine()));
    return wasm!;
  }

  /** The bytes of engine.wasm. @throws AlloyError where they cannot be loaded. */
  async engine(): Promise<ArrayBuffer> {
    return (await this.#ask({ kind: 'engine' }, 'engine')).wasm;
  }

  close(): void {
    this.#member.leave();
  }

  async #ask<K extends LiveReply['kind']>(
    request: WithoutId<LiveRequest>,
    expected: K,
    transfer: Transferable[] = [],
  ): Promise<LiveReply & { kind: K }> {
    const reply = await this.#member.ask(request, transfer);
    if (reply.kind === 'failed') throw fromErrorMessage(reply.error);
    if (reply.kind !== expected)
      throw new Error(`The worker that takes sounds apart answered "${reply.kind}".`);
    return reply as LiveReply & { kind: K };
  }
}
