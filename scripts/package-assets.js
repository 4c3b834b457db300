/**
 * Which files go into the package's dist/assets, and how code names them: a Rolldown plugin. From source, Vite gives
 * workers, worklets and WebAssembly their addresses; in the package they are files of fixed names, each whole by itself,
 * that bundlers copy as they are: see docs/decisions/package.md.
 */
import { readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { basename, dirname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { find, LEFT_OUT } from './find.js';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Scripts that have a better name than that of their folder. */
const NAMES = {
  'src/generator/wasm/worker.ts': 'generator-worker.js',
  'src/instrument/render/models/worker.ts': 'convert-worker.js',
  'worklets/player.ts': 'player-worklet.js',
  'worklets/wam.ts': 'wam-worklet.js',
  'worklets/recorder.ts': 'recorder-worklet.js',
};

/** Names of what is loaded later, where its own says too little. */
const LATER_NAMES = {
  './resilient.js': 'webgpu-generator.js',
  './reference.js': 'reference-generator.js',
  './synthesised/read.js': 'synthesised-sounds.js',
  '../../../imports/open-pack.js': 'sound-packs.js',
  '../platform/bounded-store.js': 'stored-notes.js',
};

/**
 * What workers load when they need it: third parties' code and data, what runs on a GPU, rarer sounds. Each is whole by itself: what it
 * shares with its worker is there twice, and only AlloyError knows its other self.
 */
const LATER = new Set([
  './opus-library.js',
  'stb-vorbis',
  '@echogarden/speex-resampler-wasm',
  './tfjs-wasm.js',
  './tfjs-webgpu.js',
  './shader-texts.js',
  './resilient.js',
  './reference.js',
  './synthesised/read.js',
  '../../../imports/open-pack.js',
  '../platform/bounded-store.js',
]);

/** dist/assets/ file name of what is loaded later, as an import names it. */
export function laterName(specifier) {
  return LATER_NAMES[specifier] ?? `${basename(specifier, '.js')}.js`;
}

/** An address of a file beside the code, or in a package. */
const ADDRESS = /new URL\((["'])([^"']+\.wasm)\1,\s*import\.meta\.url\)/g;
const DYNAMIC = /import\((["'])([^"']+)\1\)/g;
const IS_NODE = /export const (isNode|fromSource): boolean =[^;]+;/g;

const WORKER_URL = /\?worker&url$/;
const FILE_URL = /\?url$/;
const RAW = /\?raw$/;
const BUILTIN = new Set([...builtinModules, ...builtinModules.map((name) => `node:${name}`)]);

const ADDRESS_MODULE = '\0alloy-address:';
const RAW_MODULE = '\0alloy-raw:';
const NOTHING = '\0alloy-nothing';
const EMPTY = '\0alloy-empty';
export const TABLE_MODULE = '\0alloy-table';

/** The text of a shader without comments and indentation: WGSL has no strings. */
function shaderText(path) {
  const text = readFileSync(path, 'utf8')
    .replace(/\/\/.*$/gm, '')
    .replace(/\/\*[\s\S]*?\*\//g, '');
  return text.replace(/^\s+/gm, '').replace(/[ \t]+$/gm, '');
}

/** dist/assets/ file name of a script. */
function scriptName(path) {
  const own = relative(root, path).split(sep).join('/');
  const stem = basename(path).replace(/\.\w+$/, '');
  return NAMES[own] ?? `${basename(dirname(path))}-${stem}.js`;
}

/** A page's table: expressions that bundlers follow, one a file. They are evaluated when first asked for. */
function pageTable(names) {
  const rows = names.map((name) => `  '${name}': () => new URL('./assets/${name}', import.meta.url).href,`);
  return `const files = {\n${rows.join('\n')}\n};
export function readPackageTable() {
  // Some bundlers give a path of the site.
  const at = (name) => new URL(files[name](), globalThis.document?.baseURI).href;
  const base = new URL('.', at('${names.find((name) => name.endsWith('.js'))}')).href;
  const moved = {};
  for (const name of Object.keys(files)) {
    const address = at(name);
    if (address !== base + name) moved[name] = address;
  }
  return { base, files: moved };
}\n`;
}

/** A worker's: what the page wrote behind the # of its address. */
const WORKER_TABLE = `export function readPackageTable() {
  const told = globalThis.location?.hash.slice(1);
  return told ? JSON.parse(decodeURIComponent(told)) : null;
}\n`;

/**
 * @param found Map that collects the files: name → `{ script }`, the path of an entry to bundle, or `{ copy }`.
 * @param table 'page' with `names`, or 'worker'.
 */
export function packageAssets(found, table, names = []) {
  const add = (name, file) => {
    found.set(name, file);
    return `alloy:${name}`;
  };
  return {
    name: 'alloy-package-assets',
    resolveId(source, importer) {
      if (WORKER_URL.test(source)) {
        const path = find(source.replace(WORKER_URL, ''), importer);
        return ADDRESS_MODULE + add(scriptName(path), { script: path });
      }
      if (LEFT_OUT.test(source)) return EMPTY;
      if (FILE_URL.test(source)) {
        const path = find(source.replace(FILE_URL, ''), importer);
        return ADDRESS_MODULE + add(basename(path), { copy: path });
      }
      if (RAW.test(source)) return RAW_MODULE + find(source.replace(RAW, ''), importer);
      if (/\/package-table\.js$/.test(source)) return TABLE_MODULE;
      if (BUILTIN.has(source)) return NOTHING;
      return null;
    },
    load(id) {
      if (id.startsWith(ADDRESS_MODULE))
        return `export default ${JSON.stringify(id.slice(ADDRESS_MODULE.length))};`;
      if (id.startsWith(RAW_MODULE))
        return `export default ${JSON.stringify(shaderText(id.slice(RAW_MODULE.length)))};`;
      if (id === TABLE_MODULE) return table === 'page' ? pageTable(names) : WORKER_TABLE;
      if (id === EMPTY) return "export default '';";
      return id === NOTHING ? 'export default {};' : null;
    },
    // Webpack and others read string literals for sure.
    generateBundle(_, bundle) {
      for (const chunk of Object.values(bundle))
        if (chunk.code)
          chunk.code = chunk.code
            .replace(/new URL\(`(\.\/assets\/[^`$]+)`/g, 'new URL("$1"')
            .replace(/import\(`(\.{1,2}\/[^`$]+)`\)/g, 'import("$1")');
    },
    transform(code, id) {
      if (id.startsWith('\0')) return null;
      let located = false;
      const at = (name, file) => {
        located = true;
        return `alloyLocate('${add(name, file)}')`;
      };
      let changed = code
        .replace(IS_NODE, 'export const $1: boolean = false;')
        .replace(ADDRESS, (_, __, file) => {
          const copy = find(file, id);
          return `new URL(${at(basename(copy), { copy })})`;
        });
      if (table === 'worker')
        changed = changed.replace(DYNAMIC, (whole, _, specifier) => {
          if (!LATER.has(specifier)) return whole;
          const script = specifier.startsWith('.') ? find(specifier, id) : specifier;
          return `import(/* @vite-ignore */ ${at(laterName(specifier), { script })})`;
        });
      if (changed === code) return null;
      const files = join(root, 'src/platform/package-files.ts');
      const head = located ? `import { locate as alloyLocate } from ${JSON.stringify(files)};\n` : '';
      return { code: head + changed, map: null };
    },
  };
}
