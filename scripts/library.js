/**
 * Builds the package's dist/:
 *   index.js, element.js …  entries for pages, and the chunks that they share
 *   assets/                 workers, worklets, WebAssembly, models and sounds, under fixed names
 *   node/                   the library for Node and the `alloy` command, with all that they import
 */
import { Buffer } from 'node:buffer';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'rolldown';
import { writeWamDescriptor } from './build-wam.js';
import { splitPlanes } from './byte-planes.js';
import { minifyTemplates } from './minify-templates.js';
import { nodeAssets } from './node-assets.js';
import { packageAssets, TABLE_MODULE } from './package-assets.js';
import { tfjsKernels } from './tfjs-kernels.js';
import { keptKernels, NO_SIDE_EFFECTS, tfjsLean } from './tfjs-lean.js';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Entries for pages: those whose source is there. */
const ENTRIES = Object.entries({
  index: 'src/index.ts',
  element: 'ui/define.ts',
  react: 'ui/react.ts',
  server: 'ui/server.ts',
  nothing: 'ui/nothing.ts',
  'wam/index': 'src/wam/index.ts',
}).filter(([, path]) => existsSync(join(root, path)));

/** Models and sounds in the package: not the examples to listen to. */
const DATA = ['models', 'presets'];
const NOT_SHIPPED = /\/examples\/|\/nsynth-[^/]+\//;

/** Weights, all 16-bit. */
const WEIGHTS = /^models\/.+\.bin$/;

const TFJS_WASM = /tfjs-backend-wasm-simd\.wasm$/;

/** Bundlers write smaller files into the code as `data:` addresses, which a strict policy refuses: all are larger. */
const SMALLEST_BYTES = 4200;

/** Native packages, which whoever needs them installs. */
const NATIVE = ['webgpu', 'midi'];

const WARNINGS = new Set(['EVAL', 'INEFFECTIVE_DYNAMIC_IMPORT']);

function options(plugins, platform = 'browser') {
  return {
    cwd: root,
    platform,
    tsconfig: join(root, 'tsconfig.json'),
    plugins,
    transform: { target: 'es2022', define: { 'process.env.NODE_ENV': '"production"' } },
    checks: { pluginTimings: false },
    onLog(level, log, handler) {
      if (!WARNINGS.has(log.code)) handler(level, log);
    },
  };
}

/** The data files of the package: name in dist/assets → path. */
function dataFiles() {
  return DATA.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .map((name) => `${folder}/${name.replaceAll('\\', '/')}`)
      .filter((name) => !NOT_SHIPPED.test(name) && statSync(join(root, name)).isFile()),
  );
}

/** What a page fetches of them; the rest are notices. */
const isFetched = (name) => !/\.(md|txt)$|CREDITS$/.test(name);

/**
 * WebAssembly that a library has in its code in base64, as text of as many characters as it has bytes: gzip packs that a fifth
 * smaller. The library reads base64 as before.
 */
function binaryTexts(code) {
  return code.replace(/(["'`])(AGFzbQ[\w+/]{1000,}={0,2})\1/g, (_, __, base64) => {
    const text = Buffer.from(base64, 'base64').toString('latin1');
    const escaped = text.replace(/[\\`\r]|\$\{/g, (one) => (one === '\r' ? '\\r' : `\\${one}`));
    return `btoa(\`${escaped}\`)`;
  });
}

function padded(name, bytes) {
  const missing = SMALLEST_BYTES - bytes.length;
  if (missing <= 0) return bytes;
  if (name.endsWith('.json')) return Buffer.concat([bytes, Buffer.alloc(missing, ' ')]);
  if (name.endsWith('.js')) return Buffer.concat([bytes, Buffer.from(`/*${' '.repeat(missing)}*/\n`)]);
  throw new Error(`${name} has ${bytes.length} bytes: bundlers would write it into the code`);
}

function write(outDir, name, bytes) {
  const path = join(outDir, 'assets', name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, isFetched(name) ? padded(name, bytes) : bytes);
}

/** One script of dist/assets, whole by itself, as text. */
async function bundleScript(script, found, collect) {
  const { output } = await build({
    ...options([packageAssets(found, 'worker'), tfjsLean(), tfjsKernels(), collect]),
    treeshake: { moduleSideEffects: NO_SIDE_EFFECTS },
    input: script,
    write: false,
    output: { format: 'esm', minify: true, comments: { legal: false }, codeSplitting: false },
  });
  return Buffer.from(binaryTexts(output[0].code));
}

/** What a file of dist/assets holds. */
async function bytesOf({ script, copy }, found, collect) {
  if (!copy) return bundleScript(script, found, collect);
  const bytes = readFileSync(copy);
  return TFJS_WASM.test(copy) ? keptKernels(bytes) : bytes;
}

/** Modules that an entry brings along before it runs. */
function modulesBefore(output, entry) {
  const chunks = new Map(output.map((chunk) => [chunk.fileName, chunk]));
  const names = new Set();
  const walk = (name) => {
    if (names.has(name)) return;
    names.add(name);
    for (const imported of chunks.get(name)?.imports ?? []) walk(imported);
  };
  walk(`${entry}.js`);
  return new Set([...names].flatMap((name) => Object.keys(chunks.get(name)?.modules ?? {})));
}

/**
 * Scripts and WebAssembly, as far as pages and workers name them (name → bytes); the modules of the first face, and those of
 * them that what has no face has, too.
 */
async function bundleAssets(collect) {
  const found = new Map();
  const input = Object.fromEntries(ENTRIES);
  const page = options([packageAssets(found, 'page', ['none.js']), collect]);
  const { output } = await build({ ...page, input, external: ['react'], write: false });
  const made = new Map();
  for (const [name, file] of found) made.set(name, await bytesOf(file, found, collect)); // grows while it goes
  const face = modulesBefore(output, 'element');
  const others = ['index', 'wam/index'].map((entry) => modulesBefore(output, entry));
  const common = new Set([...face].filter((id) => others.some((modules) => modules.has(id))));
  return { assets: made, face, common };
}

/**
 * Entries, chunks and assets into a folder.
 * @param collect a plugin that sees every bundle, for the licences.
 */
export async function buildForPages(outDir, collect = null) {
  const { assets, face, common } = await bundleAssets(collect);
  for (const name of dataFiles()) {
    const bytes = readFileSync(join(root, name));
    assets.set(name, WEIGHTS.test(name) ? splitPlanes(bytes) : bytes);
  }
  for (const [name, bytes] of assets) write(outDir, name, bytes);
  writeWamDescriptor(outDir);
  const names = [...assets.keys()].filter(isFetched).sort();
  await build({
    ...options([minifyTemplates(), packageAssets(new Map(), 'page', names), collect]),
    input: Object.fromEntries(ENTRIES),
    external: ['react'],
    output: {
      dir: outDir,
      format: 'esm',
      minify: true,
      comments: { legal: false }, // THIRD_PARTY.md has them
      entryFileNames: '[name].js',
      chunkFileNames: '[name]-[hash].js',
      // The table's addresses are relative to dist/: a file of its own there.
      // The first face is one file: what comes later shares much of it, and would have it in pieces.
      codeSplitting: {
        groups: [
          { name: 'files', test: (id) => id === TABLE_MODULE, priority: 3 },
          { name: 'common', test: (id) => common.has(id), priority: 2 },
          { name: 'define', test: (id) => face.has(id), priority: 1 },
        ],
      },
    },
  });
}

/** node/ into a folder; what it reads from assets/ is put there, unless it is there. */
export async function buildForNode(outDir, collect = null) {
  const found = new Map();
  const { transform, ...rest } = options([nodeAssets(found), tfjsKernels(), collect], 'node');
  await build({
    ...rest,
    transform: { ...transform, define: { ...transform.define, __dirname: 'import.meta.dirname' } },
    resolve: { mainFields: ['module', 'main'] },
    input: {
      index: join(root, 'src/node.ts'),
      alloy: join(root, 'src/cli/main.ts'),
      'node-worker': join(root, 'src/generator/wasm/node-worker.ts'),
      'finish-worker': join(root, 'src/library/finish-worker.ts'),
    },
    external: NATIVE,
    output: {
      dir: join(outDir, 'node'),
      format: 'esm',
      minify: true,
      comments: { legal: false }, // THIRD_PARTY.md has them
      entryFileNames: '[name].js',
      chunkFileNames: '[name]-[hash].js',
    },
  });
  for (const [name, file] of found)
    if (!existsSync(join(outDir, 'assets', name))) write(outDir, name, await bytesOf(file, found, collect));
}
