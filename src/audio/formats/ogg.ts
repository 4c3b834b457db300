/** Ogg pages to packets (RFC 3533): the first Vorbis, Opus or FLAC stream of a file; others are passed over. */
import { hasText, truncated, unreadable, type SoundFile } from './file.js';

export type OggCodec = 'vorbis' | 'opus' | 'flac';

export interface OggStream {
  readonly codec: OggCodec;
  readonly packets: readonly Uint8Array[];
  /** Granule position of the last page: the stream's length, in the codec's own count. */
  readonly lastGranule: number;
  /** Whether the last page is there. Without, the file was cut. */
  readonly complete: boolean;
}

interface OggPage {
  readonly continued: boolean;
  readonly last: boolean;
  /** −1 where no packet ends on the page. */
  readonly granule: number;
  readonly serial: number;
  /** Packets or parts of them, and whether the last one goes on on the next page. */
  readonly parts: readonly Uint8Array[];
  readonly open: boolean;
  readonly end: number;
}

export function isOgg(bytes: Uint8Array): boolean {
  return hasText(bytes, 0, 'OggS');
}

/** @throws AlloyError 'unreadable' for damage or a codec that is not read. */
export function readOgg(file: SoundFile): OggStream {
  const packets: Uint8Array[] = [];
  let codec: OggCodec | null = null;
  let serial = -1;
  let pending: Uint8Array[] = [];
  let lastGranule = 0;
  for (let page = readPage(file, 0); page; page = readPage(file, page.end)) {
    if (codec === null) {
      codec = codecOf(page.parts[0] ?? new Uint8Array(0));
      serial = page.serial;
    }
    if (codec === null || page.serial !== serial) continue;
    page.parts.forEach((part, i) => {
      if (i === 0 && !page.continued) pending = [];
      pending.push(part);
      if (i === page.parts.length - 1 && page.open) return;
      packets.push(joined(pending));
      pending = [];
    });
    if (page.granule >= 0) lastGranule = page.granule;
    if (page.last) return { codec, packets, lastGranule, complete: true };
  }
  if (serial < 0) throw truncated(file, 0, null);
  if (codec === null) throw unreadable(file, 'this Ogg file holds no Vorbis, Opus or FLAC sound');
  return { codec, packets, lastGranule, complete: false };
}

function codecOf(head: Uint8Array): OggCodec | null {
  if (hasText(head, 0, '\x01vorbis')) return 'vorbis';
  if (hasText(head, 0, 'OpusHead')) return 'opus';
  if (hasText(head, 0, '\x7fFLAC')) return 'flac';
  return null;
}

/** null where no whole page follows. */
function readPage(file: SoundFile, offset: number): OggPage | null {
  const { bytes } = file;
  if (offset + 27 > bytes.length) return null;
  if (!hasText(bytes, offset, 'OggS')) throw unreadable(file, 'it is damaged');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const segments = bytes[offset + 26]!;
  const body = offset + 27 + segments;
  if (body > bytes.length) return null;
  const lacing = bytes.subarray(offset + 27, body);
  const end = lacing.reduce((sum, size) => sum + size, body);
  if (end > bytes.length) return null;
  if (view.getUint32(offset + 22, true) !== crc32(bytes, offset, end))
    throw unreadable(file, 'it is damaged');
  const flags = bytes[offset + 5]!;
  return {
    continued: (flags & 1) !== 0,
    last: (flags & 4) !== 0,
    granule: Number(view.getBigInt64(offset + 6, true)),
    serial: view.getUint32(offset + 14, true),
    parts: partsOf(bytes, body, lacing),
    open: segments > 0 && lacing[segments - 1] === 255,
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
