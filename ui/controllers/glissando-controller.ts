import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { MidiNote, Velocity } from '../../src/units.js';

export interface GlissandoActions {
  press(source: string, key: MidiNote, velocity: Velocity): void;
  release(source: string): void;
}

const SOFTEST = 36;

/**
 * Plays keys (elements with `data-key`) by any number of pointers at once; sliding from key to key is a
 * glissando, and the lower on a key, the louder. Attach `onPointer…` to the element around the keys. [page]
 */
export class GlissandoController implements ReactiveController {
  readonly #host: ReactiveControllerHost & HTMLElement;
  readonly #actions: GlissandoActions;
  readonly #pointers = new Set<number>();

  constructor(host: ReactiveControllerHost & HTMLElement, actions: GlissandoActions) {
    this.#host = host;
    this.#actions = actions;
    host.addController(this);
  }

  hostConnected(): void {
    addEventListener('blur', this.#onBlur);
  }

  hostDisconnected(): void {
    removeEventListener('blur', this.#onBlur);
    this.#onBlur();
  }

  readonly onPointerDown = (event: PointerEvent): void => {
    if (event.button !== 0) return;
    // Captured by the frame of the keys: moves and the release arrive here wherever the pointer goes.
    (event.currentTarget as HTMLElement).setPointerCapture(event.pointerId);
    this.#pointers.add(event.pointerId);
    this.#play(event);
  };

  readonly onPointerMove = (event: PointerEvent): void => {
    if (this.#pointers.has(event.pointerId)) this.#play(event);
  };

  readonly onPointerEnd = (event: PointerEvent): void => {
    if (this.#pointers.delete(event.pointerId)) this.#actions.release(`pointer-${event.pointerId}`);
  };

  readonly #onBlur = (): void => {
    for (const pointer of this.#pointers) this.#actions.release(`pointer-${pointer}`);
    this.#pointers.clear();
  };

  #play(event: PointerEvent): void {
    const source = `pointer-${event.pointerId}`;
    const element = this.#host.shadowRoot
      ?.elementFromPoint(event.clientX, event.clientY)
      ?.closest<HTMLElement>('[data-key]');
    if (!element) return this.#actions.release(source);
    const { top, height } = element.getBoundingClientRect();
    const depth = Math.min(1, Math.max(0, (event.clientY - top) / (height * 0.9)));
    this.#actions.press(source, Number(element.dataset.key), Math.round(SOFTEST + depth * (127 - SOFTEST)));
  }
}
