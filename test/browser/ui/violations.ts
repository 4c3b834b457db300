/** What axe says of an element, as it looks when everything that moves has come to rest. */
import axe from 'axe-core';
import { restMouse } from './mouse.js';

export const WCAG = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] as const;

/**
 * Each violation, with the elements that have it; [] is what is wanted.
 * Tips and fades are halfway there while axe looks, and their colours are no one's choice: the mouse, which stays where an earlier file
 * of tests left it, is taken away first, and what comes in or goes is there or gone.
 * @param rules all that axe has, where not given.
 */
export async function violationsOf(element: HTMLElement, rules?: readonly string[]): Promise<string[]> {
  await restMouse();
  finishAnimations();
  const { violations } = await axe.run(element, {
    ...(rules ? { runOnly: [...rules] } : {}),
    resultTypes: ['violations'], // of all else one example is enough: axe gives each element a selector
  });
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join('\n')}`);
}

function finishAnimations(): void {
  for (const animation of document.getAnimations()) {
    if (animation.effect?.getComputedTiming().endTime !== Infinity) animation.finish();
  }
}
