/** Tests that what the pages for embedders say is what test/embed builds and plays. */
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

const read = (path: string): string => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
/** A file of somebody's page, without what it says to us. */
const fixture = (path: string): string => read(`test/embed/fixtures/${path}`).replace(/^\/\*\*.*\*\/\n/, '');

it.each([
  ['vite', ['module/main.js', 'vite/index.html', 'vite/main.tsx']],
  ['webpack', ['module/main.js']],
  ['esbuild', ['module/main.js']],
  ['rollup', ['module/main.js']],
  ['next', ['next/app/page.jsx']],
])('the page on %s has the files that are built', (page, files) => {
  const text = read(`docs/embed/${page}.md`);
  for (const file of files) expect(text).toContain(`\n${fixture(file)}\`\`\``);
});

it('the page on plain HTML has the lines that are served, those of README.md', () => {
  const [, lines] = /(```html\n[\s\S]+?```)/.exec(read('README.md'))!;
  expect(read('docs/embed/html.md')).toContain(lines);
});

it('the pages on bundlers that copy nothing say what to copy, as README.md does', () => {
  for (const page of ['esbuild', 'rollup'])
    expect(read(`docs/embed/${page}.md`)).toContain(
      'cp -r node_modules/alloy-instrument/dist/assets public/assets',
    );
  expect(read('README.md')).toContain('put `node_modules/alloy-instrument/dist/assets` beside the bundle');
});
