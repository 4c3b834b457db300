/** Gives an element that stands alone the colour tokens that the outermost element carries. */
import { holders } from '../controllers/holders.js';
import { sheetFor } from './adopt.js';
import { tokens } from './tokens.js';

/** Elements that carry the tokens for what is inside them. */
const carriers = new WeakSet<Element>();

/**
 * Has an element carry the tokens itself unless something around it does: parts of an instrument inherit them, an
 * element that stands alone on a page has its own. Either way they can be set from outside. [page]
 */
export function carryTokens(element: Element): void {
  const [, ...around] = holders(element);
  const inherits = around.some((holder) => carriers.has(holder));
  if (inherits === !carriers.has(element)) return;
  const root = element.shadowRoot;
  if (!root || !tokens.styleSheet) return;
  const sheet = sheetFor(tokens, root.ownerDocument);
  if (inherits) {
    root.adoptedStyleSheets = root.adoptedStyleSheets.filter((one) => one !== sheet);
    carriers.delete(element);
  } else {
    root.adoptedStyleSheets = [sheet, ...root.adoptedStyleSheets];
    carriers.add(element);
  }
}

/** An element goes to another document, which it carries nothing to. [page] */
export function forgetTokens(element: Element): void {
  carriers.delete(element);
}
