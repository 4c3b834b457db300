/** Dispatches a custom event of an element: not bubbling, so that every element documents its own. */
/** Dispatches a custom event from an element: not bubbling, so that every element documents its own. */
export function dispatch<T>(target: EventTarget, type: string, detail: T): void {
  target.dispatchEvent(new CustomEvent<T>(type, { detail }));
}
