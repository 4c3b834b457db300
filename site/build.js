/**
 * `npm run build:docs`: builds docs/ to static pages in a folder (default dist/docs), with the built package beside them for
 * the live examples. No page loads anything from elsewhere, and none needs a script to be read.
 */
import { cpSync, existsSync, readdirSync, rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import Eleventy from '@11ty/eleventy';

const root = fileURLToPath(new URL('..', import.meta.url));

/** What of dist/ is no part of the package for pages. */
const NOT_FOR_PAGES = new Set(['app', 'docs', 'node', 'types']);

/** The built package into a folder that pages reach: the live examples run it. */
function copyPackage(from, to) {
  for (const name of readdirSync(from)) {
    if (!NOT_FOR_PAGES.has(name)) cpSync(join(from, name), join(to, name), { recursive: true });
  }
}

/**
 * Builds the pages into `out`.
 * @param {string} out
 * @param {string | null} built the folder of the built package; null leaves the live examples without it
 */
export async function buildDocs(out, built = join(root, 'dist')) {
  rmSync(out, { recursive: true, force: true });
  const eleventy = new Eleventy(relative(process.cwd(), join(root, 'docs')), out, {
    configPath: join(root, 'site/eleventy.config.js'),
    quietMode: true,
  });
  eleventy.disableLogger();
  await eleventy.write();
  if (built !== null && existsSync(join(built, 'element.js'))) copyPackage(built, join(out, 'package'));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await buildDocs(join(root, 'dist/docs'));
