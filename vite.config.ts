/** The standalone page: `vite` serves it for development, `vite build` writes it to dist/app. */
import { createReadStream, existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { extname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createLogger, defineConfig, type Logger, type Plugin } from 'vite';
import { VitePWA } from 'vite-plugin-pwa';
import { ISOLATION } from './scripts/isolation.js';
import { minifyTemplates } from './scripts/minify-templates.js';
import { tfjsThreads } from './scripts/tfjs-threads.js';

const root = fileURLToPath(new URL('.', import.meta.url));
/** What the page reads at run time, served and copied as it is. */
const SHIPPED = ['models', 'presets'];
const TYPES: Readonly<Record<string, string>> = {
  '.json': 'application/json',
  '.flac': 'audio/flac',
  '.wav': 'audio/wav',
};
/** What may be read of a deployed page, and is not needed to play. */
const NOTICES = ['LICENSE', 'THIRD_PARTY.md'];
/** No weights are larger; more than this is no longer kept for offline use. */
const OFFLINE_BYTES = 64 * 1024 * 1024;

function shippedFiles(): string[] {
  return SHIPPED.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .map((name) => join(root, folder, name))
      .filter((path) => statSync(path).isFile() && !/\.(md|txt)$/.test(path)),
  );
}

/** Models and presets beside the page, in development and in the build. */
function shipped(): Plugin {
  return {
    name: 'alloy-shipped',
    configureServer(server) {
      server.middlewares.use((request, response, next) => {
        const path = decodeURIComponent((request.url ?? '').split('?')[0]!);
        const file = join(root, path);
        const allowed = SHIPPED.some((folder) => file.startsWith(join(root, folder) + sep));
        if (!allowed || !existsSync(file) || !statSync(file).isFile()) return next();
        response.setHeader('Content-Type', TYPES[extname(file)] ?? 'application/octet-stream');
        createReadStream(file).pipe(response);
      });
    },
    generateBundle() {
      for (const path of [...shippedFiles(), ...NOTICES.map((name) => join(root, name))]) {
        const fileName = relative(root, path).split(sep).join('/');
        this.emitFile({ type: 'asset', fileName, source: readFileSync(path) });
      }
    },
  };
}

/** How long a build's plugins take is no news. */
const quiet = { pluginTimings: false };

/** Code that runs in Node, too, imports Node's modules behind a check: no news. */
function quietLogger(): Logger {
  const logger = createLogger();
  const { warn } = logger;
  logger.warn = (message, options) => {
    if (!message.includes('externalized for browser compatibility')) warn(message, options);
  };
  return logger;
}

export default defineConfig({
  customLogger: quietLogger(),
  root: join(root, 'app'),
  base: './',
  publicDir: join(root, 'app/public'),
  worker: { format: 'es', rolldownOptions: { checks: quiet }, plugins: () => [tfjsThreads()] },
  server: { fs: { allow: [root] }, headers: ISOLATION },
  preview: { headers: ISOLATION },
  optimizeDeps: {
    include: ['modern-tar'], // found late, it would load the page anew in the middle of an archive
    exclude: ['@echogarden/speex-resampler-wasm'], // finds its .wasm beside itself
  },
  build: {
    outDir: join(root, 'dist/app'),
    emptyOutDir: true,
    target: 'es2022',
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 2500,
    rolldownOptions: { checks: quiet },
  },
  plugins: [
    { ...minifyTemplates(), apply: 'build', enforce: 'pre' },
    tfjsThreads(),
    shipped(),
    VitePWA({
      registerType: 'autoUpdate',
      injectRegister: false,
      manifest: {
        name: 'Alloy',
        short_name: 'Alloy',
        description: 'Melt two sounds into one instrument, and play it',
        display: 'standalone',
        start_url: './',
        file_handlers: [
          {
            action: './',
            accept: { 'application/vnd.alloy.instrument+zip': ['.alloy'] },
          },
        ],
        background_color: '#110f0d',
        theme_color: '#110f0d',
        icons: [
          { src: 'icons/alloy-192.png', sizes: '192x192', type: 'image/png' },
          { src: 'icons/alloy-512.png', sizes: '512x512', type: 'image/png', purpose: 'any' },
          { src: 'icons/alloy.svg', sizes: 'any', type: 'image/svg+xml' },
        ],
      },
      workbox: {
        globPatterns: ['**/*'],
        // Converted models are large, and not everyone's choice.
        globIgnores: ['**/*.map', 'models/nsynth-*/**', ...NOTICES],
        maximumFileSizeToCacheInBytes: OFFLINE_BYTES,
        inlineWorkboxRuntime: true,
        navigateFallbackDenylist: [/\/docs\//], // pages of their own, beside the app's one
      },
    }),
  ],
});
