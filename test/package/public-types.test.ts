/** The public types are as they are written down, and described: what changes them is seen, and said in the changelog. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { beforeAll, expect, it } from 'vitest';
import { undocumented } from '../../scripts/api/declarations.js';
import { listing } from '../../scripts/api/listing.js';
import { apiPage } from '../../scripts/api/page.js';
import { readTypes, type PublicTypes } from '../../scripts/api/read-types.js';
import { shared } from '../support/shared.js';

const read = (path: string): string => readFileSync(fileURLToPath(new URL(path, import.meta.url)), 'utf8');
let types: PublicTypes;

beforeAll(async () => {
  types = readTypes(await shared('types'));
});

it('the types of every entry are those of public-types.txt; npm run api renews it', async () => {
  const entries = ['', '/element', '/react', '/vue', '/solid', '/node', '/wam'];
  expect(types.entries.map(({ specifier }) => specifier)).toEqual(
    entries.map((entry) => `alloy-instrument${entry}`),
  );
  expect(await listing(types)).toBe(read('public-types.txt'));
});

it('whatever runs has a docstring', () => {
  expect(undocumented(types)).toEqual([]);
});

it('API.md is what they say; npm run api renews it', () => {
  expect(apiPage(types)).toBe(read('../../API.md'));
});
