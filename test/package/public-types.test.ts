/** The public types are as they are written down: what changes them is seen, and said in the changelog. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { listing } from '../../scripts/api/listing.js';
import { readTypes } from '../../scripts/api/read-types.js';
import { shared } from '../support/shared.js';

const written = fileURLToPath(new URL('public-types.txt', import.meta.url));

it('the types of every entry are those of public-types.txt; npm run api renews it', async () => {
  const types = readTypes(await shared('types'));
  const entries = ['', '/element', '/react', '/vue', '/solid', '/node', '/wam'];
  expect(types.entries.map(({ specifier }) => specifier)).toEqual(
    entries.map((entry) => `alloy-instrument${entry}`),
  );
  expect(await listing(types)).toBe(readFileSync(written, 'utf8'));
});
