/** Finds Chromium for the tests, and installs it where that is possible. */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

const candidates = [
  process.env.CHROMIUM,
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

/** WebGPU without a GPU (SwiftShader), a fake microphone, and no talk to the outside. */
export const chromiumFlags = [
  '--no-sandbox',
  '--enable-unsafe-webgpu',
  '--use-webgpu-adapter=swiftshader',
  '--ignore-gpu-blocklist',
  '--autoplay-policy=no-user-gesture-required',
  '--use-fake-device-for-media-stream',
  '--use-fake-ui-for-media-stream',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Path of a Chromium or Chrome, or undefined. `CHROMIUM` overrides the search. */
export function findChromium() {
  return candidates.find((path) => path && existsSync(path));
}

const HELP = `No Chromium was found, and it could not be installed here.
The browser tests need one. Any of these will do:
  Debian, Ubuntu:  sudo apt-get install chromium
  Fedora:          sudo dnf install chromium
  macOS:           brew install --cask chromium
  elsewhere:       set CHROMIUM to the path of a Chrome or Chromium 113 or later`;

/** Path of a Chromium, installed with apt if need be. Exits with advice where none can be had. */
export function ensureChromium() {
  const found = findChromium();
  if (found) return found;
  const root = process.getuid?.() === 0;
  const apt = spawnSync('apt-get', ['--version']).status === 0;
  const sudo = !root && spawnSync('sudo', ['-n', 'true']).status === 0;
  if (apt && (root || sudo)) {
    console.error('Chromium is missing: installing it with apt-get …');
    const run = (...args) =>
      execFileSync(root ? 'apt-get' : 'sudo', root ? args : ['apt-get', ...args], {
        stdio: ['ignore', 'ignore', 'inherit'],
        env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
      });
    try {
      run('update', '-qq');
      run('install', '-y', '-qq', '--no-install-recommends', 'chromium', 'fonts-liberation');
    } catch (error) {
      console.error(String(error));
    }
  }
  const installed = findChromium();
  if (!installed) {
    console.error(HELP);
    process.exit(1);
  }
  return installed;
}
