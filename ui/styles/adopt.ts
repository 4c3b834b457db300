/** Style sheets of shadow roots, made anew for each document: a constructed sheet belongs to the one it was made for. */
import { supportsAdoptingStyleSheets, type CSSResult, type CSSResultOrNative } from 'lit';

const copies = new WeakMap<Document, WeakMap<CSSResult | CSSStyleSheet, CSSStyleSheet>>();

function textOf(style: CSSResult | CSSStyleSheet): string {
  return 'cssText' in style ? style.cssText : [...style.cssRules].map(({ cssText }) => cssText).join('\n');
}

/** The sheet for a document; the same each time. [page] */
export function sheetFor(style: CSSResultOrNative, owner: Document): CSSStyleSheet {
  if (owner === document) return 'cssText' in style ? style.styleSheet! : style;
  let sheets = copies.get(owner);
  if (!sheets) copies.set(owner, (sheets = new WeakMap()));
  let sheet = sheets.get(style);
  if (!sheet) {
    sheet = new (owner.defaultView ?? globalThis).CSSStyleSheet();
    sheet.replaceSync(textOf(style));
    sheets.set(style, sheet);
  }
  return sheet;
}

/** Gives a shadow root these styles and no others, for the document where it is now. [page] */
export function adoptSheets(root: ShadowRoot, styles: readonly CSSResultOrNative[]): void {
  if (!supportsAdoptingStyleSheets) return;
  root.adoptedStyleSheets = styles.map((style) => sheetFor(style, root.ownerDocument));
}
