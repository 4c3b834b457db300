/** Makes the fragment of a link of a document, as fine as there is room. It takes half a second and more. */
import { deflateSync, strToU8 } from 'fflate';
import { toBase64 } from './base64.js';
import { documentEmbedding, encodedSourceOf } from './embedding-code.js';
import { embeddingIdentity } from './embedding-identity.js';
import { LINK_PREFIX, type LinkDocument } from './link.js';
import { decodeLiveCode, LiveCoder } from './live-code.js';
import type { DocumentEmbedding, DocumentSource } from './schema.js';

/** Characters that a link may have and still pass through mail, chat and old servers. */
export const LINK_CHARACTERS = 8192;
/** Rooms for the sources that are tried one after another, bytes a source of 4 s; the first takes them as they are. */
const ROOMS = [Infinity, 3600, 3000, 2700, 2300, 1900, 1500, 1200] as const;
/** Rooms of an embedding and of what is played live, likewise, where there is that; behind them it is left out. */
const LIVE_ROOMS = [
  [Infinity, Infinity],
  [Infinity, 1900],
  [Infinity, 900],
  [2700, 1900],
  [2300, 1300],
  [1500, 1300],
  [1200, 900],
] as const;
const ROOM_SECONDS = 4;

export interface DocumentLink {
  /** Without the #. */
  readonly fragment: string;
  /** Whether its sources are rounded more coarsely than the document's, to be short enough. */
  readonly coarser: boolean;
  /** What of its sources can be played before they are rendered: as in the document, rounded more coarsely, or left out. */
  readonly live: 'same' | 'coarser' | 'left-out';
  /** False: it is as short as it gets, and longer than was asked. */
  readonly fits: boolean;
}

/**
 * @param document as `withoutDefaults` of link.ts leaves it, to be short.
 * @param most characters that the fragment may have.
 */
export function encodeLink(document: LinkDocument, most: number = LINK_CHARACTERS): DocumentLink {
  const live = document.sources.some((source) => source?.live !== undefined);
  const without = ROOMS.map((room) => [room, live ? 0 : Infinity] as const);
  const coders = new Map<DocumentSource, LiveCoder>();
  let link: DocumentLink = { fragment: '', coarser: false, live: 'same', fits: false };
  for (const rooms of live ? [...LIVE_ROOMS, ...without] : without) {
    const sources = document.sources.map(
      (source) => source && within(source, rooms, document.seconds, coders),
    );
    const differs = (of: (source: DocumentSource) => unknown): boolean =>
      sources.some((source, i) => source && of(source) !== of(document.sources[i]!));
    const fragment = fragmentOf({ ...document, sources });
    link = {
      fragment,
      coarser: differs(({ embedding }) => embeddingIdentity(embedding)),
      live: !differs((source) => source.live)
        ? 'same'
        : differs((source) => source.live === undefined)
          ? 'left-out'
          : 'coarser',
      fits: fragment.length <= most,
    };
    if (link.fits) break;
  }
  return link;
}

function within(
  source: DocumentSource,
  [room, liveRoom]: readonly [number, number],
  seconds: number,
  coders: Map<DocumentSource, LiveCoder>,
): DocumentSource {
  const times = Math.max(1, seconds / ROOM_SECONDS);
  return withLive(room === Infinity ? source : shorter(source, Math.round(room * times)), () => {
    const { live } = source;
    if (live === undefined || liveRoom === Infinity) return live;
    if (liveRoom === 0) return undefined;
    const coder = coders.get(source) ?? new LiveCoder(decodeLiveCode(live));
    coders.set(source, coder);
    const coded = coder.within(Math.round(liveRoom * times)) ?? undefined;
    return coded === undefined || coded.length < live.length ? coded : live;
  });
}

function withLive(source: DocumentSource, of: () => string | undefined): DocumentSource {
  const live = of();
  if (live === source.live) return source;
  const copy: { -readonly [key in keyof DocumentSource]: DocumentSource[key] } = { ...source };
  delete copy.live;
  return live === undefined ? copy : { ...copy, live };
}

function shorter(source: DocumentSource, bytes: number): DocumentSource {
  const made = documentEmbedding(encodedSourceOf(source.embedding), bytes);
  const length = (one: DocumentEmbedding): number =>
    one.code.length + (one.air?.length ?? 0) + (one.detail?.length ?? 0);
  return length(made) < length(source.embedding)
    ? { ...source, embedding: { ...withoutCodes(source.embedding), ...made } }
    : source;
}

function withoutCodes(embedding: DocumentEmbedding): DocumentEmbedding {
  const copy: { root: number; code: string; air?: string; detail?: string } = { ...embedding }; // with what this version does not know
  delete copy.air;
  delete copy.detail;
  return copy;
}

function fragmentOf(document: LinkDocument): string {
  const packed = deflateSync(strToU8(JSON.stringify(document)), { level: 9 });
  const base64 = toBase64(packed).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
  return `${LINK_PREFIX}${base64}`;
}
