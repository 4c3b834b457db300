/** Puts the mouse where it rests on nothing: it stays where it was while files of tests come and go. */
import { userEvent } from 'vitest/browser';

/** Into the corner, within the body's margin. */
export async function restMouse(): Promise<void> {
  const corner = document.createElement('div');
  corner.style.cssText = 'position: fixed; inset: 0 auto auto 0; width: 4px; height: 4px';
  document.body.append(corner);
  await userEvent.hover(corner);
  corner.remove();
}
