/** Resumes an audio context: browsers start it suspended, and interrupt it for a call or a locked screen. [page] */
import type { Milliseconds } from '../../units.js';

/** What is read of an audio context. Its state is more than the types say: iOS has 'interrupted', too. */
export interface WakeableContext {
  readonly state: string;
  resume(): Promise<void>;
  addEventListener(type: 'statechange', listener: () => void): void;
  removeEventListener?(type: 'statechange', listener: () => void): void;
}

/**
 * 'blocked': the browser lets no sound out before somebody taps; 'closed': the device took the output away for good;
 * 'resting': whoever owns the context has suspended it.
 */
export type WakeState = 'running' | 'blocked' | 'closed' | 'resting';

export interface AudioWakerOptions {
  /** False for a context of somebody else: it is resumed when `wake` is called, and left alone when it is suspended. */
  readonly keepsRunning?: boolean;
  readonly onState: (state: WakeState) => void;
  /** Calls back after a time, until the function that it returns is called; timers unless given. */
  readonly later?: (callback: () => void, milliseconds: Milliseconds) => () => void;
  /** Where visibility changes are heard; the page's document unless given. */
  readonly page?: Pick<Document, 'visibilityState' | 'addEventListener' | 'removeEventListener'>;
}

/** Time in which a browser opens its audio device; a context that is not running by then waits for a user gesture. */
const PATIENCE_MILLISECONDS: Milliseconds = 500;

function byTimer(callback: () => void, milliseconds: Milliseconds): () => void {
  const timer = setTimeout(callback, milliseconds);
  return () => clearTimeout(timer);
}

/**
 * Resumes a context whenever it is not running: at each call of `wake`, and unless it is somebody else's, when its state
 * changes, and when the page is seen again. `resume()` may be refused, or stay pending for ever (before a gesture, in Chromium): both are 'blocked', until it
 * runs after all. Nothing here rejects. [page]
 */
export class AudioWaker {
  readonly #context: WakeableContext;
  readonly #options: AudioWakerOptions;
  readonly #page: NonNullable<AudioWakerOptions['page']>;
  #told: WakeState | null = null;
  /** Sound was asked for: from then on the context is kept running. */
  #wanted = false;
  /** Stops the wait for an answer; null: nothing is waited for. */
  #stopWaiting: (() => void) | null = null;
  /** Calls of `wake` that have no answer yet. */
  #waiting: (() => void)[] = [];
  #closed = false;

  constructor(context: WakeableContext, options: AudioWakerOptions) {
    this.#context = context;
    this.#options = options;
    this.#page = options.page ?? document;
    context.addEventListener('statechange', this.#onState);
    this.#page.addEventListener('visibilitychange', this.#onVisibility);
  }

  /** Tells the state as it is, where there is something to tell. */
  look(): void {
    this.#settled();
  }

  /** Call from every gesture, and before every sound. Resolves once the context runs, or does not for now. */
  wake(): Promise<void> {
    this.#wanted = true;
    if (this.#settled()) return Promise.resolve();
    const answered = new Promise<void>((resolve) => this.#waiting.push(resolve));
    this.#resume();
    return answered;
  }

  /** The context is about to be closed by its owner: nothing more is told. */
  close(): void {
    this.#closed = true;
    this.#context.removeEventListener?.('statechange', this.#onState);
    this.#page.removeEventListener('visibilitychange', this.#onVisibility);
    this.#answer();
  }

  readonly #onState = (): void => this.#changed();

  readonly #onVisibility = (): void => {
    if (this.#page.visibilityState === 'visible') this.#changed();
  };

  #changed(): void {
    if (this.#closed || this.#settled()) return;
    if (this.#options.keepsRunning === false) {
      if (this.#told === 'running') this.#tell('resting');
    } else if (this.#wanted) this.#resume();
  }

  #resume(): void {
    this.#stopWaiting ??= (this.#options.later ?? byTimer)(() => this.#refused(), PATIENCE_MILLISECONDS);
    try {
      // Resolved is not running yet: iOS resolves and stays interrupted.
      this.#context.resume().then(
        () => void this.#settled(),
        () => this.#refused(),
      );
    } catch {
      this.#refused();
    }
  }

  #refused(): void {
    if (this.#closed || this.#settled()) return;
    this.#tell('blocked');
    this.#answer();
  }

  /** @returns true where there is nothing to be done: it runs, or it is closed. */
  #settled(): boolean {
    const { state } = this.#context;
    if (state !== 'running' && state !== 'closed') return false;
    if (!this.#closed) this.#tell(state);
    this.#answer();
    return true;
  }

  #answer(): void {
    this.#stopWaiting?.();
    this.#stopWaiting = null;
    for (const resolve of this.#waiting.splice(0)) resolve();
  }

  #tell(state: WakeState): void {
    if (state === this.#told) return;
    this.#told = state;
    this.#options.onState(state);
  }
}
