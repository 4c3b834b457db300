/** Tests the built documentation: every page listed once, every link and anchor leading somewhere, nothing loaded from elsewhere. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { LinkChecker, LinkState } from 'linkinator';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildDocs } from '../../site/build.js';
import { DECISIONS, NAVIGATION } from '../../site/navigation.js';

const docs = fileURLToPath(new URL('../../docs', import.meta.url));
let out: string;
let pages: string[];

beforeAll(async () => {
  out = mkdtempSync(join(tmpdir(), 'alloy-docs-'));
  await buildDocs(out, null);
  pages = readdirSync(out, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.html'));
});
afterAll(() => rmSync(out, { recursive: true }));

describe('the documentation', () => {
  it('lists every page once, and no page that there is not', () => {
    const listed = NAVIGATION.flatMap((group) => group.pages.map(([stem]) => stem));
    const written = readdirSync(docs, { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.md'))
      .map((name) => name.replace(/\.md$/, '').replaceAll('\\', '/'));
    const fromRoot = pages
      .map((name) => name.replace(/\.html$/, ''))
      .filter((stem) => !written.includes(stem));
    const expected = [...written.filter((stem) => !stem.startsWith(`${DECISIONS}/`)), ...fromRoot];
    expect(listed.toSorted()).toEqual(expected.toSorted());
  });

  it('has no link that leads nowhere, and no anchor that is not there', async () => {
    const checker = new LinkChecker();
    const { links } = await checker.check({
      path: '.',
      serverRoot: out,
      recurse: true,
      checkFragments: true,
      linksToSkip: (link) => Promise.resolve(!link.startsWith('http://localhost')), // other sites are theirs to keep
    });
    const broken = links.filter(({ state }) => state === LinkState.BROKEN);
    // What is not built in this test: the page to play on, beside the documentation, and the package of the live examples.
    const told = broken
      .map(({ url, parent }) => `${parent}: ${url}`)
      .filter((line) => !/\/package\/|localhost:\d+\/$/.test(line));
    expect(told).toEqual([]);
    expect(links.length).toBeGreaterThan(pages.length);
  });

  it('loads nothing from elsewhere, and has no script or style in its pages', () => {
    for (const page of pages) {
      const html = readFileSync(join(out, page), 'utf8');
      expect(html, page).toMatch(/<h1/);
      expect(html, page).not.toMatch(/<(script|link|img)[^>]*(src|href)="(https?:)?\/\//);
      expect(html, page).not.toMatch(/<script(?![^>]*src=)|<style| style="| on\w+="/);
    }
  });
});
