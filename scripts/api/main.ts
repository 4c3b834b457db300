/** `npm run api`: renews what is written of the public types. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildTypes } from '../types.js';
import { listing } from './listing.js';
import { apiPage } from './page.js';
import { readTypes } from './read-types.js';

const root = fileURLToPath(new URL('../..', import.meta.url));

// In here, where the types that they import are found.
mkdirSync(join(root, 'build'), { recursive: true });
const built = mkdtempSync(join(root, 'build/types-'));
try {
  await buildTypes(built);
  const types = readTypes(built);
  writeFileSync(join(root, 'test/package/public-types.txt'), await listing(types));
  writeFileSync(join(root, 'API.md'), apiPage(types));
} finally {
  rmSync(built, { recursive: true });
}
