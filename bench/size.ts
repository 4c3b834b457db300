/** How much JavaScript a page downloads for the library: gzip, without weights. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import type { Row } from './row.js';

const FOLDER = new URL('../dist/', import.meta.url);
const ASKED_KB = 500;

export async function benchSize(): Promise<Row[]> {
  const asked = `≤ ${ASKED_KB} KB`;
  const figure = 'library JavaScript, gzip';
  if (!existsSync(new URL('element.js', FOLDER))) {
    return [{ figure, asked, measured: 'not run: npm run build first', ok: null }];
  }
  const files = readdirSync(FOLDER, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.js') && !/^(node|app|types)[\\/]/.test(name))
    .map((name) => ({
      name,
      size: gzipSync(readFileSync(new URL(name, FOLDER)), { level: 9 }).length / 1000,
    }))
    .sort((a, b) => b.size - a.size);
  const total = files.reduce((sum, file) => sum + file.size, 0);
  const largest = files.slice(0, 6).map((file) => `${file.name} ${file.size.toFixed(0)}`);
  return [
    { figure, asked, measured: `${total.toFixed(0)} KB (${largest.join(', ')} …)`, ok: total <= ASKED_KB },
  ];
}
