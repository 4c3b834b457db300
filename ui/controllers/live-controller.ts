/** Subscribes its host to live readings while it is on the page. [page] */
import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { LiveListener, LiveSource } from './live-feed.js';

/** Subscribes a host's listener to a source of readings while the host is on the page. [page] */
export class LiveController implements ReactiveController {
  readonly #listener: LiveListener;
  #source: LiveSource | null = null;
  #connected = false;
  #leave: (() => void) | null = null;

  constructor(host: ReactiveControllerHost, listener: LiveListener) {
    this.#listener = listener;
    host.addController(this);
  }

  get source(): LiveSource | null {
    return this.#source;
  }

  set source(source: LiveSource | null) {
    if (source === this.#source) return;
    this.#source = source;
    this.#follow();
  }

  hostConnected(): void {
    this.#connected = true;
    this.#follow();
  }

  hostDisconnected(): void {
    this.#connected = false;
    this.#follow();
  }

  #follow(): void {
    this.#leave?.();
    this.#leave = this.#connected ? (this.#source?.subscribe(this.#listener) ?? null) : null;
  }
}
