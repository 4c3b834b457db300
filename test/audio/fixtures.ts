/** Reads the sound files of test/golden. */
import { readFile } from 'node:fs/promises';

/** Bytes of a file under the repository's root. */
export async function fileBytes(path: string): Promise<ArrayBuffer> {
  const buffer = await readFile(new URL(`../../${path}`, import.meta.url));
  return Uint8Array.from(buffer).buffer;
}

export function sound(name: string): Promise<ArrayBuffer> {
  return fileBytes(`test/golden/sounds/${name}`);
}
