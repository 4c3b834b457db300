/** Takes Ogg files apart into pages and seals pages that were changed, apart from src/audio/formats. */

export function pagesOf(bytes: Uint8Array): Uint8Array[] {
  const pages: Uint8Array[] = [];
  for (let at = 0; at < bytes.length;) {
    const segments = bytes[at + 26]!;
    const body = bytes.subarray(at + 27, at + 27 + segments).reduce((sum, size) => sum + size, 0);
    const end = at + 27 + segments + body;
    pages.push(bytes.slice(at, end));
    at = end;
  }
  return pages;
}

/** The checksum of a page, whatever stands in its place. */
export function crcOfPage(page: Uint8Array): number {
  let crc = 0;
  page.forEach((value, i) => {
    crc ^= (i >= 22 && i < 26 ? 0 : value) << 24;
    for (let bit = 0; bit < 8; bit++) crc = crc < 0 ? (crc << 1) ^ 0x04c11db7 : crc << 1;
  });
  return crc >>> 0;
}
