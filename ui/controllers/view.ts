/** Finds the window that an element is shown in, which may differ from the one that loaded its code. */

/** [page] Of the document where the element is now. */
export function viewOf(element: Node): Window & typeof globalThis {
  return element.ownerDocument?.defaultView ?? window;
}
