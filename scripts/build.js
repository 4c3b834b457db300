/**
 * `npm run build`: into dist/,
 *   index.js, element.js  the library for pages, bundled, with its workers and wasm files beside it
 *   wam/index.js          the plugin for hosts of Web Audio Modules, with its descriptor.json
 *   node/                 the same for Node and the `alloy` command, file by file
 *   types/                declarations
 *   app/                  the standalone page, which works offline once loaded
 */
import { rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import { buildWam } from './build-wam.js';
import { buildForNode } from './library.js';

const dist = fileURLToPath(new URL('../dist', import.meta.url));

rmSync(dist, { recursive: true, force: true });
await buildWam(dist);
buildForNode(dist);
await build({ configFile: fileURLToPath(new URL('../vite.config.ts', import.meta.url)), logLevel: 'warn' });
