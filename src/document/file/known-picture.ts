/** Tells whether bytes of any origin are a picture of an instrument. */

const SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a] as const;
/** Pixels of a side: what is larger unpacks to more than a list of presets has room for. */
const SIDE = 256;
const MOST_BYTES = 2 ** 19;
/** Of the first chunk, IHDR: width, then height. */
const [WIDTH_AT, HEIGHT_AT] = [16, 20];

/** A PNG of 256 × 256 pixels, of half a megabyte at most. Whether it can be drawn, its reader finds out. */
export function isPicture(bytes: Uint8Array): boolean {
  if (bytes.length < 33 || bytes.length > MOST_BYTES) return false;
  if (!SIGNATURE.every((byte, i) => bytes[i] === byte)) return false;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return view.getUint32(WIDTH_AT) === SIDE && view.getUint32(HEIGHT_AT) === SIDE;
}
