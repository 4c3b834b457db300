/**
 * `npm run build`: into dist/,
 *   index.js, element.js  the library for pages, bundled, with its workers and wasm files beside it
 *   node/                 the same for Node and the `alloy` command, file by file
 *   types/                declarations
 *   app/                  the standalone page, which works offline once loaded
 */
import { spawnSync } from 'node:child_process';
import { cpSync, readdirSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build, createLogger } from 'vite';

const root = fileURLToPath(new URL('..', import.meta.url));

function run(script, ...args) {
  const { status } = spawnSync(process.execPath, [script, ...args], { cwd: root, stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}

/** Code that runs in Node, too, imports Node's modules behind a check: no news. */
const logger = createLogger('warn');
const { warn } = logger;
logger.warn = (message, options) => {
  if (!message.includes('externalized for browser compatibility')) warn(message, options);
};

rmSync(`${root}/dist`, { recursive: true, force: true });

await build({
  root,
  configFile: false,
  base: './',
  publicDir: false,
  customLogger: logger,
  worker: { format: 'es' },
  build: {
    outDir: 'dist',
    target: 'es2022',
    assetsInlineLimit: 0,
    modulePreload: false,
    chunkSizeWarningLimit: 700,
    rollupOptions: {
      input: { index: `${root}/src/index.ts`, element: `${root}/ui/define.ts` },
      preserveEntrySignatures: 'strict',
      output: {
        entryFileNames: '[name].js',
        chunkFileNames: 'chunks/[name]-[hash].js',
        assetFileNames: 'assets/[name]-[hash][extname]',
      },
    },
  },
});

run('node_modules/typescript/bin/tsc', '-p', 'tsconfig.build.json');
for (const name of readdirSync(`${root}/src`, { recursive: true, encoding: 'utf8' })) {
  if (/\.(wgsl|wasm)$/.test(name)) cpSync(`${root}/src/${name}`, `${root}/dist/node/src/${name}`);
}

run('node_modules/vite/bin/vite.js', 'build', '--logLevel', 'warn');
