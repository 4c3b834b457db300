import type { ReactiveController, ReactiveControllerHost } from 'lit';

type Host = ReactiveControllerHost & HTMLElement;

function hasFiles(event: DragEvent): boolean {
  return event.dataTransfer?.types.includes('Files') ?? false;
}

/** Takes files that are dropped on its host; `over` is true while some hover above it. [page] */
export class DropController implements ReactiveController {
  readonly #host: Host;
  readonly #onFiles: (files: readonly File[]) => void;
  /** Enters minus leaves: children fire both, too. */
  #depth = 0;

  constructor(host: Host, onFiles: (files: readonly File[]) => void) {
    this.#host = host;
    this.#onFiles = onFiles;
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
    if (hasFiles(event)) this.#setDepth(this.#depth + 1);
  };

  readonly #onOver = (event: DragEvent): void => {
    if (!hasFiles(event)) return;
    event.preventDefault();
    event.dataTransfer!.dropEffect = 'copy';
  };

  readonly #onLeave = (event: DragEvent): void => {
    if (hasFiles(event)) this.#setDepth(this.#depth - 1);
  };

  readonly #onDrop = (event: DragEvent): void => {
    if (!hasFiles(event)) return;
    event.preventDefault();
    this.#setDepth(0);
    const files = [...(event.dataTransfer?.files ?? [])];
    if (files.length > 0) this.#onFiles(files);
  };
}
