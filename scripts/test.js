/** `npm test`: everything. Extra arguments go to Vitest (`npm test -- test/audio`). */
import { spawnSync } from 'node:child_process';
import { ensureChromium } from './chromium.js';

const chromium = ensureChromium();
const run = (command, args) => {
  const { status } = spawnSync(command, args, {
    stdio: 'inherit',
    env: { ...process.env, CHROMIUM: chromium },
  });
  if (status !== 0) process.exit(status ?? 1);
};
run(process.execPath, ['scripts/build-wasm.js']);
run(process.execPath, ['node_modules/vitest/vitest.mjs', 'run', ...process.argv.slice(2)]);
