/**
 * Reads files that ship beside the code (kernels, models), in the page, in workers and in Node.
 * Callers pass `new URL('./file', import.meta.url)`, which Vite and the build understand.
 */

import { locate, whereMoved } from './package-files.js';

export const isNode: boolean =
  typeof process !== 'undefined' &&
  typeof process.versions === 'object' &&
  process.versions.node !== undefined;

/** Whether Node runs the source, where files lie beside it and no bundler has given them addresses. */
export const fromSource: boolean = isNode && import.meta.url.endsWith('.ts');

/**
 * The bytes at `url`.
 * @throws Error when the file cannot be read; the message names the URL.
 */
export async function loadBytes(url: URL | string): Promise<ArrayBuffer> {
  const target = typeof url === 'string' ? new URL(url, 'file:///') : url;
  if (isNode && target.protocol === 'file:') {
    const { readFile } = await import('node:fs/promises');
    const { buffer, byteOffset, byteLength } = await readFile(target);
    const whole = byteOffset === 0 && byteLength === buffer.byteLength; // large files: they are there once
    return (whole ? buffer : buffer.slice(byteOffset, byteOffset + byteLength)) as ArrayBuffer;
  }
  const response = await fetch(whereMoved(locate(String(url))));
  if (!response.ok) throw new Error(`Could not load ${String(url)}: HTTP ${response.status}`);
  return response.arrayBuffer();
}

export async function loadText(url: URL | string): Promise<string> {
  return new TextDecoder().decode(await loadBytes(url));
}
