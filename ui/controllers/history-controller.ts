/** Binds undo and redo to their key combinations. [page] */
import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { isTyping } from './typing.js';
import { viewOf } from './view.js';

export interface HistoryActions {
  undo(): void;
  redo(): void;
}

/**
 * Undo and redo by keyboard: Ctrl or Cmd with Z, with Shift too (or Ctrl with Y) to redo. Within the host, and anywhere
 * on the page while nothing else has the focus, unless it is a guest there; in a text field the browser's own undo stays. [page]
 */
export class HistoryController implements ReactiveController {
  readonly #host: ReactiveControllerHost & HTMLElement;
  readonly #actions: HistoryActions;
  #view = window;
  /** Leaves keys that are pressed elsewhere on the page alone. */
  guest = false;

  constructor(host: ReactiveControllerHost & HTMLElement, actions: HistoryActions) {
    this.#host = host;
    this.#actions = actions;
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
    if (!(event.ctrlKey || event.metaKey) || event.altKey || event.defaultPrevented || isTyping(event))
      return;
    const [target] = event.composedPath();
    const ours =
      event.composedPath().includes(this.#host) || (!this.guest && target === this.#view.document.body);
    if (!ours) return;
    const key = event.key.toLowerCase();
    if (key === 'z' && !event.shiftKey) this.#actions.undo();
    else if (key === 'z' || (key === 'y' && event.ctrlKey)) this.#actions.redo();
    else return;
    event.preventDefault();
  };
}
