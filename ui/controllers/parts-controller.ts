/** Loads the parts that an instrument's face needs, and remembers which could not be had. [page] */
import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { loadPart, type PartName } from '../parts.js';
import { loadMoreStrings } from '../strings.js';

/** Whatever somebody is about to do, by mouse, finger or keyboard, one of these comes first. */
const TOUCHES = ['pointerover', 'pointerdown', 'focusin', 'keydown'] as const;

/**
 * What the face needs beyond its first sight: parts, as they are shown; and once somebody touches it, those that a hand opens,
 * and the words that explain. [page]
 */
export class PartsController implements ReactiveController {
  readonly #host: ReactiveControllerHost & HTMLElement;
  readonly #asked = new Map<string, () => Promise<void>>();
  readonly #coming = new Map<string, Promise<void>>();
  #failed = false;
  #generation = 0;

  constructor(host: ReactiveControllerHost & HTMLElement) {
    this.#host = host;
    host.addController(this);
  }

  /** Whether something that is needed could not be fetched. */
  get failed(): boolean {
    return this.#failed;
  }

  /**
   * Another number where what is drawn has to be made anew: browsers bring elements to life only in the document that they are
   * defined in, and in none that a face was moved to.
   */
  get generation(): number {
    return this.#generation;
  }

  /** Resolves once all that was asked for is there, or cannot be had; null: nothing is on its way. */
  get coming(): Promise<void> | null {
    if (this.#coming.size === 0) return null;
    return Promise.allSettled(this.#coming.values()).then(() => undefined);
  }

  /** Asks for a part, the first time that it is called. Resolves once it is there, or cannot be had. */
  need(name: PartName): Promise<void> {
    this.#ask(name, () => loadPart(name));
    return this.#coming.get(name) ?? Promise.resolve();
  }

  /** Asks again for what could not be had. */
  retry(): void {
    this.#failed = false;
    this.#host.requestUpdate();
    for (const [name, load] of this.#asked) this.#load(name, load);
  }

  hostConnected(): void {
    for (const type of TOUCHES) this.#host.addEventListener(type, this.#onTouch, { passive: true });
  }

  hostDisconnected(): void {
    this.#forgetTouches();
  }

  #ask(name: string, load: () => Promise<void>): void {
    if (this.#asked.has(name)) return;
    this.#asked.set(name, load);
    this.#load(name, load);
  }

  #load(name: string, load: () => Promise<void>): void {
    const coming = load().then(
      () => {
        this.#asked.set(name, () => Promise.resolve());
        if (this.#host.ownerDocument !== document) this.#generation++;
        this.#host.requestUpdate(); // without what stood for it
      },
      () => {
        this.#failed = true;
        this.#host.requestUpdate();
      },
    );
    this.#coming.set(name, coming);
    void coming.then(() => this.#coming.delete(name));
  }

  #forgetTouches(): void {
    for (const type of TOUCHES) this.#host.removeEventListener(type, this.#onTouch);
  }

  readonly #onTouch = (): void => {
    this.#forgetTouches();
    void this.need('menu');
    void this.need('play');
    void this.need('presets');
    void this.need('songs');
    this.#ask('words', loadMoreStrings);
  };
}
