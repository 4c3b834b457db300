/// <reference types="@vitest/browser/providers/playwright" />
import { defineConfig } from 'vitest/config';
import { chromiumFlags, findChromium } from './scripts/chromium.js';

const executablePath = findChromium();

/** Two projects: `node` for what needs no browser, `browser` for what does, in a real Chromium. */
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'node',
          include: ['test/**/*.test.ts'],
          exclude: ['test/browser/**'],
          environment: 'node',
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
      {
        publicDir: false,
        // Workers too: what Vite finds late makes it reload the page in the middle of a test.
        optimizeDeps: {
          entries: ['test/browser/**/*.test.ts', 'src/**/worker.ts'],
          include: ['axe-core', 'modern-tar', 'lit', 'lit/decorators.js', 'lit/directives/repeat.js'],
          exclude: ['@echogarden/speex-resampler-wasm'], // finds its .wasm beside itself
        },
        test: {
          name: 'browser',
          include: ['test/browser/**/*.test.ts'],
          testTimeout: 300_000,
          hookTimeout: 300_000,
          browser: {
            enabled: true,
            provider: 'playwright',
            headless: true,
            fileParallelism: false,
            screenshotFailures: false,
            instances: [
              {
                browser: 'chromium',
                launch: { ...(executablePath ? { executablePath } : {}), args: [...chromiumFlags] },
                context: { permissions: ['microphone', 'midi'] },
              },
            ],
          },
        },
      },
    ],
  },
});
