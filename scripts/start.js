/**
 * `npm start`: builds the page and serves it, as a web server would. The built page works offline after its
 * first visit; `npm run dev` is for changing it.
 *   --open        opens the browser
 *   --port <n>    another port
 */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { build, preview } from 'vite';
import { buildForPages } from './library.js';
import { buildDocs } from '../site/build.js';

const { values } = parseArgs({
  options: { open: { type: 'boolean', default: false }, port: { type: 'string', default: '8642' } },
});
const root = fileURLToPath(new URL('..', import.meta.url));
const configFile = `${root}/vite.config.ts`;

const { status } = spawnSync(process.execPath, ['scripts/build-wasm.js'], { cwd: root, stdio: 'inherit' });
if (status !== 0) process.exit(status ?? 1);

console.log('Building the page …');
await build({ configFile, logLevel: 'warn' });
// The documentation's live examples run the package as others get it.
await buildForPages(`${root}/build/library`);
await buildDocs(`${root}/dist/app/docs`, `${root}/build/library`);

const server = await preview({
  configFile,
  logLevel: 'warn',
  preview: { host: 'localhost', port: Number(values.port), open: values.open },
});
const [url] = server.resolvedUrls?.local ?? [];
console.log(`\n  Alloy plays at  ${url}\n  and is explained at  ${url}docs/\n  Ctrl+C ends it.\n`);
