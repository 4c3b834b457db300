/** Puts shards together again that the package ships in byte planes, which gzip packs a tenth smaller. [worker or Node] */

/** How such a shard begins; the same as in scripts/byte-planes.js. No weights do: as float16 it is no number. */
const MARK = [0xff, 0x7f, 0x41, 0x4c, 0x50, 0x4c, 0xff, 0x7f];

/**
 * The bytes of a shard, whichever way it was stored. In planes: the mark, the first byte of each 16-bit number, then the second
 * of each.
 */
export function joinPlanes(stored: ArrayBuffer): ArrayBuffer {
  const bytes = new Uint8Array(stored);
  if (!MARK.every((byte, i) => bytes[i] === byte)) return stored;
  const planes = bytes.subarray(MARK.length);
  const half = planes.length / 2;
  const joined = new Uint8Array(planes.length);
  for (let i = 0; i < half; i++) {
    joined[2 * i] = planes[i]!;
    joined[2 * i + 1] = planes[half + i]!;
  }
  return joined.buffer;
}
