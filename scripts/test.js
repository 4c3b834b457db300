/**
 * `npm test`: everything. Extra arguments go to Vitest (`npm test -- test/audio`, `npm test -- --changed`).
 * `npm run test:node-24`: what needs no browser, on Node 24, which is installed from npm if need be.
 */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { ensureChromium } from './chromium.js';

const root = fileURLToPath(new URL('..', import.meta.url));
const chromium = ensureChromium();
const run = (command, args, cwd = root) => {
  const { status } = spawnSync(command, args, {
    cwd,
    stdio: 'inherit',
    shell: command === 'npm' && process.platform === 'win32', // npm is a .cmd there
    env: { ...process.env, CHROMIUM: chromium },
  });
  if (status !== 0) process.exit(status ?? 1);
};

/** Path of Node 24. Exits where npm has none for this machine. */
function node24() {
  if (process.versions.node.startsWith('24.')) return process.execPath;
  const folder = fileURLToPath(new URL('node-24/', import.meta.url));
  const windows = process.platform === 'win32';
  const name = `node-${windows ? 'win' : process.platform}-${process.arch}`;
  const path = `${folder}node_modules/${name}/bin/${windows ? 'node.exe' : 'node'}`;
  if (!existsSync(path)) run('npm', ['ci', '--silent'], folder);
  if (existsSync(path)) return path;
  console.error(`There is no ${name} of Node 24 on npm: install Node 24 and run npm test with it.`);
  process.exit(1);
}

const [first, ...rest] = process.argv.slice(2);
const on24 = first === '--node-24';
const asked = on24 ? ['--project', 'node', ...rest] : process.argv.slice(2);
run(process.execPath, ['scripts/build-wasm.js']);
run(on24 ? node24() : process.execPath, ['node_modules/vitest/vitest.mjs', 'run', ...asked]);
