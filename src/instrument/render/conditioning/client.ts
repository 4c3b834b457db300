/** Conditions key zones in a worker, in the order asked for. [page] */
import type { KeyZoneOptions, ConditionedZone } from '../../../audio/conditioning/types.js';
import { fromErrorMessage } from '../../../errors.js';
import { startWorker } from '../../../platform/start-worker.js';
import { WorkerShare } from '../../../platform/worker-share.js';
import type { ConditioningReply, ConditioningRequest } from './messages.js';
import workerUrl from './worker.ts?worker&url';

/** The worker of all instruments of a page. */
const shared = new WorkerShare<ConditioningRequest, ConditioningReply>(
  () => startWorker(workerUrl, 'alloy-condition'),
  'that conditions key zones',
);

/** Conditions key zones in a worker that all instruments of a page share, in the order of the calls. [page] */
export class ConditioningClient {
  readonly #member = shared.join();

  /** See conditionZone; `layers` are copied. @throws AlloyError as it does, and 'closed'. */
  async condition(layers: readonly Float32Array[], options: KeyZoneOptions): Promise<ConditionedZone> {
    const reply = await this.#member.ask({ layers, options });
    if (reply.kind === 'failed') throw fromErrorMessage(reply.error);
    return reply.keyZone;
  }

  /** Lets go of the worker; what is pending rejects with AlloyError 'closed'. */
  close(): void {
    this.#member.leave();
  }
}
