/** The window that an element is shown in: not always the one its code was loaded by. */

/** [page] Of the document where the element is now. */
export function viewOf(element: Node): Window & typeof globalThis {
  return element.ownerDocument?.defaultView ?? window;
}
