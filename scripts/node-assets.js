/** How the bundle for Node names the files of the package: beside it, in dist/assets. A Rolldown plugin. */
import { basename, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readFileSync } from 'node:fs';
import { find, LEFT_OUT } from './find.js';
import { laterName } from './package-assets.js';

const root = fileURLToPath(new URL('..', import.meta.url));

const ADDRESS = /new URL\((["'])([^"']+\.wasm)\1,\s*import\.meta\.url\)/g;
const CONSTANTS = [
  [/export const isNode: boolean =[^;]+;/, 'export const isNode: boolean = true;'],
  [/export const fromSource: boolean =[^;]+;/, 'export const fromSource: boolean = false;'],
];
const FILE_URL = /\?url$/;
const RAW = /\?raw$/;
/** In pages only: never reached in Node. */
const WORKER_URL = /\?worker&url$/;

const PATH_MODULE = '\0alloy-path:';
const RAW_MODULE = '\0alloy-raw:';
const NOTHING = '\0alloy-nothing';

/** What pages have in a file of its own, and Node reads there, too. */
const SHARED = new Set([
  './opus-library.js',
  'stb-vorbis',
  './shader-texts.js',
  './tfjs-wasm.js',
  './tfjs-webgpu.js',
  './synthesised/read.js',
]);
const DYNAMIC = /import\((["'])([^"']+)\1\)/g;

/** @param found Map that collects those files: name → `{ script }`, the path of an entry to bundle, or `{ copy }`. */
export function nodeAssets(found) {
  const add = (name, file) => {
    found.set(name, file);
    return `../assets/${name}`;
  };
  const copied = (path) => add(basename(path), { copy: path });
  return {
    name: 'alloy-node-assets',
    resolveId(source, importer) {
      if (WORKER_URL.test(source) || LEFT_OUT.test(source)) return NOTHING;
      if (FILE_URL.test(source)) return PATH_MODULE + copied(find(source.replace(FILE_URL, ''), importer));
      return RAW.test(source) ? RAW_MODULE + find(source.replace(RAW, ''), importer) : null;
    },
    load(id) {
      if (id.startsWith(PATH_MODULE))
        return `import { fileURLToPath } from 'node:url';
export default fileURLToPath(new URL('${id.slice(PATH_MODULE.length)}', import.meta.url));`;
      if (id.startsWith(RAW_MODULE))
        return `export default ${JSON.stringify(readFileSync(id.slice(RAW_MODULE.length), 'utf8'))};`;
      return id === NOTHING ? "export default '';" : null;
    },
    transform(code, id) {
      if (id.startsWith('\0')) return null;
      let changed = code.replace(ADDRESS, (_, __, file) => {
        return `new URL('${copied(find(file, id))}', import.meta.url)`;
      });
      changed = changed.replace(DYNAMIC, (whole, _, specifier) => {
        if (!SHARED.has(specifier)) return whole;
        const script = specifier.startsWith('.') ? find(specifier, id) : specifier;
        return `import(new URL('${add(laterName(specifier), { script })}', import.meta.url).href)`;
      });
      if (relative(root, id).split(sep).join('/') === 'src/platform/assets.ts')
        for (const [pattern, text] of CONSTANTS) changed = changed.replace(pattern, text);
      return changed === code ? null : { code: changed, map: null };
    },
  };
}
