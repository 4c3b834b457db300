/** Splits a shard of 16-bit weights into byte planes for the package: gzip packs it a tenth smaller. */
import { Buffer } from 'node:buffer';

/** The same as in src/model/byte-planes.ts, which puts it together again. */
const MARK = [0xff, 0x7f, 0x41, 0x4c, 0x50, 0x4c, 0xff, 0x7f];

/** The mark, the first byte of each number, then the second of each. */
export function splitPlanes(bytes) {
  if (bytes.length % 2 !== 0) throw new Error('A shard of 16-bit weights has an even number of bytes.');
  const even = bytes.filter((_, i) => i % 2 === 0);
  const odd = bytes.filter((_, i) => i % 2 === 1);
  return Buffer.concat([Buffer.from(MARK), even, odd]);
}
