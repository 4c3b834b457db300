/** Tells how much an element is enlarged by CSS, as on a wall: its own lengths against those of the window. */

/** [page] How many CSS pixels of the window one of the element's is. */
export function zoomOf(element: Element): number {
  return (element as Partial<Element>).currentCSSZoom ?? 1; // not in every browser: then nothing is enlarged
}
