/** Scans the tags of an XML text: names and attributes, no entities of its own, no document type. */

export interface Tag {
  readonly name: string;
  /** 'empty': it begins and ends. */
  readonly kind: 'start' | 'end' | 'empty';
  readonly attributes: Readonly<Record<string, string>>;
}

/** Longest text of a tag; a longer one is none. */
const LONGEST_TAG = 2 ** 16;
const NAME = /^\/?\s*([\w:.-]+)/;
const ATTRIBUTE = /([\w:.-]+)\s?=\s?(?:"([^"]*)"|'([^']*)')/g;
const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/** The tags of a text, one after another; what is no tag is passed over. */
export function* tagsOf(text: string): Generator<Tag> {
  let at = 0;
  for (;;) {
    const start = text.indexOf('<', at);
    if (start < 0) return;
    const closing = text.startsWith('<!--', start)
      ? '-->'
      : text.startsWith('<![CDATA[', start)
        ? ']]>'
        : null;
    const end = closing === null ? endOfTag(text, start) : text.indexOf(closing, start);
    if (end < 0) return;
    at = end + 1;
    if (closing !== null || end - start > LONGEST_TAG) continue;
    const inside = text
      .slice(start + 1, end)
      .replace(/\s+/g, ' ')
      .trim();
    const [, name] = NAME.exec(inside) ?? [];
    if (name === undefined) continue; // a declaration
    if (inside.startsWith('/')) yield { name, kind: 'end', attributes: {} };
    else yield { name, kind: inside.endsWith('/') ? 'empty' : 'start', attributes: attributesOf(inside) };
  }
}

/** Where a tag ends: a > within quotes is no end. */
function endOfTag(text: string, start: number): number {
  let quote = '';
  for (let i = start + 1; i < text.length; i++) {
    const sign = text[i]!;
    if (quote !== '') {
      if (sign === quote) quote = '';
    } else if (sign === '"' || sign === "'") quote = sign;
    else if (sign === '>') return i;
  }
  return -1;
}

function attributesOf(inside: string): Record<string, string> {
  const attributes: Record<string, string> = {};
  for (const [, name, double, single] of inside.matchAll(ATTRIBUTE))
    attributes[name!.toLowerCase()] = plain(double ?? single ?? '');
  return attributes;
}

function plain(text: string): string {
  return text.replace(/&(?:#(\d{1,7})|#x([\da-f]{1,6})|(\w{1,8}));/gi, (whole, decimal, hex, name) => {
    const known = ENTITIES[String(name).toLowerCase()];
    if (known !== undefined) return known;
    const code = decimal !== undefined ? Number(decimal) : parseInt(String(hex), 16);
    return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : String(whole);
  });
}
