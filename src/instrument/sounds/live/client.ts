/** Requests live sources and the engine from a worker that all instruments of a page share. [page] */
import type { LiveSourceOptions } from '../../../audio/partials/live-source.js';
import type { LiveSource } from '../../../audio/partials/pack.js';
import { fromErrorMessage } from '../../../errors.js';
import { startWorker } from '../../../platform/start-worker.js';
import { WorkerShare, type WithoutId } from '../../../platform/worker-share.js';
import type { LiveReply, LiveRequest } from './messages.js';
import workerUrl from './worker.ts?worker&url';

const shared = new WorkerShare<LiveRequest, LiveReply>(
  () => startWorker(workerUrl, 'alloy-live'),
  'that takes sounds apart',
);

/** [page] */
export class LiveClient {
  readonly #member = shared.join();

  /** @throws AlloyError when the worker cannot be started, or the client was closed. */
  async source(samples: Float32Array, options: LiveSourceOptions): Promise<LiveSource> {
    const own = samples.slice();
    return (await this.#ask({ kind: 'source', samples: own, options }, 'source', [own.buffer])).source;
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
