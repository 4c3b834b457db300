/** Makes files of notes on threads of their own, so that whoever feeds the generator never waits for them. [Node] */
import { Worker } from 'node:worker_threads';
import { AlloyError, fromErrorMessage, type ErrorMessage } from '../errors.js';
import { fromSource } from '../platform/assets.js';
import type { FinishedNote, UnfinishedNote } from './finish-note.js';

export interface FinishRequest {
  readonly id: number;
  readonly note: UnfinishedNote;
}

export type FinishReply = { readonly id: number } & (
  { readonly made: FinishedNote } | { readonly error: ErrorMessage }
);

/** Generators that one thread keeps up with: a note's sound takes a tenth of its codes. */
const GENERATORS_A_THREAD = 5;

interface Pending {
  resolve(made: FinishedNote): void;
  reject(error: unknown): void;
}

/** A thread, and what was asked of it. */
interface Member {
  readonly worker: Worker;
  readonly pending: Map<number, Pending>;
}

/** Notes are finished in any order. A thread that fails takes its notes with it, and is replaced for the next one. */
export class NoteFinisher {
  readonly threads: number;
  readonly #members = new Set<Member>();
  #next = 1;

  /** @param generators workers that make codes. */
  constructor(generators: number) {
    this.threads = Math.ceil(generators / GENERATORS_A_THREAD);
  }

  /** @throws AlloyError 'no-backend' where its thread failed. */
  finish(note: UnfinishedNote): Promise<FinishedNote> {
    const member = this.#leastBusy();
    const id = this.#next++;
    return new Promise((resolve, reject) => {
      member.pending.set(id, { resolve, reject });
      member.worker.ref();
      member.worker.postMessage({ id, note } satisfies FinishRequest);
    });
  }

  close(): void {
    for (const { worker } of this.#members) void worker.terminate();
    this.#members.clear();
  }

  #leastBusy(): Member {
    const [least] = [...this.#members].sort((a, b) => a.pending.size - b.pending.size);
    return least && (least.pending.size === 0 || this.#members.size >= this.threads) ? least : this.#start();
  }

  #start(): Member {
    const entry = fromSource ? './finish-worker-source.js' : './finish-worker.js';
    const worker = new Worker(new URL(entry, import.meta.url), { execArgv: [] });
    const member: Member = { worker, pending: new Map() };
    this.#members.add(member);
    worker.unref(); // does not keep the process while it has nothing to do
    worker.on('message', (reply: FinishReply) => {
      const pending = member.pending.get(reply.id);
      member.pending.delete(reply.id);
      if (member.pending.size === 0) worker.unref();
      if ('made' in reply) pending?.resolve(reply.made);
      else pending?.reject(fromErrorMessage(reply.error));
    });
    const lose = (reason: string): void => {
      this.#members.delete(member);
      const message = `A thread that makes files of notes failed: ${reason}. Rendering again makes its notes.`;
      for (const { reject } of member.pending.values())
        reject(new AlloyError('no-backend', 'note-finisher', message));
      member.pending.clear();
    };
    worker.on('error', (error) => lose(error.message));
    worker.on('exit', (code) => lose(`it ended with code ${code}`));
    return member;
  }
}
