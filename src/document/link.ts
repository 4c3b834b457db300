/** Reads the document of a link's fragment, and makes one ready for encode-link.ts. Nothing is fetched from anywhere: all of it is in the link. */
import { strFromU8 } from 'fflate';
import { defaultParameters } from '../parameters.js';
import { fromBase64 } from './base64.js';
import { damaged } from './damaged.js';
import { inflateWithin } from './inflate.js';
import { readStateDocument } from './read.js';
import type { InstrumentStateDocument } from './schema.js';
import type { ReadDocument } from './shape.js';

/** What a fragment begins with. */
export const LINK_PREFIX = 'alloy=';
const MOST_BYTES = 2_000_000;

/** A document whose parameters are those that are not as at first. */
export type LinkDocument = Omit<InstrumentStateDocument, 'parameters'> & {
  readonly parameters: Readonly<Record<string, number>>;
};

/** The document without parameters that are as at first: reading puts them back. */
export function withoutDefaults(document: InstrumentStateDocument): LinkDocument {
  const first: Readonly<Record<string, number>> = defaultParameters();
  const parameters = Object.fromEntries(
    Object.entries(document.parameters).filter(([id, value]) => value !== first[id]),
  );
  return { ...document, parameters };
}

/** Whether an address's fragment holds a document. */
export function isLink(fragment: string): boolean {
  return withoutHash(fragment).startsWith(LINK_PREFIX);
}

/** The document of a fragment, with or without its #. @throws AlloyError 'document-damaged', 'document-newer'. */
export function decodeLink(fragment: string): ReadDocument {
  const text = withoutHash(fragment);
  if (!text.startsWith(LINK_PREFIX)) throw damaged('link', 'it holds no instrument');
  const base64 = text.slice(LINK_PREFIX.length).replaceAll('-', '+').replaceAll('_', '/');
  const json = strFromU8(inflateWithin(fromBase64(base64, 'link'), MOST_BYTES, 'link'));
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    throw damaged('link', 'it is cut or changed');
  }
  return readStateDocument(value);
}

function withoutHash(fragment: string): string {
  return fragment.startsWith('#') ? fragment.slice(1) : fragment;
}
