/** The package under a Content-Security-Policy, and what is said of files of it that are not let through. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright';
import { describe, expect, it } from 'vitest';
import { otherOrigin, plainHtml } from './builders.js';
import { play } from './play.js';
import { root, type Project } from './project.js';
import type { InstrumentContract } from '../../src/instrument/contract.js';

/** See docs/csp.md. */
const STRICT =
  "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; connect-src 'self'";
type Holder = HTMLElement & { readonly instrument: InstrumentContract & { readonly started: Promise<void> } };

/** Code and message of what opening a model rejects with. Text: the tests' server rewrites imports. [page] */
const OPEN_MODEL = `import('/alloy/index.js').then(({ RenderClient }) =>
  new RenderClient().open({ model: 'instruments' }).then(
    () => null,
    ({ code, message }) => ({ code, message }),
  ),
)`;

/** Renders one zone, for which the player is needed. [page] */
async function renderOne(element: Element): Promise<void> {
  const { instrument } = element as Holder;
  await instrument.started;
  instrument.setPlan({ low: 67, high: 67, mixes: 1 });
  instrument.setSeconds(0.1);
  await instrument.loadSource(0, instrument.bundledSources[0]!.url);
  await instrument.render();
}

async function opened(browser: Browser, url: string): Promise<Page> {
  const page = await browser.newPage();
  page.setDefaultTimeout(0);
  await page.goto(url);
  return page;
}

export function describePolicy(project: () => Project, browser: () => Browser): void {
  describe('a Content-Security-Policy', () => {
    it('without unsafe-eval, blob: and data: lets the package play whole', async () => {
      expect(readFileSync(join(root, 'docs/csp.md'), 'utf8')).toContain(STRICT);
      const served = await plainHtml(project(), { headers: { 'Content-Security-Policy': STRICT } });
      const { cents, complaints } = await play(browser(), served.url);
      expect(complaints).toEqual([]);
      expect(Math.abs(cents)).toBeLessThan(20);
      await served.stop();
    });

    it('that blocks workers is a sentence on the page, and an error in the promise', async () => {
      const served = await plainHtml(project(), {
        headers: { 'Content-Security-Policy': `${STRICT}; worker-src 'none'` },
      });
      const page = await opened(browser(), served.url);
      await page
        .getByText(/render-worker\.js could not be loaded: .*worker-src/)
        .first()
        .waitFor();
      await page.getByText("worker-src 'self'").first().waitFor();
      expect(await page.evaluate(OPEN_MODEL)).toMatchObject({
        code: 'not-loaded',
        message: expect.stringMatching(/render-worker\.js .*worker-src/) as string,
      });
      await page.close();
      await served.stop();
    });

    it('without blob: keeps workers of another origin from starting, and the page says what is needed', async () => {
      const served = await otherOrigin(project(), (origin) => ({
        'Content-Security-Policy': `script-src ${origin} 'wasm-unsafe-eval'; worker-src 'self'`,
      }));
      const page = await opened(browser(), served.url);
      await page
        .getByText(/render-worker\.js could not be loaded: .*worker-src blob:/)
        .first()
        .waitFor();
      await page.close();
      await served.stop();
    });
  });

  describe('a file that the server does not have', () => {
    it('is named, with the way out, where it is a worker', async () => {
      const served = await plainHtml(project(), { missing: 'render-worker.js' });
      const page = await opened(browser(), served.url);
      await page
        .getByText(/render-worker\.js could not be loaded: .*assets-url/)
        .first()
        .waitFor();
      await page.close();
      await served.stop();
    });

    it.each(['player-worklet.js', 'generator-worker.js'])('is named where it is %s', async (missing) => {
      const served = await plainHtml(project(), { missing });
      const page = await opened(browser(), served.url);
      await page.locator('alloy-instrument').evaluate(renderOne);
      await page.getByText(missing).first().waitFor();
      await page.close();
      await served.stop();
    });
  });
}
