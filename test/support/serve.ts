/** A plain file server, as anybody's is. */
import { createReadStream, existsSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize } from 'node:path';

/** Media types by a file's ending. */
export const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.json': 'application/json',
  '.wasm': 'application/wasm',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
};

export interface Served {
  readonly url: string;
  stop(): Promise<void>;
}

export interface FileServer extends Served {
  /** Paths of the files that were asked for so far. */
  readonly sent: ReadonlySet<string>;
}

/** Serves files: the first folder whose prefix fits, or a page given as text; all with these headers. */
export async function serve(
  folders: Readonly<Record<string, string>>,
  pages: Readonly<Record<string, string>>,
  headers: Readonly<Record<string, string>>,
): Promise<FileServer> {
  const sent = new Set<string>();
  const server = createServer((request, response) => {
    for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
    const path = normalize(decodeURIComponent(new URL(request.url ?? '/', 'http://x').pathname));
    const page = pages[path];
    if (page !== undefined) return response.setHeader('Content-Type', 'text/html').end(page);
    if (path === '/favicon.ico') return response.writeHead(204).end(); // browsers ask for one by themselves
    const prefix = Object.keys(folders).find((candidate) => path.startsWith(candidate));
    const relative = prefix === undefined ? '' : path.slice(prefix.length);
    const file =
      prefix === undefined ? '' : join(folders[prefix]!, relative === '' ? 'index.html' : relative);
    if (!existsSync(file) || !statSync(file).isFile()) return response.writeHead(404).end();
    sent.add(file);
    response.setHeader('Content-Type', TYPES[extname(file)] ?? 'application/octet-stream');
    createReadStream(file).pipe(response);
  });
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve));
  const stop = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return { url: `http://localhost:${(server.address() as AddressInfo).port}/`, sent, stop };
}
