/** The standalone page, built and used as a stranger would: offline, and under a policy. The package: test/embed. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createLogger, preview } from 'vite';
import { chromiumFlags, findChromium } from '../../scripts/chromium.js';
import { ISOLATION } from '../../scripts/isolation.js';
import type { InstrumentContract } from '../../src/instrument/contract.js';
import { serve } from '../support/serve.js';
import { shared } from '../support/shared.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
let browser: Browser;

beforeAll(async () => {
  const options = { executablePath: findChromium()!, args: [...chromiumFlags], timeout: 0 };
  browser = await chromium.launch(options);
});
afterAll(() => browser.close());

/** A page that waits as long as the test does: how busy the machine is decides nothing. */
async function newPage(context?: BrowserContext): Promise<Page> {
  const page = await (context ?? browser).newPage();
  page.setDefaultTimeout(0);
  return page;
}

/** What the page complains of. */
function watch(page: Page): string[] {
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => void (message.type() === 'error' && complaints.push(message.text())));
  return complaints;
}

describe('the page', () => {
  it('once loaded, goes from nothing to a playing hybrid offline, which is there again after a reload', async () => {
    const served = await preview({
      configFile: join(root, 'vite.config.ts'), // as npm start does
      logLevel: 'error',
      customLogger: createLogger('silent'),
      build: { outDir: await shared('page') },
      preview: { host: 'localhost', port: 0 },
    });
    const context = await browser.newContext();
    const page = await newPage(context);
    const complaints = watch(page);
    const isolated = () => page.evaluate(() => crossOriginIsolated);
    await page.goto(served.resolvedUrls!.local[0]!);
    expect(await isolated()).toBe(true);
    await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
    await served.close();
    await context.setOffline(true);

    await page.reload();
    expect(await isolated()).toBe(true);
    await page.getByRole('slider', { name: 'Length' }).fill('1');
    await page.locator('alloy-instrument').evaluate((element) => {
      const { instrument } = element as unknown as { instrument: InstrumentContract };
      instrument.setPlan({ low: 61, high: 73, step: 6, mixes: 2 });
    });
    await page.getByRole('button', { name: /^Try Nylon guitar × Flute/ }).click();
    await page.getByText(/^[1-9]\d* of \d+ zones rendered/).waitFor();
    await page.keyboard.down('g'); // while the rest renders
    await page.getByText(/\b1 \/ \d+ voices/).waitFor();
    await page.keyboard.up('g');
    await page.getByText(/\b0 \/ \d+ voices/).waitFor();
    await page
      .getByText(/^Rendered in/)
      .first()
      .waitFor();

    // The page knows when it goes, not what became of what it kept: it is kept once this is read.
    await page.evaluate(
      () =>
        new Promise<void>((kept) => {
          const look = (): void => {
            const opening = indexedDB.open('alloy-instruments');
            opening.onsuccess = () => {
              const db = opening.result;
              const asking = db.transaction('instruments').objectStore('instruments').get('alloy');
              asking.onsuccess = () => {
                db.close();
                const record = asking.result as { renderSeconds: number | null } | undefined;
                if (record && record.renderSeconds !== null) kept();
                else setTimeout(look, 100);
              };
            };
          };
          look();
        }),
    );
    await page.reload();
    await page
      .getByText(/^Rendered in/)
      .first()
      .waitFor(); // everything is back, nothing is rendered
    await page.keyboard.down('g');
    await page.getByText(/\b1 \/ \d+ voices/).waitFor();
    await page.keyboard.up('g');
    expect(complaints).toEqual([]);
    await context.close();
  });
});

/** See docs/csp.md. */
const STRICT =
  "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; connect-src 'self'";

describe('the page under a policy', () => {
  const openPage = async (
    policy: string,
  ): Promise<{ page: Page; complaints: string[]; stop(): Promise<void> }> => {
    const served = await serve(
      { '/': await shared('page') },
      {},
      { 'Content-Security-Policy': policy, ...ISOLATION },
    );
    const page = await newPage();
    const complaints = watch(page);
    await page.goto(served.url);
    await page.getByRole('slider', { name: 'Length' }).fill('1');
    return { page, complaints, stop: () => page.close().then(() => served.stop()) };
  };
  const state = (page: Page) =>
    page.locator('alloy-instrument').evaluate((element) => {
      const { render, zones, audio, policy } = (element as unknown as { instrument: InstrumentContract })
        .instrument.state;
      return { render: render.phase, zones: zones.length, audio: audio.phase, policy };
    });

  it('that is documented loads, renders and plays, and complains of nothing', async () => {
    expect(readFileSync(join(root, 'docs/csp.md'), 'utf8')).toContain(STRICT);
    const { page, complaints, stop } = await openPage(STRICT);
    await page.getByRole('button', { name: /^Try Nylon guitar × Flute/ }).click();
    await page.getByText(/^[1-9]\d* of \d+ zones rendered/).waitFor();
    await page.keyboard.down('g');
    await page.getByText(/\b1 \/ \d+ voices/).waitFor();
    await page.keyboard.up('g');
    expect(await state(page)).toMatchObject({ audio: 'running', policy: [] });
    expect(complaints).toEqual([]);
    await stop();
  });

  it('without WebAssembly says which directive to add, though it is blocked in workers', async () => {
    const { page, stop } = await openPage("default-src 'self'; style-src 'self'");
    await page.getByRole('button', { name: /^Try Nylon guitar × Flute/ }).click();
    await page.getByText("script-src 'wasm-unsafe-eval'").first().waitFor();
    expect((await state(page)).policy).toContain("script-src 'wasm-unsafe-eval'");
    await stop();
  });
});
