/** Recognises files that name a synthesised sound, and addresses them. */
import { hasText } from '../formats/file.js';

/** How such a file begins: it is written by `JSON.stringify`, and nobody's by chance. */
const BEGINNING = '{"format":"alloy-sound"';

export function namesSound(bytes: Uint8Array): boolean {
  return hasText(bytes, 0, BEGINNING);
}

/** The address of such a file: it is in it. */
export function soundAddress(name: string): string {
  return `data:application/json,${encodeURIComponent(`${BEGINNING},"sound":${JSON.stringify(name)}}`)}`;
}
