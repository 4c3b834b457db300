/** Shows its host on the full screen, by call or by key. [page] */
import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { viewOf } from './view.js';

type Host = ReactiveControllerHost & HTMLElement;

/** Puts its host on the full screen and back; Alt with Enter does so, too, while the host has the focus or nothing has. [page] */
export class FullScreenController implements ReactiveController {
  readonly #host: Host;
  readonly #wanted: () => boolean;
  #view = window;

  /** @param wanted whether the host may fill the screen at all. */
  constructor(host: Host, wanted: () => boolean) {
    this.#host = host;
    this.#wanted = wanted;
    host.addController(this);
  }

  /** Null where it cannot. */
  get active(): boolean | null {
    if (!this.#wanted() || !this.#host.ownerDocument.fullscreenEnabled) return null;
    return this.#host.matches(':fullscreen');
  }

  hostConnected(): void {
    this.#view = viewOf(this.#host);
    this.#view.addEventListener('keydown', this.#onKey);
    this.#host.addEventListener('fullscreenchange', this.#onChange);
  }

  hostDisconnected(): void {
    this.#view.removeEventListener('keydown', this.#onKey);
    this.#host.removeEventListener('fullscreenchange', this.#onChange);
  }

  /** Rejections are the browser's refusals, which leave everything as it is. */
  readonly toggle = (): void => {
    const { active } = this;
    if (active === null) return;
    const done = active ? this.#host.ownerDocument.exitFullscreen() : this.#host.requestFullscreen();
    done.catch(() => this.#host.requestUpdate());
  };

  readonly #onKey = (event: KeyboardEvent): void => {
    if (event.key !== 'Enter' || !event.altKey || event.ctrlKey || event.metaKey || event.repeat) return;
    const path = event.composedPath();
    if (path[0] !== this.#view.document.body && !path.includes(this.#host)) return;
    event.preventDefault();
    this.toggle();
  };

  readonly #onChange = (): void => this.#host.requestUpdate();
}
