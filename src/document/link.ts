/** A document as the fragment of a link, and back. Nothing is fetched from anywhere: all of it is in the link. */
import { deflateSync, strFromU8, strToU8 } from 'fflate';
import { defaultParameters } from '../parameters.js';
import { fromBase64, toBase64 } from './base64.js';
import { damaged } from './damaged.js';
import { inflateWithin } from './inflate.js';
import { readStateDocument } from './read.js';
import type { ReadDocument } from './shape.js';
import type { DocumentEmbedding, DocumentSource, InstrumentStateDocument } from './schema.js';
import { documentEmbedding, encodedSourceOf } from './embedding-code.js';
import { embeddingIdentity } from './embedding-identity.js';

/** What a fragment begins with. */
const PREFIX = 'alloy=';
/** Characters that a link may have and still pass through mail, chat and old servers. */
export const LINK_CHARACTERS = 8192;
/** Rooms for the sources that are tried one after another, bytes a source of 4 s; the first takes them as they are. */
const ROOMS = [Infinity, 3600, 3000, 2700, 2300, 1900, 1500, 1200] as const;
const ROOM_SECONDS = 4;
const MOST_BYTES = 2_000_000;

export interface DocumentLink {
  /** Without the #. */
  readonly fragment: string;
  /** Whether its sources are rounded more coarsely than the document's, to be short enough. */
  readonly coarser: boolean;
  /** False: it is as short as it gets, and longer than was asked. */
  readonly fits: boolean;
}

/** @param most characters that the fragment may have. */
export function encodeLink(document: InstrumentStateDocument, most: number = LINK_CHARACTERS): DocumentLink {
  let link: DocumentLink = { fragment: '', coarser: false, fits: false };
  for (const room of ROOMS) {
    const sources = document.sources.map((source) => source && within(source, room, document.seconds));
    const coarser = sources.some((source, i) => {
      const before = document.sources[i];
      return source && before && embeddingIdentity(source.embedding) !== embeddingIdentity(before.embedding);
    });
    const fragment = fragmentOf({ ...document, sources });
    link = { fragment, coarser, fits: fragment.length <= most };
    if (link.fits) break;
  }
  return link;
}

/** Whether an address's fragment holds a document. */
export function isLink(fragment: string): boolean {
  return withoutHash(fragment).startsWith(PREFIX);
}

/** The document of a fragment, with or without its #. @throws AlloyError 'document-damaged', 'document-newer'. */
export function decodeLink(fragment: string): ReadDocument {
  const text = withoutHash(fragment);
  if (!text.startsWith(PREFIX)) throw damaged('link', 'it holds no instrument');
  const base64 = text.slice(PREFIX.length).replaceAll('-', '+').replaceAll('_', '/');
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

function within(source: DocumentSource, room: number, seconds: number): DocumentSource {
  if (room === Infinity) return source;
  const bytes = Math.round(room * Math.max(1, seconds / ROOM_SECONDS));
  const shorter = documentEmbedding(encodedSourceOf(source.embedding), bytes);
  const length = (one: DocumentEmbedding): number =>
    one.code.length + (one.air?.length ?? 0) + (one.detail?.length ?? 0);
  return length(shorter) < length(source.embedding)
    ? { ...source, embedding: { ...withoutCodes(source.embedding), ...shorter } }
    : source;
}

function withoutCodes(embedding: DocumentEmbedding): DocumentEmbedding {
  const copy: { root: number; code: string; air?: string; detail?: string } = { ...embedding }; // with what this version does not know
  delete copy.air;
  delete copy.detail;
  return copy;
}

/** Parameters that are as at first are left out: reading puts them back. */
function fragmentOf(document: InstrumentStateDocument): string {
  const first: Readonly<Record<string, number>> = defaultParameters();
  const parameters = Object.fromEntries(
    Object.entries(document.parameters).filter(([id, value]) => value !== first[id]),
  );
  const packed = deflateSync(strToU8(JSON.stringify({ ...document, parameters })), { level: 9 });
  const base64 = toBase64(packed).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
  return `${PREFIX}${base64}`;
}
