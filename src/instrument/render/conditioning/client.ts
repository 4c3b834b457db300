/** Conditions key zones in a worker, in the order asked for. [page] */
import type { NoteAir } from '../../../audio/air/full-band.js';
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
    const reply = await this.#member.ask({ kind: 'condition', layers, options });
    if (reply.kind === 'failed') throw fromErrorMessage(reply.error);
    if (reply.kind !== 'conditioned') throw new Error(`The conditioning worker answered "${reply.kind}".`);
    return reply.keyZone;
  }

  /** A whole note at 48 kHz with its air: see fullBand. @throws AlloyError 'closed'. */
  async fullBand(samples: Float32Array, air: NoteAir): Promise<Float32Array> {
    const reply = await this.#member.ask({ kind: 'fullBand', samples, air });
    if (reply.kind === 'failed') throw fromErrorMessage(reply.error);
    if (reply.kind !== 'fullBand') throw new Error(`The conditioning worker answered "${reply.kind}".`);
    return reply.samples;
  }

  /** Lets go of the worker; what is pending rejects with AlloyError 'closed'. */
  close(): void {
    this.#member.leave();
  }
}
