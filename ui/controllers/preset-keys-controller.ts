/** Binds steps from preset to preset to their key combinations. [page] */
import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { isTyping } from './typing.js';
import { viewOf } from './view.js';

/** Alt with Page Up and Page Down: from anywhere on the page, unless something is typed, or its host is a guest there. [page] */
export class PresetKeysController implements ReactiveController {
  readonly #host: ReactiveControllerHost & HTMLElement;
  readonly #step: (places: number) => void;
  #view = window;
  /** Leaves keys that are pressed elsewhere on the page alone. */
  guest = false;

  constructor(host: ReactiveControllerHost & HTMLElement, step: (places: number) => void) {
    this.#host = host;
    this.#step = step;
    host.addController(this);
  }

  hostConnected(): void {
    this.#view = viewOf(this.#host);
    this.#view.addEventListener('keydown', this.#onKeyDown);
  }

  hostDisconnected(): void {
    this.#view.removeEventListener('keydown', this.#onKeyDown);
  }

  readonly #onKeyDown = (event: KeyboardEvent): void => {
    const places = event.key === 'PageDown' ? 1 : event.key === 'PageUp' ? -1 : 0;
    if (places === 0 || !event.altKey || event.ctrlKey || event.metaKey || isTyping(event)) return;
    if (this.guest && !event.composedPath().includes(this.#host)) return;
    event.preventDefault();
    this.#step(places);
  };
}
