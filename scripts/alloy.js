/**
 * `npm run alloy`: the command as it was built (dist/node), where that is newer than its source; else from source, which takes a second to
 * compile every time.
 */
import { existsSync, readdirSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = new URL('..', import.meta.url);
const built = new URL('dist/node/alloy.js', root);

/** What is built into the command. */
const SOURCES = [
  'src/',
  'engine/',
  'worklets/',
  'package-lock.json',
  'scripts/library.js',
  'scripts/node-assets.js',
];

/** Whether a file or anything below a folder is younger than `age`. */
function isYounger(path, age) {
  const url = new URL(path, root);
  if (!path.endsWith('/')) return statSync(url).mtimeMs > age;
  return readdirSync(url, { withFileTypes: true }).some((entry) =>
    isYounger(`${path}${entry.name}${entry.isDirectory() ? '/' : ''}`, age),
  );
}

const age = existsSync(built) ? statSync(built).mtimeMs : 0;
if (age > 0 && !SOURCES.some((path) => isYounger(path, age))) {
  process.argv[1] = fileURLToPath(built);
  await import(built.href);
} else {
  await import('./build-wasm.js');
  const { register } = await import('tsx/esm/api');
  register();
  await import('../src/cli/main.ts');
}
