/** The package as `npm pack` makes it, in other people's pages: built by each bundler, played in a real browser. */
import { chromium, type Browser } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chromiumFlags, findChromium } from '../../scripts/chromium.js';
import { ISOLATION } from '../../scripts/isolation.js';
import type { Served } from '../support/serve.js';
import * as builders from './builders.js';
import { describeCycles } from './cycles.js';
import { describePackage } from './package.js';
import { play } from './play.js';
import { describePolicy } from './policy.js';
import { createProject, type Project } from './project.js';

/** Of the first key: nobody hears less. */
const CENTS = 20;

let project: Project;
let browser: Browser;

beforeAll(async () => {
  project = await createProject();
  browser = await chromium.launch({ executablePath: findChromium()!, args: [...chromiumFlags], timeout: 0 });
});
afterAll(async () => {
  await browser.close();
  project.remove();
});

async function expectPlays(served: Served): Promise<void> {
  try {
    const { cents, complaints } = await play(browser, served.url);
    expect(complaints).toEqual([]);
    expect(Math.abs(cents)).toBeLessThan(CENTS);
  } finally {
    await served.stop();
  }
}

describePackage(
  () => project,
  () => browser,
);
describePolicy(
  () => project,
  () => browser,
);

describeCycles(
  () => project,
  () => browser,
);

describe('the first key sounds, in tune, in', () => {
  it.each([
    ['plain HTML from a static server', (one: Project) => builders.plainHtml(one)],
    ['one module from another origin', (one: Project) => builders.otherOrigin(one)],
    ['the same on an isolated page', (one: Project) => builders.otherOrigin(one, () => ISOLATION)],
    ['Vite, in development, with React 19 and TypeScript', builders.viteDevelopment],
    ['Vite, built, with React 19 and TypeScript', builders.viteProduction],
    ['webpack 5', builders.webpack5],
    ['esbuild', builders.esbuildBundle],
    ['Rollup', builders.rollupBundle],
    ['Next.js', builders.nextPage],
    ['the documentation', builders.documentation],
  ])('%s', async (_, open) => expectPlays(await open(project)));
});
