/** Turns Ogg pages into packets (RFC 3533): the sound of every link of a chain, past damaged and missing pages. */
import { hasText, truncated, unreadable, viewOf, type SoundFile } from './file.js';

export type OggCodec = 'vorbis' | 'opus' | 'flac';

/** A page at whose end the encoder says how far the sound has come. */
export interface OggMark {
  /** Packets of the link that are complete by then. */
  readonly packets: number;
  /** In the codec's own count. */
  readonly granule: number;
}

export interface OggLink {
  readonly codec: OggCodec;
  readonly packets: readonly Uint8Array[];
  readonly marks: readonly OggMark[];
  /** Indices of packets before which something is lost. */
  readonly gaps: ReadonlySet<number>;
  /** Whether its last page is there. Without, it was cut. */
  readonly complete: boolean;
}

export interface OggFile {
  readonly links: readonly OggLink[];
  /** Bytes in the middle that are in no whole page, and those at the end. */
  readonly lostBytes: number;
  readonly leftBytes: number;
  /** Sounds side by side with the one that is read. */
  readonly otherSounds: number;
}

interface OggPage {
  readonly continued: boolean;
  readonly first: boolean;
  readonly last: boolean;
  /** −1 where no packet ends on the page. */
  readonly granule: number;
  readonly serial: number;
  readonly sequence: number;
  /** Packets or parts of them, and whether the last one goes on on the next page. */
  readonly parts: readonly Uint8Array[];
  readonly open: boolean;
  readonly end: number;
}

const OTHER_CODECS: readonly (readonly [string, string])[] = [
  ['Speex   ', 'Speex'],
  ['\x80theora', 'Theora video'],
  ['CELT    ', 'CELT'],
  ['PCM     ', 'OggPCM'],
  ['\x01video', 'video'],
  ['fishead', 'a skeleton and nothing else'],
];

/** @throws AlloyError 'truncated', 'unreadable' where no page or no codec that is read is found. */
export function readOgg(file: SoundFile): OggFile {
  const { bytes } = file;
  const links: LinkReader[] = [];
  let heads: Uint8Array[] = [];
  let inHeads = false;
  let lostBytes = 0;
  let leftBytes = 0;
  let otherSounds = 0;
  let pages = 0;
  for (let at = 0; at < bytes.length;) {
    const page = readPage(bytes, at);
    if (!page) {
      const next = nextPage(bytes, at + 1);
      if (next < bytes.length) lostBytes += next - at;
      else {
        const rest = cutPage(bytes, at);
        const link = links.at(-1);
        if (rest && link?.serial === rest.serial) link.take(rest);
        else leftBytes = next - at;
      }
      at = next;
      continue;
    }
    at = page.end;
    pages++;
    if (page.first) {
      const starts = !inHeads;
      inHeads = true;
      const head = page.parts[0] ?? new Uint8Array(0);
      heads = [...heads, head];
      const codec = codecOf(head);
      if (codec && (starts || !links.at(-1)?.isFresh)) links.push(new LinkReader(codec, page.serial));
      else if (codec) otherSounds++;
    } else inHeads = false;
    const link = links.at(-1);
    if (link?.serial === page.serial) link.take(page);
  }
  if (pages === 0) throw bytes.length < 4096 ? truncated(file) : unreadable(file, 'it is damaged');
  if (links.length === 0)
    throw unreadable(file, `this Ogg file holds ${codecNames(heads)}, which is not read here`);
  return { links: links.map((link) => link.finish()), lostBytes, leftBytes, otherSounds };
}

function codecNames(heads: readonly Uint8Array[]): string {
  const names = heads.map((head) => OTHER_CODECS.find(([mark]) => hasText(head, 0, mark))?.[1]);
  return names.find((name) => name !== undefined) ?? 'no Vorbis, Opus or FLAC sound';
}

/** Gathers the packets of one link. */
class LinkReader {
  readonly serial: number;
  readonly #codec: OggCodec;
  readonly #packets: Uint8Array[] = [];
  readonly #marks: OggMark[] = [];
  readonly #gaps = new Set<number>();
  /** Parts of a packet that goes on; null where its beginning is lost. */
  #pending: Uint8Array[] | null = null;
  #sequence = -1;
  #complete = false;

  constructor(codec: OggCodec, serial: number) {
    this.#codec = codec;
    this.serial = serial;
  }

  /** Whether it has its first page at most. */
  get isFresh(): boolean {
    return this.#packets.length <= 1;
  }

  take(page: OggPage): void {
    const lostPages = this.#sequence >= 0 && page.sequence !== this.#sequence + 1;
    this.#sequence = page.sequence;
    if (lostPages || (this.#pending !== null && !page.continued)) {
      this.#gaps.add(this.#packets.length);
      this.#pending = null;
    }
    page.parts.forEach((part, i) => {
      const goesOn = i === page.parts.length - 1 && page.open;
      const isRest = i === 0 && page.continued;
      const before = isRest ? this.#pending : [];
      const whole = before && [...before, part];
      this.#pending = goesOn ? whole : null;
      if (whole && !goesOn) this.#packets.push(joined(whole));
    });
    if (page.granule >= 0) this.#marks.push({ packets: this.#packets.length, granule: page.granule });
    this.#complete ||= page.last;
  }

  finish(): OggLink {
    return {
      codec: this.#codec,
      packets: this.#packets,
      marks: this.#marks,
      gaps: this.#gaps,
      complete: this.#complete,
    };
  }
}

function codecOf(head: Uint8Array): OggCodec | null {
  if (hasText(head, 0, '\x01vorbis')) return 'vorbis';
  if (hasText(head, 0, 'OpusHead')) return 'opus';
  if (hasText(head, 0, '\x7fFLAC')) return 'flac';
  return null;
}

/** Where the next whole page starts; the end of the file where none does. */
function nextPage(bytes: Uint8Array, from: number): number {
  for (let at = from; at + 27 <= bytes.length; at++) {
    if (bytes[at] === 0x4f && readPage(bytes, at)) return at;
  }
  return bytes.length;
}

/** null where no whole and undamaged page starts. */
function readPage(bytes: Uint8Array, offset: number): OggPage | null {
  if (offset + 27 > bytes.length || !hasText(bytes, offset, 'OggS')) return null;
  const view = viewOf(bytes);
  const segments = bytes[offset + 26]!;
  const body = offset + 27 + segments;
  if (body > bytes.length) return null;
  const lacing = bytes.subarray(offset + 27, body);
  const end = lacing.reduce((sum, size) => sum + size, body);
  if (end > bytes.length || view.getUint32(offset + 22, true) !== crc32(bytes, offset, end)) return null;
  const flags = bytes[offset + 5]!;
  return {
    continued: (flags & 1) !== 0,
    first: (flags & 2) !== 0,
    last: (flags & 4) !== 0,
    granule: Number(view.getBigInt64(offset + 6, true)),
    serial: view.getUint32(offset + 14, true),
    sequence: view.getUint32(offset + 18, true),
    parts: partsOf(bytes, body, lacing),
    open: segments > 0 && lacing[segments - 1] === 255,
    end,
  };
}

/** The packets of a page that the end of the file cut, without a word of how far the sound has come. */
function cutPage(bytes: Uint8Array, offset: number): OggPage | null {
  if (offset + 27 > bytes.length || !hasText(bytes, offset, 'OggS')) return null;
  const body = offset + 27 + bytes[offset + 26]!;
  const lacing = bytes.subarray(offset + 27, body);
  let end = body;
  let last = -1; // of the lacing values whose packet is whole
  let room = body;
  lacing.forEach((size, i) => {
    room += size;
    if (room > bytes.length || size === 255) return;
    [last, end] = [i, room];
  });
  const isWhole = lacing.reduce((sum, size) => sum + size, body) <= bytes.length;
  if (last < 0 || isWhole) return null; // a whole page that is here is damaged
  const view = viewOf(bytes);
  return {
    continued: (bytes[offset + 5]! & 1) !== 0,
    first: false,
    last: false,
    granule: -1,
    serial: view.getUint32(offset + 14, true),
    sequence: view.getUint32(offset + 18, true),
    parts: partsOf(bytes, body, lacing.subarray(0, last + 1)),
    open: false,
    end,
  };
}

/** A lacing value below 255 ends a packet. */
function partsOf(bytes: Uint8Array, body: number, lacing: Uint8Array): Uint8Array[] {
  const parts: Uint8Array[] = [];
  let start = body;
  let end = body;
  lacing.forEach((size, i) => {
    end += size;
    if (size === 255 && i < lacing.length - 1) return;
    parts.push(bytes.subarray(start, end));
    start = end;
  });
  return parts;
}

export function joined(parts: readonly Uint8Array[]): Uint8Array {
  if (parts.length === 1) return parts[0]!;
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    whole.set(part, offset);
    offset += part.length;
  }
  return whole;
}

const CRC_TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte << 24;
  for (let bit = 0; bit < 8; bit++) crc = crc < 0 ? (crc << 1) ^ 0x04c11db7 : crc << 1;
  return crc >>> 0;
});

/** Of a page, with its own checksum field taken as 0. */
function crc32(bytes: Uint8Array, from: number, to: number): number {
  let crc = 0;
  for (let i = from; i < to; i++) {
    const byte = i >= from + 22 && i < from + 26 ? 0 : bytes[i]!;
    crc = (crc << 8) ^ CRC_TABLE[(crc >>> 24) ^ byte]!;
  }
  return crc >>> 0;
}
