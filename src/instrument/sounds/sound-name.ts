/** Names a sound that came without a name: after its file, or the last part of its address. */

/** Of a sound that has none: the page has words for it. */
const NAMELESS = 'sound';

export function soundName(source: File | Blob | string): string {
  if (typeof source === 'string') return nameInAddress(source);
  return source instanceof File && source.name !== '' ? source.name : NAMELESS;
}

/** The file name in an address, as people write it: "Low bell.wav" for "https://…/Low%20bell.wav?v=2#t". */
function nameInAddress(address: string): string {
  if (/^(data|blob):/i.test(address)) return NAMELESS;
  const path = address.replace(/[?#].*$/s, '').replace(/^[a-z][a-z\d+.-]*:\/\//i, '');
  const parts = path.split('/').filter((part) => part.trim() !== '');
  return decoded(parts.at(-1) ?? '') || NAMELESS;
}

/** Not every address with a percent sign is an encoded one. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
