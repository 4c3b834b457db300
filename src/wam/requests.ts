/** Keeps requests to the processor until they are answered, so that none waits for ever. [page] */
import { AlloyError } from '../errors.js';
import type { Milliseconds } from '../units.js';

/** A promise with what settles it. */
export interface Deferred<T> {
  readonly promise: Promise<T>;
  resolve(value: T): void;
  reject(error: Error): void;
}

export function deferred<T>(): Deferred<T> {
  let [resolve, reject]: [(value: T) => void, (error: Error) => void] = [() => undefined, () => undefined];
  const promise = new Promise<T>((one, other) => ([resolve, reject] = [one, other]));
  return { promise, resolve, reject };
}

/** Longest wait for an answer: the audio thread answers between two blocks, and is asked so by a host that waits. */
export const ANSWER_MILLISECONDS: Milliseconds = 10_000;

interface Waiting<T> {
  resolve(answer: T): void;
  reject(error: Error): void;
  readonly timer: ReturnType<typeof setTimeout>;
}

/** Error for a request that the audio thread does not answer. */
export function unanswered(what: string): AlloyError {
  const message =
    `The audio thread did not answer within ${ANSWER_MILLISECONDS / 1000} s (${what}). Look whether the context runs, ` +
    'and make the instance anew.';
  return new AlloyError('audio-output', what, message);
}

/** Numbered requests. Each settles: by its answer, by `end`, or by the limit. [page] */
export class Requests<T> {
  readonly #waiting = new Map<number, Waiting<T>>();
  #count = 0;
  #ended: Error | null = null;

  /** Sends a request with its number; resolves with its answer. */
  ask(what: string, send: (id: number) => void): Promise<T> {
    if (this.#ended) return Promise.reject(this.#ended);
    const id = ++this.#count;
    return new Promise<T>((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#waiting.delete(id);
        reject(unanswered(what));
      }, ANSWER_MILLISECONDS);
      this.#waiting.set(id, { resolve, reject, timer });
      send(id);
    });
  }

  answer(id: number, answer: T): void {
    const waiting = this.#take(id);
    waiting?.resolve(answer);
  }

  /** Gives all that wait this answer: whoever would give theirs is gone. */
  release(answer: T): void {
    for (const id of [...this.#waiting.keys()]) this.answer(id, answer);
  }

  /** Rejects what waits, and all that comes. */
  end(error: Error): void {
    this.#ended ??= error;
    for (const id of [...this.#waiting.keys()]) this.#take(id)?.reject(error);
  }

  #take(id: number): Waiting<T> | undefined {
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    if (waiting) clearTimeout(waiting.timer);
    return waiting;
  }
}
