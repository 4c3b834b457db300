/** Waits until what was drawn is on the screen. [page] */

/** Calls back in a task of its own, after the next frame; a page that is hidden has none. */
export function afterPaint(then: () => void): void {
  if (document.hidden) setTimeout(then);
  else requestAnimationFrame(() => setTimeout(then));
}
