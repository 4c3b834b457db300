/** Leaves what is open on its host by the key Escape. [page] */
import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { isTyping } from './typing.js';
import { viewOf } from './view.js';

/**
 * Escape within its host, or anywhere on the page while nothing has the focus; not where it ends typing, or closes what is
 * open above the host: a list, a dialog. [page]
 */
export class EscapeController implements ReactiveController {
  readonly #host: ReactiveControllerHost & HTMLElement;
  readonly #leave: () => void;
  #view = window;

  constructor(host: ReactiveControllerHost & HTMLElement, leave: () => void) {
    this.#host = host;
    this.#leave = leave;
    host.addController(this);
  }

  hostConnected(): void {
    this.#view = viewOf(this.#host);
    this.#view.addEventListener('keydown', this.#onKeyDown, true);
  }

  hostDisconnected(): void {
    this.#view.removeEventListener('keydown', this.#onKeyDown, true);
  }

  /** Before anybody else: what the key closes is still open. */
  readonly #onKeyDown = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape' || event.defaultPrevented || isTyping(event)) return;
    const path = event.composedPath();
    if (path[0] !== this.#view.document.body && !path.includes(this.#host)) return;
    const above = path.some((one) => 'matches' in one && (one as Element).matches(':popover-open, dialog'));
    if (!above) this.#leave();
  };
}
