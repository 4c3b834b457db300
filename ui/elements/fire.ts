/** Fires an event of an element: not bubbling, so that every element documents its own. */
export function fire<T>(target: EventTarget, type: string, detail: T): void {
  target.dispatchEvent(new CustomEvent<T>(type, { detail }));
}
