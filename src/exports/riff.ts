/** Writes chunks of RIFF files. */
import { AlloyError } from '../errors.js';

/** Largest chunk: its length is 32 bits. */
const MOST_BYTES = 2 ** 32 - 16;

/** A chunk with its tag and length, padded to an even length. @throws AlloyError 'bad-argument' above 4 GB. */
export function riffChunk(tag: string, content: Uint8Array): Uint8Array<ArrayBuffer> {
  if (content.length > MOST_BYTES) {
    throw new AlloyError(
      'bad-argument',
      'export',
      'The instrument is larger than a file of this format can be: 4 GB.',
    );
  }
  const bytes = new Uint8Array(8 + content.length + (content.length % 2));
  bytes.set(ascii(tag));
  new DataView(bytes.buffer).setUint32(4, content.length, true);
  bytes.set(content, 8);
  return bytes;
}

/** One byte a letter. */
export function ascii(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(text, (letter) => letter.charCodeAt(0));
}

export function concatBytes(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}
