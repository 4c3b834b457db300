/**
 * Serves the workers of src/ bundled, as they are shipped, to tests in a browser: a Vite plugin. From source, each worker
 * that starts asks the server for some hundred modules, and the tests start hundreds of workers.
 */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { extname, join, normalize, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, type Connect, type Plugin } from 'vite';
import { tfjsThreads } from '../../scripts/tfjs-threads.js';
import { SEED } from './shake.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
/** Where the bundles are on the server. */
const PREFIX = '/@bundled-workers/';
/** For what is the same as long as the server is there. */
const FOREVER = 'max-age=31536000, immutable';
const TYPES: Readonly<Record<string, string>> = { '.js': 'text/javascript', '.wasm': 'application/wasm' };

/** Path below the root, as in an URL, by the name that its bundle gets. */
function workersOfSource(): Map<string, string> {
  const names = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' });
  const paths = names.filter((name) => name.split(sep).at(-1) === 'worker.ts');
  return new Map(
    paths.map((name) => [
      name.slice(0, -'/worker.ts'.length).split(sep).join('-'),
      `/src/${name.split(sep).join('/')}`,
    ]),
  );
}

async function bundle(workers: ReadonlyMap<string, string>, outDir: string): Promise<void> {
  await build({
    root,
    configFile: false,
    base: './',
    publicDir: false,
    logLevel: 'silent',
    plugins: [tfjsThreads()],
    worker: { format: 'es', plugins: () => [tfjsThreads()] },
    build: {
      outDir,
      target: 'es2022',
      assetsInlineLimit: 0,
      modulePreload: false,
      reportCompressedSize: false,
      rolldownOptions: {
        input: Object.fromEntries([...workers].map(([name, path]) => [name, join(root, path)])),
        output: { entryFileNames: '[name].js' },
      },
    },
  });
}

/**
 * `vitest run`: no source changes under it, so a browser may keep each module from one file of tests to the next. Not where
 * they are to come late.
 */
const keepsModules = process.argv.includes('run') && SEED === null;

/** Lets a browser keep what it would ask for again in each file of tests: some hundred modules. */
const kept: Connect.NextHandleFunction = (_request, response, next) => {
  const setHeader = response.setHeader.bind(response);
  response.setHeader = (name, value) => {
    const asks = name.toLowerCase() === 'cache-control' && value === 'no-cache';
    return setHeader(name, asks ? FOREVER : value);
  };
  next();
};

/** Vite's plugin. Bundles when the first worker is asked for; the bundles go with the server. */
export function bundledWorkers(): Plugin {
  const workers = workersOfSource();
  const names = new Map([...workers].map(([name, path]) => [path, name]));
  let folder: string | undefined;
  let bundled: Promise<void> | undefined;
  const start = (): Promise<void> =>
    bundle(workers, (folder = mkdtempSync(join(tmpdir(), 'alloy-workers-'))));
  const answer: Connect.NextHandleFunction = (request, response, next) => {
    const { pathname, searchParams } = new URL(request.url!, 'http://x');
    const name = searchParams.has('worker_file') ? names.get(pathname) : undefined;
    if (name !== undefined) {
      bundled ??= start();
      bundled.then(
        () => response.setHeader('Content-Type', TYPES['.js']!).end(`import '${PREFIX}${name}.js';`),
        next,
      );
      return;
    }
    if (!folder || !pathname.startsWith(PREFIX)) return next();
    const file = join(folder, normalize(pathname.slice(PREFIX.length)));
    if (!existsSync(file)) return next();
    response.setHeader('Content-Type', TYPES[extname(file)] ?? 'application/octet-stream');
    response.setHeader('Cache-Control', FOREVER);
    response.end(readFileSync(file));
  };
  return {
    name: 'alloy-bundled-workers',
    apply: 'serve',
    configureServer: ({ middlewares }) => {
      if (keepsModules) middlewares.use(kept);
      middlewares.use(answer);
    },
    closeBundle: () => {
      if (folder) rmSync(folder, { recursive: true, force: true });
    },
  };
}
