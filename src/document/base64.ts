/** Bytes as base64 text, and back. */
import { damaged } from './damaged.js';

/** Characters that one call of String.fromCharCode takes. */
const CHUNK = 8192;

export function toBase64(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += CHUNK) {
    text += String.fromCharCode(...bytes.subarray(at, at + CHUNK));
  }
  return btoa(text);
}

/** @param subject what the text is, for the error. @throws AlloyError 'document-damaged'. */
export function fromBase64(text: string, subject = 'embedding'): Uint8Array {
  try {
    return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  } catch {
    throw damaged(subject, 'it is no base64 text');
  }
}
