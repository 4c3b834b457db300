/** Shares workers among those of a page that ask them for something: each gets one answer in turn. [page] */
import { AlloyError } from '../errors.js';
import type { StartedWorker } from './start-worker.js';

interface Numbered {
  readonly id: number;
}

/** A request before it has its id. */
export type WithoutId<T> = T extends unknown ? Omit<T, 'id'> : never;

/** A request that waits, or is being answered. */
interface Pending<Request, Reply> {
  readonly member: WorkerMember<Request, Reply>;
  readonly request: WithoutId<Request>;
  readonly transfer: Transferable[];
  resolve(reply: Reply): void;
  reject(error: Error): void;
}

/** What a member knows of the share that it belongs to. */
interface Share<Request, Reply> {
  ask(
    member: WorkerMember<Request, Reply>,
    request: WithoutId<Request>,
    transfer: Transferable[],
  ): Promise<Reply>;
  leave(member: WorkerMember<Request, Reply>): void;
}

/** A worker, and what it is at. */
interface Lane<Request, Reply> {
  readonly worker: Worker;
  running: Pending<Request, Reply> | null;
  /** Of the request that it was sent last. */
  id: number;
}

/**
 * Workers that start with the first requests and end when the last member leaves. Each has one request at a time, and the
 * members take turns: who asks for much does not keep others waiting. [page]
 */
export class WorkerShare<Request extends Numbered, Reply extends Numbered> implements Share<Request, Reply> {
  readonly #start: () => StartedWorker;
  readonly #purpose: string;
  readonly #most: number;
  readonly #members = new Set<WorkerMember<Request, Reply>>();
  #lanes: Lane<Request, Reply>[] = [];
  #waiting: Pending<Request, Reply>[] = [];
  #id = 0;

  /**
   * @param purpose what the worker is for, as “that prepares sounds”.
   * @param most workers at once: another one starts where a request would wait.
   */
  constructor(start: () => StartedWorker, purpose: string, most = 1) {
    this.#start = start;
    this.#purpose = purpose;
    this.#most = most;
  }

  join(): WorkerMember<Request, Reply> {
    return new WorkerMember(this);
  }

  /** For members. */
  ask(
    member: WorkerMember<Request, Reply>,
    request: WithoutId<Request>,
    transfer: Transferable[],
  ): Promise<Reply> {
    this.#members.add(member);
    return new Promise((resolve, reject) => {
      this.#waiting.push({ member, request, transfer, resolve, reject });
      this.#next();
    });
  }

  /** For members. What one asked for rejects with AlloyError 'closed'. */
  leave(member: WorkerMember<Request, Reply>): void {
    if (!this.#members.delete(member)) return;
    const closed = new AlloyError('closed', 'instrument', 'The instrument was closed.');
    for (const pending of [...this.#waiting, ...this.#running]) {
      if (pending.member === member) pending.reject(closed);
    }
    this.#waiting = this.#waiting.filter((pending) => pending.member !== member);
    if (this.#members.size === 0) this.#stop();
  }

  get #running(): Pending<Request, Reply>[] {
    return this.#lanes.flatMap(({ running }) => running ?? []);
  }

  /** Sends the next request to a worker that has none. */
  #next(last: WorkerMember<Request, Reply> | null = null): void {
    const idle = this.#lanes.find(({ running }) => !running);
    if (!idle && this.#lanes.length >= this.#most) return;
    const other = this.#waiting.findIndex(({ member }) => member !== last);
    const [next] = this.#waiting.splice(Math.max(0, other), 1);
    if (!next) return;
    let lane = idle;
    try {
      lane ??= this.#open();
      lane.running = next;
      lane.id = ++this.#id;
      lane.worker.postMessage({ ...next.request, id: lane.id }, next.transfer);
    } catch (error) {
      if (lane) lane.running = null;
      next.reject(error instanceof Error ? error : new Error(String(error)));
      this.#next();
    }
  }

  #open(): Lane<Request, Reply> {
    const { worker, failure } = this.#start();
    const lane: Lane<Request, Reply> = { worker, running: null, id: 0 };
    this.#lanes.push(lane);
    worker.addEventListener('message', ({ data }: MessageEvent<Reply>) => {
      const answered = lane.running;
      if (!this.#lanes.includes(lane) || !answered || data.id !== lane.id) return;
      lane.running = null;
      answered.resolve(data);
      this.#next(answered.member);
    });
    worker.addEventListener('error', (event) => {
      event.preventDefault(); // it is told below
      if (!this.#lanes.includes(lane)) return;
      const failed = [...this.#running, ...this.#waiting];
      this.#waiting = [];
      this.#stop();
      const error = failure(event, `The worker ${this.#purpose}`);
      for (const { reject } of failed) reject(error);
    });
    return lane;
  }

  #stop(): void {
    for (const { worker } of this.#lanes) worker.terminate();
    this.#lanes = [];
  }
}

/** One that shares a worker. [page] */
export class WorkerMember<Request, Reply> {
  readonly #share: Share<Request, Reply>;
  #left = false;

  constructor(share: Share<Request, Reply>) {
    this.#share = share;
  }

  /** The worker's answer; what is transferred goes when its turn comes. @throws AlloyError 'closed' after `leave`. */
  async ask(request: WithoutId<Request>, transfer: Transferable[] = []): Promise<Reply> {
    if (this.#left) throw new AlloyError('closed', 'instrument', 'The instrument was closed.');
    return this.#share.ask(this, request, transfer);
  }

  /** Ends the worker with the last member. What is pending rejects with AlloyError 'closed'. */
  leave(): void {
    this.#left = true;
    this.#share.leave(this);
  }
}
