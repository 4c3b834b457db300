/** Builds the library: for pages with Vite, for Node with tsc, file by file. */
import { spawnSync } from 'node:child_process';
import { cpSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, createLogger } from 'vite';
import { tfjsThreads } from './tfjs-threads.js';

const root = fileURLToPath(new URL('..', import.meta.url));

/** How long a build's plugins take is no news. */
const quiet = { pluginTimings: false };

/** Code that runs in Node, too, imports Node's modules behind a check: no news. */
function quietLogger() {
  const logger = createLogger('warn');
  const { warn } = logger;
  logger.warn = (message, options) => {
    if (!message.includes('externalized for browser compatibility')) warn(message, options);
  };
  return logger;
}

/** How Vite bundles index.js, element.js and wam/index.js, with their workers and wasm files beside them. */
export function pagesConfig(outDir) {
  return {
    root,
    configFile: false,
    base: './',
    publicDir: false,
    customLogger: quietLogger(),
    logLevel: 'warn',
    plugins: [tfjsThreads()],
    worker: { format: 'es', rolldownOptions: { checks: quiet }, plugins: () => [tfjsThreads()] },
    build: {
      outDir,
      emptyOutDir: false,
      target: 'es2022',
      assetsInlineLimit: 0,
      modulePreload: false,
      chunkSizeWarningLimit: 700,
      rolldownOptions: {
        checks: quiet,
        input: {
          index: join(root, 'src/index.ts'),
          element: join(root, 'ui/define.ts'),
          'wam/index': join(root, 'src/wam/index.ts'),
        },
        preserveEntrySignatures: 'strict',
        output: {
          entryFileNames: '[name].js',
          chunkFileNames: 'chunks/[name]-[hash].js',
          assetFileNames: 'assets/[name]-[hash][extname]',
        },
      },
    },
  };
}

/** index.js, element.js and wam/index.js into a folder. */
export async function buildForPages(outDir) {
  await build(pagesConfig(outDir));
}

/**
 * node/ and types/, with the kernels where the code looks for them. Unchecked, the same files come out in a fifth of
 * the time, errors of type or not: for tests, which leave these to `npm run types`. @throws Error with tsc's words.
 */
export function buildForNode(outDir, { checked = true } = {}) {
  const args = ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.build.json'];
  if (!checked) args.push('--noCheck');
  args.push('--outDir', join(outDir, 'node'), '--declarationDir', join(outDir, 'types'));
  const { status, stdout } = spawnSync(process.execPath, args, { cwd: root, encoding: 'utf8' });
  if (status !== 0) throw new Error(`tsc failed:\n${stdout}`);
  for (const name of readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })) {
    if (/\.(wgsl|wasm)$/.test(name)) cpSync(join(root, 'src', name), join(outDir, 'node/src', name));
  }
}
