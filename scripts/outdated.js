/** `npm run outdated`: which pinned packages are behind their newest release, and why those that are held back are. */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** Packages that stay behind on purpose. docs/dependencies.md says how pins are moved. */
const HELD = {
  '@types/node': 'of the oldest Node that engines names',
  '@vitest/browser-playwright': 'goes with vitest',
  binaryen: 'goes with assemblyscript',
  'license-checker-rseidelsohn': '5 wants Node 24',
  typescript: '6 is the newest that typescript-eslint reads',
  vite: '8.4 wants an optional package for Windows that some registries do not have: npm ci would refuse the lock',
  vitest: '5 wants Node 22, and engines still says 20.16',
};

const root = fileURLToPath(new URL('..', import.meta.url));
const { stdout, stderr, error } = spawnSync('npm', ['outdated', '--json'], {
  cwd: root,
  encoding: 'utf8',
  shell: process.platform === 'win32', // npm is a .cmd there
});
const answer = error ? null : JSON.parse(stdout || '{}');
if (answer === null || answer.error) {
  console.error(`npm outdated failed: ${error?.message ?? answer.error.summary ?? stderr}`);
  process.exit(1);
}
const behind = Object.entries(answer).map(([name, entry]) => [name, [entry].flat()[0]]);
const widest = Math.max(0, ...behind.map(([name]) => name.length));
for (const [name, { current = 'not installed', latest }] of behind) {
  const held = HELD[name] ? `held: ${HELD[name]}` : '';
  console.log(`${name.padEnd(widest)}  ${current} → ${latest}  ${held}`.trimEnd());
}
if (behind.length === 0) console.log('Nothing is behind.');
