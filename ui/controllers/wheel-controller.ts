/** Changes a control by the mouse wheel. [page] */
import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { viewOf } from './view.js';

/** A pause this long ends a turn of the wheel. */
const PAUSE_MS = 300;
/** Travel of a notch (100 px) of the wheel; with Shift a fifth of it. */
const NOTCH_STEP = 0.02;
const FINE = 0.2;

let lastAt = -Infinity;
let owner: EventTarget | null = null;

/** The innermost element that the present turn of the wheel began on. Before every other listener. */
function follow(event: WheelEvent): void {
  if (event.timeStamp - lastAt > PAUSE_MS) owner = event.composedPath()[0] ?? null;
  lastAt = event.timeStamp;
}

export interface WheelActions {
  /** Where the control is, 0 to 1. */
  begin(): number;
  move(travel: number): void;
}

/**
 * Turns a control by the wheel. A turn that began elsewhere scrolls the page on, even when a control comes below the
 * pointer on its way. Attach `onWheel` to the control. [page]
 */
export class WheelController implements ReactiveController {
  /** How many controls each window has. */
  static readonly #users = new Map<Window, number>();

  readonly #host: ReactiveControllerHost & HTMLElement;
  #view = window;
  readonly #actions: WheelActions;
  #travel = 0;
  #lastAt = -Infinity;

  constructor(host: ReactiveControllerHost & HTMLElement, actions: WheelActions) {
    this.#host = host;
    this.#actions = actions;
    host.addController(this);
  }

  hostConnected(): void {
    this.#view = viewOf(this.#host);
    this.#count(1);
    // Added twice it is there once.
    this.#view.addEventListener('wheel', follow, { capture: true, passive: true });
  }

  hostDisconnected(): void {
    if (this.#count(-1) === 0) this.#view.removeEventListener('wheel', follow, { capture: true });
  }

  #count(change: 1 | -1): number {
    const users = (WheelController.#users.get(this.#view) ?? 0) + change;
    if (users > 0) WheelController.#users.set(this.#view, users);
    else WheelController.#users.delete(this.#view);
    return users;
  }

  readonly onWheel = (event: WheelEvent): void => {
    const control = event.currentTarget as Element;
    if (!owner || !control.contains(owner as Node) || event.ctrlKey) return;
    event.preventDefault();
    if (event.timeStamp - this.#lastAt > PAUSE_MS) this.#travel = this.#actions.begin();
    this.#lastAt = event.timeStamp;
    const pixels = (event.deltaY || event.deltaX) * (event.deltaMode === WheelEvent.DOM_DELTA_LINE ? 33 : 1);
    const step = (NOTCH_STEP * (event.shiftKey ? FINE : 1) * pixels) / 100;
    this.#travel = Math.min(1, Math.max(0, this.#travel - step));
    this.#actions.move(this.#travel);
  };
}
