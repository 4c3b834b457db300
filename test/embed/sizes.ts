/** What a page fetches of the package's own code: before it is seen, and before a sound is loaded. */
import { readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Project } from './project.js';

/** What a script brings along before it runs: the names that its code imports from beside it. */
function importsOf(code: string): string[] {
  const found = code.matchAll(/(?:\bfrom|\bimport)\s*["'`](\.[^"'`]+)["'`]/g);
  return [...found].map(([, name]) => name!);
}

function gzippedSize(bytes: Uint8Array): number {
  return gzipSync(bytes, { level: 9 }).length;
}

/** Bytes, gzipped, of the scripts among files, by their names. */
export function gzippedScripts(paths: Iterable<string>): Map<string, number> {
  const scripts = [...paths].filter((path) => path.endsWith('.js'));
  return new Map(scripts.map((path) => [basename(path), gzippedSize(readFileSync(path))]));
}

/** Bytes, gzipped, of scripts of dist/ and all that they import, each once. */
export function gzippedBytes({ installed }: Project, entries: readonly string[]): number {
  const seen = new Map<string, number>();
  const walk = (path: string): void => {
    if (seen.has(path)) return;
    const code = readFileSync(path);
    seen.set(path, gzippedSize(code));
    for (const name of importsOf(code.toString())) walk(join(dirname(path), name));
  };
  for (const entry of entries) walk(join(installed, 'dist', entry));
  return [...seen.values()].reduce((sum, bytes) => sum + bytes, 0);
}

/** The one file of dist/ of this name, and a hash of 8 letters. */
export function chunkOf(names: readonly string[], name: string): string {
  const found = names.filter((path) => new RegExp(`^dist/${name}-[\\w-]{8}\\.js$`).test(path));
  if (found.length !== 1) throw new Error(`dist/ has ${found.length} chunks ${name}.`);
  return found[0]!.slice('dist/'.length);
}
