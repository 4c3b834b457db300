/**
 * Runs jobs in a pool of workers, in each as many at a time as a batch has items. Jobs wait in order and go to the worker that has the
 * fewest; a worker that fails is
 * replaced for the next job.
 */
import { AlloyError, fromErrorMessage } from '../../errors.js';
import { closedError } from '../notes.js';
import type { FromWorker, OpenMessage, Request, ToWorker } from './messages.js';
import type { Spawn, WorkerHandle } from './spawn.js';

export type Chunk = Extract<FromWorker, { kind: 'chunk' }>;
/** How a job ended: everything made, or stopped by its signal. */
export type Answer = { readonly kind: 'done' } | Extract<FromWorker, { kind: 'logits' }>;

export interface JobOptions {
  readonly onChunk?: (chunk: Chunk) => void;
  /** A job that is aborted while it waits ends at once; a running one at its next chunk. */
  readonly signal?: AbortSignal | undefined;
}

interface Job {
  readonly request: Request;
  readonly onChunk: (chunk: Chunk) => void;
  end(answer: Answer): void;
  fail(error: unknown): void;
}

function ignore(): void {
  // what a failed job still says
}

/** Takes the place of a job that has failed while its worker still works at it. */
const FAILED = { onChunk: ignore, end: ignore, fail: ignore };

interface Member {
  readonly handle: WorkerHandle;
  /** The job of each item of the batch; null: it is free. */
  readonly jobs: (Job | typeof FAILED | null)[];
}

function jobsOf({ jobs }: Member): (Job | typeof FAILED)[] {
  return jobs.filter((job) => job !== null);
}

export class WorkerPool {
  readonly size: number;
  readonly #batch: number;
  readonly #spawn: Spawn;
  readonly #open: ToWorker;
  readonly #members = new Set<Member>();
  readonly #waiting: Job[] = [];
  readonly #bySignal = new WeakMap<AbortSignal, Set<Job>>();
  #closed = false;

  /** @param open the first message to every worker. */
  constructor(spawn: Spawn, size: number, open: OpenMessage) {
    this.size = size;
    this.#batch = open.batch ?? 1;
    this.#spawn = spawn;
    this.#open = open;
  }

  /** Starts one worker, unless there is one: the first job finds it ready. What is wrong with workers, that job is told. */
  warm(): void {
    if (this.#closed || this.#members.size > 0) return;
    try {
      this.#start().handle.hold(false);
    } catch {
      // tried again with the first job, which fails
    }
  }

  /** @throws AlloyError 'closed' after `close`. */
  assertOpen(): void {
    if (this.#closed) throw closedError('wasm');
  }

  /** Runs a job as soon as a worker is free. */
  async run(request: Request, { onChunk, signal }: JobOptions): Promise<Answer> {
    this.assertOpen();
    if (signal?.aborted) return { kind: 'done' };
    let job: Job | undefined;
    try {
      return await new Promise<Answer>((end, fail) => {
        job = { request, onChunk: onChunk ?? (() => undefined), end, fail };
        if (signal) this.#abortable(signal).add(job);
        this.#waiting.push(job);
        this.#assign();
      });
    } finally {
      if (job && signal) this.#abortable(signal).delete(job);
    }
  }

  /** Ends all workers; jobs that run or wait reject with AlloyError 'closed'. */
  close(): void {
    this.#closed = true;
    const jobs = [...[...this.#members].flatMap(jobsOf), ...this.#waiting];
    for (const member of this.#members) member.handle.terminate();
    this.#members.clear();
    this.#waiting.length = 0;
    for (const job of jobs) job.fail(closedError('wasm'));
  }

  /** Jobs that end with a signal. One listener serves all: a render has more notes than Node likes listeners. */
  #abortable(signal: AbortSignal): Set<Job> {
    const known = this.#bySignal.get(signal);
    if (known) return known;
    const jobs = new Set<Job>();
    this.#bySignal.set(signal, jobs);
    signal.addEventListener('abort', () => [...jobs].forEach((job) => this.#abort(job)), { once: true });
    return jobs;
  }

  #abort(job: Job): void {
    const place = this.#waiting.indexOf(job);
    if (place >= 0) {
      this.#waiting.splice(place, 1);
      job.end({ kind: 'done' });
      return;
    }
    for (const { handle, jobs } of this.#members) {
      const item = jobs.indexOf(job);
      if (item >= 0) handle.post({ kind: 'abort', item });
    }
  }

  /** Hands waiting jobs to the workers that have the fewest, new ones while there is room. */
  #assign(): void {
    while (this.#waiting.length > 0) {
      const member = this.#freest();
      if (!member && this.#members.size >= this.size) return;
      const job = this.#waiting.shift()!;
      try {
        this.#give(member ?? this.#start(), job);
      } catch (error) {
        job.fail(failure(error instanceof Error ? error.message : String(error)));
      }
    }
  }

  /** The worker with the fewest jobs, unless a new one would have fewer, or the whole batch is taken. */
  #freest(): Member | undefined {
    let best: Member | undefined;
    let fewest = this.#members.size < this.size ? 1 : this.#batch;
    for (const member of this.#members) {
      const jobs = jobsOf(member).length;
      if (jobs >= fewest) continue;
      fewest = jobs;
      best = member;
    }
    return best;
  }

  #give({ handle, jobs }: Member, job: Job): void {
    const item = jobs.indexOf(null);
    jobs[item] = job;
    handle.hold(true);
    handle.post({ kind: 'request', item, request: job.request });
  }

  #start(): Member {
    const handle = this.#spawn({
      onMessage: (message) => this.#receive(member, message),
      onFailure: (reason) => this.#lose(member, failure(reason)),
    });
    const member: Member = { handle, jobs: Array.from({ length: this.#batch }, () => null) };
    this.#members.add(member);
    handle.post(this.#open);
    return member;
  }

  #receive(member: Member, message: FromWorker): void {
    switch (message.kind) {
      case 'chunk': {
        const job = member.jobs[message.item];
        try {
          job?.onChunk(message);
        } catch (error) {
          // A listener of the caller threw: its call fails, no one else's. The item is free again when its worker says so.
          job?.fail(error);
          member.jobs[message.item] = FAILED;
          member.handle.post({ kind: 'abort', item: message.item });
        }
        return;
      }
      case 'done':
        return this.#free(member, message.item, { kind: 'done' });
      case 'logits':
        return this.#free(member, message.item, message);
      case 'failed':
        return this.#lose(member, fromErrorMessage(message.error));
    }
  }

  #free(member: Member, item: number, answer: Answer): void {
    const job = member.jobs[item];
    member.jobs[item] = null;
    if (jobsOf(member).length === 0) member.handle.hold(false);
    job?.end(answer);
    this.#assign();
  }

  #lose(member: Member, error: unknown): void {
    if (!this.#members.delete(member)) return;
    member.handle.terminate();
    for (const job of jobsOf(member)) job.fail(error);
    this.#assign();
  }
}

function failure(reason: string): AlloyError {
  return new AlloyError(
    'no-backend',
    'wasm',
    `A render worker failed: ${reason}. What was rendered before is kept; rendering again starts a new worker.`,
  );
}
