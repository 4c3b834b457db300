/** Gives the instruments that share a render engine their turns: one batch of notes each, the key under a hand first. [page] */
import type { RenderedNote, RenderNote, RenderOptions } from './notes.js';

/** Renders notes; aborted, it resolves with what was made: see RenderClient.render. */
export type RenderBatch = (notes: readonly RenderNote[], options: RenderOptions) => Promise<RenderedNote[]>;

interface Turn {
  readonly user: object;
  readonly notes: readonly RenderNote[];
  readonly options: RenderOptions;
  urgent: boolean;
  resolve(notes: RenderedNote[]): void;
  reject(error: unknown): void;
}

interface Running {
  readonly turn: Turn;
  /** Ends the batch early. */
  readonly abort: AbortController;
  /** Another one had to go before: the rest is made later. */
  givesWay: boolean;
}

/**
 * The renders that wait for one engine. [page] Each user has a batch at a time, in the order in which they came. One that
 * cannot wait goes first, and breaks off a batch of somebody else, which loses nothing: what was made of it is in the
 * engine's cache, comes again, and the rest follows.
 */
export class Turns {
  readonly #render: RenderBatch;
  readonly #waiting: Turn[] = [];
  #running: Running | null = null;

  constructor(render: RenderBatch) {
    this.#render = render;
  }

  /** Renders when the turn has come. @param urgent for a key that is played. */
  ask(
    user: object,
    notes: readonly RenderNote[],
    options: RenderOptions,
    urgent: boolean,
  ): Promise<RenderedNote[]> {
    return new Promise((resolve, reject) => {
      const turn: Turn = { user, notes, options, urgent, resolve, reject };
      options.signal?.addEventListener('abort', () => this.#onAbort(turn), { once: true });
      if (options.signal?.aborted) return resolve(nothingOf(notes));
      this.#waiting.push(turn);
      if (urgent) this.makeWay(user);
      this.#next();
    });
  }

  /** What a user waits for cannot wait any more. */
  hurry(user: object): void {
    const turn = this.#waiting.find((one) => one.user === user);
    if (!turn || turn.urgent) return;
    turn.urgent = true;
    this.makeWay(user);
  }

  /** Breaks off the batch of somebody else, unless that is urgent. */
  makeWay(user: object): void {
    const running = this.#running;
    if (!running || running.turn.user === user || running.turn.urgent) return;
    running.givesWay = true;
    running.abort.abort();
  }

  /** Forgets a user, whose batch that runs is broken off. */
  leave(user: object): void {
    for (let i = this.#waiting.length - 1; i >= 0; i--) {
      if (this.#waiting[i]!.user === user) this.#waiting.splice(i, 1);
    }
    if (this.#running?.turn.user === user) {
      this.#running.givesWay = false;
      this.#running.abort.abort();
    }
  }

  #onAbort(turn: Turn): void {
    const place = this.#waiting.indexOf(turn);
    if (place >= 0) {
      this.#waiting.splice(place, 1);
      turn.resolve(nothingOf(turn.notes));
    } else if (this.#running?.turn === turn) {
      this.#running.givesWay = false;
      this.#running.abort.abort();
    }
  }

  #next(): void {
    if (this.#running) return;
    const urgent = this.#waiting.findIndex((turn) => turn.urgent);
    const [turn] = this.#waiting.splice(Math.max(0, urgent), 1);
    if (!turn) return;
    const running: Running = { turn, abort: new AbortController(), givesWay: false };
    this.#running = running;
    this.#render(turn.notes, { ...turn.options, signal: running.abort.signal })
      .then(
        (notes) => {
          const rest = running.givesWay && notes.some(({ complete }) => !complete);
          if (rest) this.#waiting.unshift(turn);
          else turn.resolve(notes);
        },
        (error: unknown) => turn.reject(error),
      )
      .finally(() => {
        this.#running = null;
        this.#next();
      });
  }
}

/** Notes of a render that was given up before it began. */
function nothingOf(notes: readonly RenderNote[]): RenderedNote[] {
  return notes.map(({ id, rootMidi }) => {
    return {
      id,
      rootMidi,
      samples: new Float32Array(0),
      codes: new Uint8Array(0),
      complete: false,
      air: null,
    };
  });
}
