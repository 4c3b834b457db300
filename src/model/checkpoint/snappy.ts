/**
 * Decompresses a raw Snappy block (format_description.txt of google/snappy): a varint of the length, then literals
 * and copies of what came before.
 * @throws Error when the block is not whole.
 */
import { ByteReader } from './bytes.js';

/** A table block is 256 KB by default; what claims far more is broken. */
const MOST = 1 << 28;

export function unsnappy(block: Uint8Array): Uint8Array {
  const input = new ByteReader(block);
  const length = input.varint();
  if (length > MOST) throw new Error(`a compressed block claims ${length} bytes`);
  const output = new Uint8Array(length);
  let at = 0;
  while (input.left > 0) {
    const tag = input.byte();
    if ((tag & 3) === 0) {
      const bytes = input.take(literalLength(tag >>> 2, input));
      if (at + bytes.length > length) throw new Error('a compressed block is longer than it says');
      output.set(bytes, at);
      at += bytes.length;
    } else {
      at = copy(output, at, ...copyOf(tag, input));
    }
  }
  if (at !== length) throw new Error('a compressed block is shorter than it says');
  return output;
}

/** Short lengths are in the tag; longer ones take 1 to 4 bytes. */
function literalLength(code: number, input: ByteReader): number {
  return code < 60 ? code + 1 : input.little(code - 59) + 1;
}

/** Length and distance. */
function copyOf(tag: number, input: ByteReader): [number, number] {
  if ((tag & 3) === 1) return [((tag >>> 2) & 7) + 4, ((tag >>> 5) << 8) | input.byte()];
  return [(tag >>> 2) + 1, input.little((tag & 3) === 2 ? 2 : 4)];
}

/** Copies may overlap what they write: byte by byte. */
function copy(output: Uint8Array, at: number, length: number, distance: number): number {
  if (distance < 1 || distance > at || at + length > output.length) {
    throw new Error('a compressed block copies from where there is nothing');
  }
  for (let i = 0; i < length; i++) output[at + i] = output[at + i - distance]!;
  return at + length;
}
