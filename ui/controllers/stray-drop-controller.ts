/** Takes files and links that are dropped beside the places for them. [page] */
import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { canDrop, droppedIn, type Dropped } from './dropped.js';

type Host = ReactiveControllerHost & HTMLElement;

/** A file or a link that misses the slots must not replace the page: it goes to where there is room. [page] */
export class StrayDropController implements ReactiveController {
  readonly #host: Host;
  readonly #onDropped: (dropped: Dropped) => void;

  constructor(host: Host, onDropped: (dropped: Dropped) => void) {
    this.#host = host;
    this.#onDropped = onDropped;
    host.addController(this);
  }

  hostConnected(): void {
    this.#host.addEventListener('dragover', this.#onOver);
    this.#host.addEventListener('drop', this.#onDrop);
  }

  hostDisconnected(): void {
    this.#host.removeEventListener('dragover', this.#onOver);
    this.#host.removeEventListener('drop', this.#onDrop);
  }

  #takes(event: DragEvent): boolean {
    const typed = event.composedPath()[0] instanceof HTMLInputElement;
    return !event.defaultPrevented && canDrop(event, !typed);
  }

  readonly #onOver = (event: DragEvent): void => {
    if (!this.#takes(event)) return;
    event.preventDefault();
    event.dataTransfer!.dropEffect = 'copy';
  };

  readonly #onDrop = (event: DragEvent): void => {
    if (!this.#takes(event)) return;
    event.preventDefault();
    const dropped = droppedIn(event.dataTransfer);
    if (dropped.sounds.length + dropped.folders.length > 0) this.#onDropped(dropped);
  };
}
