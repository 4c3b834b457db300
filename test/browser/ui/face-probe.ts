/** What tests of the face ask of it: sizes, boxes, what stands where, what has the focus. */
import { page } from 'vitest/browser';
import { descendants, element, find, frames, settled } from './stage.js';

export const EDGE = 0.6; // CSS pixels: boxes end between pixels
export const CONTROLS = 'button, select, input, [role=slider], alloy-meter, [role=tab]';

export type Box = Pick<DOMRect, 'left' | 'right' | 'top' | 'bottom'>;

export async function size(width: number, height: number, compact = false): Promise<void> {
  await page.viewport(width, height);
  element.compact = compact;
  await settled();
  await frames(2); // the keyboard fits itself to its width
  await settled();
}

export const box = (one: Element): DOMRect => one.getBoundingClientRect();

export function within(inner: Box, outer: Box): boolean {
  return (
    inner.left >= outer.left - EDGE &&
    inner.top >= outer.top - EDGE &&
    inner.right <= outer.right + EDGE &&
    inner.bottom <= outer.bottom + EDGE
  );
}

/** By how many square pixels two boxes lie over each other. */
export function overlap(a: Box, b: Box): number {
  const wide = Math.min(a.right, b.right) - Math.max(a.left, b.left) - 2 * EDGE;
  const high = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) - 2 * EDGE;
  return wide > 0 && high > 0 ? wide * high : 0;
}

/** Whether an element can be seen: neither left out, nor for screen readers only, nor invisible. */
export function seen(one: HTMLElement): boolean {
  const { width, height } = box(one);
  return width > 1 && height > 1 && one.checkVisibility() && getComputedStyle(one).clipPath === 'none';
}

/** What can be pressed, turned or read beside the view that scrolls; keys lie over each other as they do on a piano. */
export function standing(): HTMLElement[] {
  const view = element.shadowRoot!.querySelector('.view');
  const inView = new Set(view ? descendants(view as HTMLElement) : []);
  return [...descendants(element.shadowRoot!)].filter(
    (one) => one.matches(CONTROLS) && !one.matches('.key') && !isIn(one, inView) && seen(one),
  );
}

/** Texts that could reach out of the box that they are in. */
export function texts(): HTMLElement[] {
  return [...descendants(element.shadowRoot!)].filter((one) => one.matches('.voices') && seen(one));
}

export function isIn(one: Element, holders: ReadonlySet<Element>): boolean {
  for (let at: Element | null = one; at; at = around(at)) if (holders.has(at)) return true;
  return false;
}

export function around(one: Element): Element | null {
  return one.parentElement ?? (one.getRootNode() as Partial<ShadowRoot>).host ?? null;
}

export const named = (one: HTMLElement): string =>
  `${one.localName} ${one.getAttribute('aria-label') ?? one.textContent?.trim() ?? ''}`;

export const window_ = (): Box => ({ left: 0, top: 0, right: innerWidth, bottom: innerHeight });
export const mixBox = (): DOMRect => box(find('alloy-console').shadowRoot!.querySelector('.mix')!);
export const keys = (): HTMLElement[] => [
  ...find('[role=group]', 'Keyboard').querySelectorAll<HTMLElement>('.key'),
];

/** The innermost element that has the focus. */
export function focused(): Element | null {
  let at = document.activeElement;
  while (at?.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;
  return at;
}
