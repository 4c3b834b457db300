/** Finds the tags of songs and pictures that stand before, between and after the frames of MP3 and FLAC. */
import { hasText } from './file.js';

const ID3_HEADER = 10;
const ID3V1_BYTES = 128;
const APE_HEADER = 32;
const APE_IS_HEADER = 0x20000000;
/** The end of a Lyrics3v2 tag: six digits of size, then this mark. */
const LYRICS_END = 'LYRICS200';
const LYRICS_LENGTH_DIGITS = 6;

/** Where the sound starts after every ID3v2 and APE tag in a row; 0 without one. */
export function afterTags(bytes: Uint8Array): number {
  let offset = 0;
  for (let size = tagAt(bytes, offset); size > 0; size = tagAt(bytes, offset)) offset += size;
  return offset;
}

/** Bytes of the tag that starts at `offset`: ID3v2, ID3v1, APE or Lyrics3; 0 where there is none. */
export function tagAt(bytes: Uint8Array, offset: number): number {
  if (hasText(bytes, offset, 'ID3')) return id3v2Size(bytes, offset);
  if (hasText(bytes, offset, 'TAG') && bytes.length - offset === ID3V1_BYTES) return ID3V1_BYTES;
  if (hasText(bytes, offset, 'APETAGEX')) return apeSize(bytes, offset);
  if (hasText(bytes, offset, 'LYRICSBEGIN')) return lyricsSize(bytes, offset);
  return 0;
}

function id3v2Size(bytes: Uint8Array, offset: number): number {
  if (offset + ID3_HEADER > bytes.length) return 0;
  const size = bytes.subarray(offset + 6, offset + ID3_HEADER);
  if (bytes[offset + 3] === 0xff || size.some((byte) => byte > 127)) return 0;
  const footer = bytes[offset + 5]! & 0x10 ? ID3_HEADER : 0;
  return ID3_HEADER + size.reduce((sum, byte) => sum * 128 + byte, 0) + footer;
}

/** The size that the tag says counts the footer, and leaves the header out. */
function apeSize(bytes: Uint8Array, offset: number): number {
  if (offset + APE_HEADER > bytes.length) return 0;
  const view = new DataView(bytes.buffer, bytes.byteOffset + offset, APE_HEADER);
  const flags = view.getUint32(20, true);
  const items = view.getUint32(12, true);
  return (flags & APE_IS_HEADER) === 0 ? APE_HEADER : APE_HEADER + items; // a footer stands alone
}

function lyricsSize(bytes: Uint8Array, offset: number): number {
  for (let at = offset; at + LYRICS_END.length <= bytes.length; at++) {
    if (hasText(bytes, at, LYRICS_END) && at - offset >= LYRICS_LENGTH_DIGITS)
      return at + LYRICS_END.length - offset;
  }
  return 0;
}
