/** Runs jobs in a pool of workers, one each. Jobs wait in order; a worker that fails is replaced for the next job. */
import { AlloyError, fromErrorMessage } from '../../errors.js';
import { closedError } from '../notes.js';
import type { FromWorker, Request, ToWorker } from './messages.js';
import type { Spawn, WorkerHandle } from './spawn.js';

export type Chunk = Extract<FromWorker, { kind: 'chunk' }>;
/** How a job ended: everything made, or stopped by its signal. */
export type Answer = Extract<FromWorker, { kind: 'done' | 'logits' }>;

export interface JobOptions {
  readonly onChunk?: (chunk: Chunk) => void;
  /** A job that is aborted while it waits ends at once; a running one at its next chunk. */
  readonly signal?: AbortSignal | undefined;
}

interface Job {
  readonly request: Request | null;
  readonly onChunk: (chunk: Chunk) => void;
  end(answer: Answer): void;
  fail(error: unknown): void;
}

interface Member {
  readonly handle: WorkerHandle;
  job: Job | null;
}

export class WorkerPool {
  readonly size: number;
  readonly #spawn: Spawn;
  readonly #open: ToWorker;
  readonly #members = new Set<Member>();
  readonly #waiting: Job[] = [];
  readonly #bySignal = new WeakMap<AbortSignal, Set<Job>>();
  #closed = false;

  /** @param open the first message to every worker. */
  constructor(spawn: Spawn, size: number, open: ToWorker) {
    this.size = size;
    this.#spawn = spawn;
    this.#open = open;
  }

  /** Starts one worker and waits for it, so that an environment without workers fails at once. */
  async warm(): Promise<void> {
    await this.#enter(null, {});
  }

  /** @throws AlloyError 'closed' after `close`. */
  assertOpen(): void {
    if (this.#closed) throw closedError('wasm');
  }

  /** Runs a job as soon as a worker is free. */
  run(request: Request, options: JobOptions): Promise<Answer> {
    return this.#enter(request, options);
  }

  /** Ends all workers; jobs that run or wait reject with AlloyError 'closed'. */
  close(): void {
    this.#closed = true;
    const jobs = [...[...this.#members].map((member) => member.job), ...this.#waiting];
    for (const member of this.#members) member.handle.terminate();
    this.#members.clear();
    this.#waiting.length = 0;
    for (const job of jobs) job?.fail(closedError('wasm'));
  }

  async #enter(request: Request | null, { onChunk, signal }: JobOptions): Promise<Answer> {
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
    for (const member of this.#members) {
      if (member.job === job) member.handle.post({ kind: 'abort' });
    }
  }

  /** Hands waiting jobs to free workers, new ones while there is room. */
  #assign(): void {
    while (this.#waiting.length > 0) {
      const idle = [...this.#members].find((member) => member.job === null);
      if (!idle && this.#members.size >= this.size) return;
      const job = this.#waiting.shift()!;
      try {
        const member = idle ?? this.#start();
        member.job = job;
        member.handle.hold(true);
        if (job.request) member.handle.post({ kind: 'request', request: job.request });
      } catch (error) {
        job.fail(failure(error instanceof Error ? error.message : String(error)));
      }
    }
  }

  #start(): Member {
    const handle = this.#spawn({
      onMessage: (message) => this.#receive(member, message),
      onFailure: (reason) => this.#lose(member, failure(reason)),
    });
    const member: Member = { handle, job: null };
    this.#members.add(member);
    handle.post(this.#open);
    return member;
  }

  #receive(member: Member, message: FromWorker): void {
    switch (message.kind) {
      case 'opened':
        if (member.job?.request === null) this.#free(member, { kind: 'done' });
        return;
      case 'chunk':
        try {
          member.job?.onChunk(message);
        } catch (error) {
          this.#lose(member, error); // a listener of the caller threw: its call fails, no one else's
        }
        return;
      case 'done':
      case 'logits':
        return this.#free(member, message);
      case 'failed':
        return this.#lose(member, fromErrorMessage(message.error));
    }
  }

  #free(member: Member, answer: Answer): void {
    const job = member.job;
    member.job = null;
    member.handle.hold(false);
    job?.end(answer);
    this.#assign();
  }

  #lose(member: Member, error: unknown): void {
    if (!this.#members.delete(member)) return;
    member.handle.terminate();
    member.job?.fail(error);
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
