/** Inflates within a limit, so that a few bytes cannot become gigabytes. */
import { Inflate } from 'fflate';
import { damaged } from './damaged.js';

/** Deflate makes at most 1032 bytes of one: a piece of this size inflates to half a megabyte. */
const PIECE = 512;

/** @param most bytes that may come out. @throws AlloyError 'document-damaged' for more, or for what is not deflated. */
export function inflateWithin(bytes: Uint8Array, most: number, subject = 'embedding'): Uint8Array {
  const parts: Uint8Array[] = [];
  let length = 0;
  let ended = false;
  const inflate = new Inflate((part, final) => {
    parts.push(part);
    length += part.length;
    ended = final;
  });
  try {
    for (let start = 0; start < bytes.length && length <= most; start += PIECE) {
      inflate.push(bytes.subarray(start, start + PIECE), start + PIECE >= bytes.length);
    }
  } catch {
    throw damaged(subject, 'it cannot be unpacked');
  }
  if (length > most) throw damaged(subject, 'it unpacks to too much');
  if (!ended) throw damaged(subject, 'it ends early');
  const output = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    output.set(part, at);
    at += part.length;
  }
  return output;
}
