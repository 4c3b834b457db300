/** Writes packets as Ogg pages for a decoder that takes nothing else; without lengths and checksums, which it does not ask for. */

const PAGE_HEADER = 27;
const MOST_SEGMENTS = 255;
const CONTINUED = 1;
const FIRST = 2;

/** @param headers the first packets, which Vorbis wants on pages apart: one, then the rest of them. */
export function writeOgg(packets: readonly Uint8Array[], headers: number): Uint8Array {
  const pages: Uint8Array[] = [];
  let lacing: number[] = [];
  let parts: Uint8Array[] = [];
  let continued = false;
  const flush = (open: boolean): void => {
    if (lacing.length > 0) pages.push(page(pages.length, lacing, parts, continued));
    [lacing, parts, continued] = [[], [], open];
  };
  packets.forEach((packet, index) => {
    for (let at = 0; ; at += 255) {
      if (lacing.length === MOST_SEGMENTS) flush(at > 0);
      const part = packet.subarray(at, at + 255);
      lacing.push(part.length);
      parts.push(part);
      if (part.length < 255) break;
    }
    if (index === 0 || index === headers - 1) flush(false);
  });
  flush(false);
  return concatenated(pages);
}

function page(
  sequence: number,
  lacing: readonly number[],
  parts: readonly Uint8Array[],
  continued: boolean,
): Uint8Array {
  const head = new Uint8Array(PAGE_HEADER + lacing.length);
  head.set([0x4f, 0x67, 0x67, 0x53, 0, (continued ? CONTINUED : 0) | (sequence === 0 ? FIRST : 0)]);
  const view = new DataView(head.buffer);
  view.setBigInt64(6, -1n, true); // no word of where the sound is
  view.setUint32(14, 1, true);
  view.setUint32(18, sequence, true);
  head[26] = lacing.length;
  head.set(lacing, PAGE_HEADER);
  return concatenated([head, ...parts]);
}

function concatenated(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
