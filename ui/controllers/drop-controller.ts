/** Accepts files that are dropped on its host. [page] */
import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { canDrop, droppedIn, type Dropped } from './dropped.js';

type Host = ReactiveControllerHost & HTMLElement;

export interface DropOptions {
  /** Whether links that are dragged from other pages are taken, too. */
  readonly links?: boolean;
}

/** Takes files that are dropped on its host; `over` is true while some hover above it. [page] */
export class DropController implements ReactiveController {
  readonly #host: Host;
  readonly #onDropped: (dropped: Dropped) => void;
  readonly #links: boolean;
  /** Enters minus leaves: children fire both, too. */
  #depth = 0;

  constructor(host: Host, onDropped: (dropped: Dropped) => void, { links = false }: DropOptions = {}) {
    this.#host = host;
    this.#onDropped = onDropped;
    this.#links = links;
    host.addController(this);
  }

  get over(): boolean {
    return this.#depth > 0;
  }

  hostConnected(): void {
    this.#host.addEventListener('dragenter', this.#onEnter);
    this.#host.addEventListener('dragover', this.#onOver);
    this.#host.addEventListener('dragleave', this.#onLeave);
    this.#host.addEventListener('drop', this.#onDrop);
  }

  hostDisconnected(): void {
    this.#host.removeEventListener('dragenter', this.#onEnter);
    this.#host.removeEventListener('dragover', this.#onOver);
    this.#host.removeEventListener('dragleave', this.#onLeave);
    this.#host.removeEventListener('drop', this.#onDrop);
    this.#setDepth(0);
  }

  #setDepth(depth: number): void {
    this.#depth = Math.max(0, depth);
    this.#host.requestUpdate();
  }

  readonly #onEnter = (event: DragEvent): void => {
    if (canDrop(event, this.#links)) this.#setDepth(this.#depth + 1);
  };

  readonly #onOver = (event: DragEvent): void => {
    if (!canDrop(event, this.#links)) return;
    event.preventDefault();
    event.dataTransfer!.dropEffect = 'copy';
  };

  readonly #onLeave = (event: DragEvent): void => {
    if (canDrop(event, this.#links)) this.#setDepth(this.#depth - 1);
  };

  readonly #onDrop = (event: DragEvent): void => {
    if (!canDrop(event, this.#links)) return;
    event.preventDefault();
    this.#setDepth(0);
    const dropped = droppedIn(event.dataTransfer);
    if (dropped.sounds.length + dropped.folders.length > 0) this.#onDropped(dropped);
  };
}
