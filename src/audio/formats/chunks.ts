/** Walks the chunks of RIFF, RF64, RIFX, AIFF, CAF and Wave64 files, past sizes and paddings that are wrong. */
import { hasText, viewOf } from './file.js';

/** RF64 writes this where a size needs 64 bits; pipes write it where they know none. */
export const SIZE_ELSEWHERE = 0xffffffff;

export interface ChunkLayout {
  readonly idBytes: 4 | 16;
  readonly sizeBytes: 4 | 8;
  readonly littleEndian: boolean;
  /** Chunks start at multiples of this. */
  readonly alignment: 1 | 2 | 8;
  /** Whether the size counts id and size too. */
  readonly wholeSize: boolean;
}

export interface Chunk {
  /** The first four letters. */
  readonly id: string;
  /** Where the contents start, and where they end by the announced size or the end of the file. */
  readonly start: number;
  readonly end: number;
  /** Bytes of contents that the file announces. */
  readonly announced: number;
}

export const RIFF_LAYOUT: ChunkLayout = {
  idBytes: 4,
  sizeBytes: 4,
  littleEndian: true,
  alignment: 2,
  wholeSize: false,
};
export const RIFX_LAYOUT: ChunkLayout = { ...RIFF_LAYOUT, littleEndian: false };
export const CAF_LAYOUT: ChunkLayout = { ...RIFX_LAYOUT, sizeBytes: 8, alignment: 1 };
export const WAVE64_LAYOUT: ChunkLayout = {
  idBytes: 16,
  sizeBytes: 8,
  littleEndian: true,
  alignment: 8,
  wholeSize: true,
};

/** Chunks that are met in sound files: where one of these stands, a chunk starts. */
const KNOWN_IDS = new Set(
  (
    'fmt |data|LIST|fact|bext|smpl|inst|cue |JUNK|junk|PAD |FLLR|iXML|_PMX|id3 |ID3 |acid|strc|plst|PEAK|chna|axml|ds64|' +
    'cart|umid|minf|elm1|regn|DISP|ResU|LGWV|levl|MD5 |wavl|slnt|COMM|SSND|MARK|INST|FVER|NAME|AUTH|(c) |ANNO|MIDI|AESD|' +
    'APPL|CHAN|COMT|SAXL|desc|pakt|kuki|chan|info|free|mark|strg|uuid|ovvw|peak|edct|midi|umid'
  ).split('|'),
);

export interface Walk {
  readonly chunks: readonly Chunk[];
  /** The first byte that belongs to no chunk. */
  readonly end: number;
}

/**
 * Every chunk from `offset` on. A wrong padding is put right; after a wrong size, the walk goes on at the next chunk
 * that can be recognised; after the sound it ends there.
 * @param longSize the size of a `data` chunk whose own 32 bits are too few for it (RF64).
 */
export function walkChunks(bytes: Uint8Array, offset: number, layout: ChunkLayout, longSize = 0): Walk {
  const chunks: Chunk[] = [];
  const header = layout.idBytes + layout.sizeBytes;
  let at = offset;
  while (at + header <= bytes.length && !isForm(bytes, at)) {
    const id = idAt(bytes, at);
    const said = readSize(bytes, at, layout);
    const announced = id === 'data' && said === SIZE_ELSEWHERE && longSize > 0 ? longSize : said;
    const start = at + header;
    const wanted = announced < 0 ? bytes.length : start + announced; // CAF: −1 is “to the end”
    chunks.push({ id, start, end: Math.min(bytes.length, wanted), announced });
    const next = nextChunk(
      bytes,
      start,
      wanted,
      layout,
      chunks.some((chunk) => isSound(chunk.id)),
    );
    if (next === null) return { chunks, end: isSound(id) ? Math.min(bytes.length, wanted) : bytes.length };
    at = next;
  }
  return { chunks, end: Math.min(at, bytes.length) };
}

export function idAt(bytes: Uint8Array, offset: number): string {
  return String.fromCharCode(...bytes.subarray(offset, offset + 4));
}

/** Whether one of the usual chunks stands here. */
export function isKnownChunk(bytes: Uint8Array, offset: number): boolean {
  return KNOWN_IDS.has(idAt(bytes, offset));
}

function readSize(bytes: Uint8Array, offset: number, layout: ChunkLayout): number {
  const view = viewOf(bytes);
  const at = offset + layout.idBytes;
  const { littleEndian } = layout;
  const size =
    layout.sizeBytes === 4 ? view.getUint32(at, littleEndian) : Number(view.getBigInt64(at, littleEndian));
  return layout.wholeSize ? size - layout.idBytes - layout.sizeBytes : size;
}

/** null where no chunk follows. @param sounded whether the sound was met, so that nothing need be looked for. */
function nextChunk(
  bytes: Uint8Array,
  start: number,
  end: number,
  layout: ChunkLayout,
  sounded: boolean,
): number | null {
  const padded = Math.ceil(end / layout.alignment) * layout.alignment;
  if (padded < bytes.length) {
    if (isKnownChunk(bytes, padded)) return padded;
    for (const guess of [end, end - 1, end + 1]) {
      if (guess >= start && isKnownChunk(bytes, guess)) return guess;
    }
    if (isForm(bytes, padded) || (end > start && isOtherChunk(bytes, padded, layout))) return padded;
  }
  return sounded ? (padded < bytes.length ? null : padded) : findChunk(bytes, start);
}

function isSound(id: string): boolean {
  return id === 'data' || id === 'SSND';
}

/** Whether a file of its own starts here. */
function isForm(bytes: Uint8Array, offset: number): boolean {
  return ['RIFF', 'RIFX', 'RF64', 'FORM'].some((id) => hasText(bytes, offset, id));
}

/** Four letters of a chunk that is not in the list, with a size that can be. */
function isOtherChunk(bytes: Uint8Array, offset: number, layout: ChunkLayout): boolean {
  const body = offset + layout.idBytes + layout.sizeBytes;
  if (body > bytes.length) return false;
  const isText = bytes.subarray(offset, offset + 4).every((byte) => byte >= 0x20 && byte < 0x7f);
  return isText && body + readSize(bytes, offset, layout) <= bytes.length;
}

/** The format or the sound, wherever it stands. */
function findChunk(bytes: Uint8Array, from: number): number | null {
  for (let at = from; at + 8 <= bytes.length; at++) {
    if (['fmt ', 'data', 'COMM', 'SSND'].some((id) => hasText(bytes, at, id))) return at;
  }
  return null;
}
