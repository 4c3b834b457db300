/** Plays keys by pointers: press, glissando from key to key, slide along a key. [page] */
import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { MidiNote, Velocity } from '../../src/units.js';
import { viewOf } from './view.js';

export interface GlissandoActions {
  press(source: string, key: MidiNote, velocity: Velocity): void;
  /** How far up its key (to 1) or down (to −1) a finger has slid from where it pressed. */
  slide(source: string, key: MidiNote, amount: number): void;
  release(source: string): void;
}

const SOFTEST = 36;
/** Share of a key's height that a finger may wander before it counts, and that it takes to go all the way. */
const SLIDE_FROM = 0.06;
const SLIDE_REACH = 0.6;

/** A finger on a key, and how far down it pressed it. */
interface Touch {
  readonly key: MidiNote;
  readonly depth: number;
  /** −1 to 1. */
  amount: number;
}

/**
 * Plays keys (elements with `data-key`) by any number of pointers at once; sliding from key to key is a
 * glissando, sliding along a key shapes its note, and the lower on a key, the louder. Attach `onPointer…` to the element around the keys. [page]
 */
export class GlissandoController implements ReactiveController {
  readonly #host: ReactiveControllerHost & HTMLElement;
  readonly #actions: GlissandoActions;
  /** What each pointer that is down plays; null: it has slid off the keys. */
  readonly #touches = new Map<number, Touch | null>();
  #view = window;

  constructor(host: ReactiveControllerHost & HTMLElement, actions: GlissandoActions) {
    this.#host = host;
    this.#actions = actions;
    host.addController(this);
  }

  hostConnected(): void {
    this.#view = viewOf(this.#host);
    this.#view.addEventListener('blur', this.#onBlur);
  }

  hostDisconnected(): void {
    this.#view.removeEventListener('blur', this.#onBlur);
    this.#onBlur();
  }

  readonly onPointerDown = (event: PointerEvent): void => {
    if (event.button !== 0) return;
    // Captured by the frame of the keys: moves and the release arrive here wherever the pointer goes.
    (event.currentTarget as HTMLElement).setPointerCapture(event.pointerId);
    this.#touches.set(event.pointerId, null);
    this.#play(event);
  };

  readonly onPointerMove = (event: PointerEvent): void => {
    if (this.#touches.has(event.pointerId)) this.#play(event);
  };

  readonly onPointerEnd = (event: PointerEvent): void => {
    if (this.#touches.delete(event.pointerId)) this.#actions.release(`pointer-${event.pointerId}`);
  };

  readonly #onBlur = (): void => {
    for (const pointer of this.#touches.keys()) this.#actions.release(`pointer-${pointer}`);
    this.#touches.clear();
  };

  #play(event: PointerEvent): void {
    const source = `pointer-${event.pointerId}`;
    const element = this.#host.shadowRoot
      ?.elementFromPoint(event.clientX, event.clientY)
      ?.closest<HTMLElement>('[data-key]');
    if (!element) {
      this.#touches.set(event.pointerId, null);
      return this.#actions.release(source);
    }
    const { top, height } = element.getBoundingClientRect();
    const depth = within01((event.clientY - top) / height);
    const key = Number(element.dataset.key);
    const touch = this.#touches.get(event.pointerId);
    if (touch?.key === key) return this.#slide(source, touch, depth);
    this.#touches.set(event.pointerId, { key, depth, amount: 0 });
    const force = within01(depth / 0.9);
    this.#actions.press(source, key, Math.round(SOFTEST + force * (127 - SOFTEST)));
  }

  #slide(source: string, touch: Touch, depth: number): void {
    const way = touch.depth - depth;
    const amount = Math.sign(way) * within01((Math.abs(way) - SLIDE_FROM) / (SLIDE_REACH - SLIDE_FROM));
    if (amount === touch.amount) return;
    touch.amount = amount;
    this.#actions.slide(source, touch.key, amount);
  }
}

function within01(value: number): number {
  return Math.min(1, Math.max(0, value));
}
