/** What the elements' docstrings promise is what the elements have. */
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const folder = fileURLToPath(new URL('../../ui/elements/', import.meta.url));
const theming = readFileSync(fileURLToPath(new URL('../../docs/theming.md', import.meta.url)), 'utf8');
const files = readdirSync(folder).filter((name) => name.endsWith('.ts'));
const elements = files
  .map((file) => ({ file, source: readFileSync(folder + file, 'utf8') }))
  .filter(({ source }) => /export class Alloy\w+ extends/.test(source));

const all = (source: string, pattern: RegExp): string[] => [
  ...new Set([...source.matchAll(pattern)].map((match) => match[1]!)),
];

describe('every element', () => {
  for (const { file, source } of elements) {
    it(`${file} documents its events and parts`, () => {
      const documented = (tag: string): string[] => all(source, new RegExp(`^ \\* @${tag} ([\\w-]+)`, 'gm'));
      const dispatched = all(source, /dispatch(?:<[^>]*>)?\(\s*this,\s*'([\w-]+)'/g);
      const parts = all(source, /\bpart="([\w-]+)"/g);
      expect(documented('fires')).toEqual(expect.arrayContaining(dispatched));
      expect(documented('csspart')).toEqual(expect.arrayContaining(parts));
    });
  }

  it('there are as many as are registered', () => {
    const parts = readdirSync(fileURLToPath(new URL('../../ui/parts', import.meta.url)));
    const tables = [
      'define.ts',
      ...parts.filter((name) => name.endsWith('.ts')).map((name) => `parts/${name}`),
    ];
    const registered = tables.flatMap((name) =>
      all(
        readFileSync(fileURLToPath(new URL(`../../ui/${name}`, import.meta.url)), 'utf8'),
        /'(alloy-[\w-]+)'/g,
      ),
    );
    expect(registered.length).toBe(elements.length);
    expect(new Set(registered).size).toBe(elements.length);
  });
});

it('every custom property that is documented is there, and the other way round', () => {
  const tokens = readFileSync(fileURLToPath(new URL('../../ui/styles/tokens.ts', import.meta.url)), 'utf8');
  const themable = all(tokens, /^ {4}(--alloy-[\w-]+):/gm).filter((name) => !/-mix(-|$)/.test(name));
  const listed = all(theming, /`(--alloy-[\w-]+)`/g);
  expect(listed).toEqual(expect.arrayContaining(themable));
  for (const name of listed) expect(tokens, name).toContain(name);
});
