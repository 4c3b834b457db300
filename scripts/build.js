/**
 * `npm run build`: into dist/,
 *   index.js, element.js …  the package's entries for pages, and their chunks
 *   wam/index.js            the plugin for hosts of Web Audio Modules, with its descriptor.json
 *   assets/                 what they load: workers, worklets, WebAssembly, models, sounds
 *   node/                   the library for Node and the `alloy` command
 *   types/                  declarations, rolled up
 *   app/                    the standalone page, which works offline once loaded; not with --package, as npm pack runs it
 */
import { rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import { buildForNode, buildForPages } from './library.js';
import { buildTypes } from './types.js';

const dist = fileURLToPath(new URL('../dist', import.meta.url));

rmSync(dist, { recursive: true, force: true });
await buildForPages(dist);
await buildForNode(dist);
await buildTypes(dist);
if (!process.argv.includes('--package'))
  await build({ configFile: fileURLToPath(new URL('../vite.config.ts', import.meta.url)), logLevel: 'warn' });
