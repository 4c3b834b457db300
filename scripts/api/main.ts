/** `npm run api`: renews what is written of the public types. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildTypes } from '../types.js';
import { listing } from './listing.js';
import { readTypes } from './read-types.js';

const root = fileURLToPath(new URL('../..', import.meta.url));

const built = mkdtempSync(join(tmpdir(), 'alloy-types-'));
try {
  await buildTypes(built);
  writeFileSync(join(root, 'test/package/public-types.txt'), await listing(readTypes(built)));
} finally {
  rmSync(built, { recursive: true });
}
