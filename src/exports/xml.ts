/** Writes XML: elements whose texts and attributes are never markup. */

export type XmlChild = string | XmlText;

/** A text, escaped when it is written. */
export interface XmlText {
  readonly text: string;
}

/** An element; attributes that are undefined are left out. */
export function element(
  name: string,
  attributes: Readonly<Record<string, string | number | undefined>> = {},
  children: readonly XmlChild[] = [],
): string {
  const written = Object.entries(attributes)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => ` ${key}="${escaped(String(value))}"`)
    .join('');
  if (children.length === 0) return `<${name}${written}/>`;
  const [only] = children;
  if (children.length === 1 && typeof only !== 'string')
    return `<${name}${written}>${escaped(only!.text)}</${name}>`;
  const inner = children.map((child) => (typeof child === 'string' ? child : escaped(child.text)));
  return `<${name}${written}>\n${inner.map((line) => line.replace(/^/gm, '  ')).join('\n')}\n</${name}>`;
}

/** @param comment a text that stands before the root. */
export function xmlFile(root: string, comment = ''): string {
  const told =
    comment === ''
      ? ''
      : `<!--\n${comment
          .split('\n')
          .map(escaped)
          .join('\n')
          .replace(/-(?=-|$)/gm, '- ')}-->\n`;
  return `<?xml version="1.0" encoding="UTF-8"?>\n${told}${root}\n`;
}

/** Control characters cannot stand in XML 1.0 at all. */
function escaped(text: string): string {
  return (
    text
      .toWellFormed()
      // eslint-disable-next-line no-control-regex
      .replace(/[\u0000-\u001f\u007f\ufffe\uffff]+/g, ' ')
      .replaceAll('&', '&amp;')
      .replaceAll('<', '&lt;')
      .replaceAll('>', '&gt;')
      .replaceAll('"', '&quot;')
  );
}
