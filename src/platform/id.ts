/**
 * A new random id of 128 bits, as 32 hexadecimal digits. `crypto.randomUUID` would do, but browsers have it on secure
 * pages only, and a page on plain http keeps presets too. [page] [worker]
 */
export function newId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
