/** Configures Vitest: tests in Node, tests in a real Chromium, and one test that needs a Chromium of its own. */
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { playwright } from '@vitest/browser-playwright';
import { configDefaults, defineConfig, type TestProjectConfiguration } from 'vitest/config';
import { chromiumFlags, findChromium } from './scripts/chromium.js';
import { nodeCommands } from './test/browser/document/node-commands.js';
import { bridgeCommands } from './test/browser/midi/bridge-commands.js';
import { mouseCommands } from './test/browser/ui/mouse-commands.js';
import { bundledWorkers } from './test/support/bundled-workers.js';
import { LongestFirst } from './test/support/longest-first.js';
import { SEED, shake, SHAKEN_PAGE } from './test/support/shake.js';

const executablePath = findChromium();

/** Needs a Chromium that knows nothing of its room yet: it asks for the quota now and then only. */
const ALONE = 'test/browser/instrument/storage-full.test.ts';

/** No test waits for a clock: these only end what hangs, on a machine that is busy with other things, too. Milliseconds. */
const PATIENCE = 900_000;

/** Vitest would give up after a second. */
const POLLS = { poll: { timeout: PATIENCE } };

/** Files at a time in Node, beside the one in a browser: that one waits for sound and for frames, and leaves a core idle. */
const WORKERS = Math.max(2, availableParallelism() - 1);

/** Bundled once for all browsers. */
const workers = bundledWorkers();

/** Runs before each file of tests. */
const SETUP = 'test/typed-arrays.ts';

/** What tests reach by its address, not by an import: --changed runs everything where one of these did. */
const BY_ADDRESS = [
  'models/**',
  'presets/**',
  'src/cli/**',
  'src/**/*.wgsl',
  'src/**/assembly/**',
  'src/**/worker.ts',
  'worklets/**',
];

/** The package's own name in examples, which import it as applications do. */
const OWN_NAME = [
  { find: /^alloy-instrument$/, replacement: fileURLToPath(new URL('src/index.ts', import.meta.url)) },
  {
    find: /^alloy-instrument\/element$/,
    replacement: fileURLToPath(new URL('ui/define.ts', import.meta.url)),
  },
];

/** A project that runs in a real Chromium of its own. */
function inChromium(name: string, include: string[], exclude: string[]): TestProjectConfiguration {
  return {
    publicDir: false,
    plugins: [workers, ...(SEED === null ? [] : [shake(SEED)])],
    resolve: { alias: OWN_NAME },
    // Workers too: what Vite finds late makes it reload the page in the middle of a test.
    optimizeDeps: {
      entries: ['test/browser/**/*.test.ts', 'src/**/worker.ts'],
      include: [
        'axe-core',
        'modern-tar',
        'tone',
        'react',
        'react-dom/client',
        'react/jsx-dev-runtime',
        'lit',
        'lit/decorators.js',
        'lit/directives/repeat.js',
      ],
      exclude: ['@echogarden/speex-resampler-wasm'], // finds its .wasm beside itself
    },
    test: {
      name,
      setupFiles: SEED === null ? [SETUP] : [SETUP, SHAKEN_PAGE],
      include,
      exclude,
      testTimeout: PATIENCE,
      hookTimeout: PATIENCE,
      expect: POLLS,
      browser: {
        enabled: true,
        provider: playwright({
          launchOptions: {
            ...(executablePath ? { executablePath } : {}),
            args: [...chromiumFlags],
            timeout: PATIENCE,
          },
          contextOptions: { permissions: ['microphone', 'midi'] },
        }),
        connectTimeout: PATIENCE,
        headless: true,
        fileParallelism: false,
        commands: { ...bridgeCommands, ...mouseCommands, ...nodeCommands },
        screenshotFailures: false,
        instances: [{ browser: 'chromium' }],
      },
    },
  };
}

/** Projects: `node` for what needs no browser, and what does, in a real Chromium. */
export default defineConfig({
  test: {
    maxWorkers: WORKERS,
    browser: { connectTimeout: PATIENCE }, // here, though each project has it: Vitest waits by the first of all configurations
    sequence: { sequencer: LongestFirst },
    forceRerunTriggers: [...configDefaults.forceRerunTriggers, ...BY_ADDRESS.map((path) => `**/${path}`)],
    projects: [
      {
        test: {
          name: 'node',
          globalSetup: ['test/support/shared-builds.ts'],
          setupFiles: [SETUP],
          include: ['test/**/*.test.ts'],
          exclude: ['test/browser/**'],
          environment: 'node',
          testTimeout: PATIENCE,
          hookTimeout: PATIENCE,
          expect: POLLS,
        },
      },
      inChromium('browser', ['test/browser/**/*.test.ts'], [ALONE]),
      inChromium('browser alone', [ALONE], []),
    ],
  },
});
