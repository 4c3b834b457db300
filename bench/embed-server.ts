/** A file server that remembers what was asked of it, and when. */
import { existsSync, readFileSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize } from 'node:path';
import { gzipSync } from 'node:zlib';
import { ISOLATION } from '../scripts/isolation.js';
import { TYPES } from '../test/support/serve.js';

export interface CountingServer {
  readonly url: string;
  /** Bytes, gzipped, of the files that were asked for until a time of `Date.now()`, each once, by the end of their names. */
  gzipped(until: number, ending: string): number;
  /** Counts from now on. */
  forget(): void;
  stop(): void;
}

/** Serves folders by their prefix, and pages that are given as text, all isolated from other origins. */
export async function serveCounting(
  folders: Readonly<Record<string, string>>,
  pages: Readonly<Record<string, string>>,
): Promise<CountingServer> {
  const asked = new Map<string, { at: number; bytes: Buffer }>();
  const read = (path: string): Buffer | null => {
    if (pages[path] !== undefined) return Buffer.from(pages[path]);
    const prefix = Object.keys(folders).find((one) => path.startsWith(one));
    if (prefix === undefined) return null;
    const file = join(folders[prefix]!, path.slice(prefix.length) || 'index.html');
    return existsSync(file) && statSync(file).isFile() ? readFileSync(file) : null;
  };
  const server = createServer((request, response) => {
    const at = Date.now();
    const path = normalize(decodeURIComponent(new URL(request.url ?? '/', 'http://x').pathname));
    const bytes = read(path);
    if (!bytes) return response.writeHead(path === '/favicon.ico' ? 204 : 404).end();
    if (!asked.has(path)) asked.set(path, { at, bytes });
    for (const [name, value] of Object.entries(ISOLATION)) response.setHeader(name, value);
    const type = TYPES[extname(path) || '.html'] ?? 'application/octet-stream';
    response.setHeader('Content-Type', type).end(bytes);
  });
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve));
  return {
    url: `http://localhost:${(server.address() as AddressInfo).port}/`,
    gzipped: (until, ending) =>
      [...asked]
        .filter(([path, { at }]) => at <= until && path.endsWith(ending))
        .reduce((sum, [, { bytes }]) => sum + gzipSync(bytes, { level: 9 }).length, 0),
    forget: () => asked.clear(),
    stop: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

/** For pages that run functions of the benchmark: tsx marks the names of those, by a function that pages lack. */
export const NAMES = 'globalThis.__name = (named) => named';
