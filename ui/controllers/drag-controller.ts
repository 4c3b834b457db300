/** Drags handles by any number of pointers, relatively. [page] */
import type { ReactiveController, ReactiveControllerHost } from 'lit';

/** Where a handle is: 0 to 1 to the right and upwards. */
export interface Place {
  readonly x: number;
  readonly y: number;
}

/** Pixels of a drag that take a handle all the way, to the right and upwards. */
export interface Reach {
  readonly width: number;
  readonly height: number;
}

export interface DragActions<Handle> {
  /** Where a handle is when it is taken, and how far the whole way is. */
  begin(handle: Handle): Place & Reach;
  move(handle: Handle, place: Place): void;
  /** It was let go. */
  end?(handle: Handle): void;
}

/** How much of a drag counts while Shift is held. */
const FINE = 0.2;

function within01(value: number): number {
  return Math.min(1, Math.max(0, value));
}

interface Drag<Handle> {
  readonly handle: Handle;
  readonly reach: Reach;
  clientX: number;
  clientY: number;
  x: number;
  y: number;
}

/**
 * Handles that any number of pointers drag at once: relative, so that nothing jumps when it is touched, finely with
 * Shift, and back at once after overshooting an end. Attach `take(handle)` to `pointerdown` and the others to the
 * same element. [page]
 */
export class DragController<Handle> implements ReactiveController {
  readonly #actions: DragActions<Handle>;
  readonly #drags = new Map<number, Drag<Handle>>();

  constructor(host: ReactiveControllerHost, actions: DragActions<Handle>) {
    this.#actions = actions;
    host.addController(this);
  }

  hostDisconnected(): void {
    for (const { handle } of this.#drags.values()) this.#actions.end?.(handle);
    this.#drags.clear();
  }

  /** True while any pointer drags. */
  get active(): boolean {
    return this.#drags.size > 0;
  }

  holds(handle: Handle): boolean {
    return [...this.#drags.values()].some((drag) => drag.handle === handle);
  }

  grab(handle: Handle, event: PointerEvent): void {
    if (event.button !== 0) return;
    (event.currentTarget as HTMLElement).setPointerCapture(event.pointerId);
    const { x, y, width, height } = this.#actions.begin(handle);
    const { clientX, clientY } = event;
    this.#drags.set(event.pointerId, { handle, reach: { width, height }, clientX, clientY, x, y });
  }

  readonly onPointerMove = (event: PointerEvent): void => {
    const drag = this.#drags.get(event.pointerId);
    if (!drag) return;
    const scale = event.shiftKey ? FINE : 1;
    drag.x = within01(drag.x + ((event.clientX - drag.clientX) * scale) / drag.reach.width);
    drag.y = within01(drag.y + ((drag.clientY - event.clientY) * scale) / drag.reach.height);
    drag.clientX = event.clientX;
    drag.clientY = event.clientY;
    this.#actions.move(drag.handle, { x: drag.x, y: drag.y });
  };

  readonly onPointerEnd = (event: PointerEvent): void => {
    const drag = this.#drags.get(event.pointerId);
    if (!drag) return;
    this.#drags.delete(event.pointerId);
    this.#actions.end?.(drag.handle);
  };
}
