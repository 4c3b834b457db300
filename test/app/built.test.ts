/**
 * What is shipped, built and used as a stranger would: the page offline, the element in five lines of HTML, the
 * library and the command in plain Node.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium, type Browser, type Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { build, createLogger, preview } from 'vite';
import { chromiumFlags, findChromium } from '../../scripts/chromium.js';
import { ISOLATION } from '../../scripts/isolation.js';
import { buildForNode, buildForPages } from '../../scripts/library.js';
import type { InstrumentContract } from '../../src/instrument/contract.js';
import { serve } from './serve.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
const out = join(root, 'build/test');
let browser: Browser;

beforeAll(async () => {
  rmSync(out, { recursive: true, force: true });
  mkdirSync(out, { recursive: true });
  browser = await chromium.launch({ executablePath: findChromium()!, args: [...chromiumFlags] });
});
afterAll(async () => {
  await browser.close();
  rmSync(out, { recursive: true, force: true });
});

/** Fails with what the page complained of. */
function watch(page: Page): string[] {
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => void (message.type() === 'error' && complaints.push(message.text())));
  return complaints;
}

describe('the page', () => {
  it('once loaded, goes from nothing to a playing hybrid offline, which is there again after a reload', async () => {
    const configFile = join(root, 'vite.config.ts');
    const customLogger = createLogger('silent');
    const config = {
      configFile,
      logLevel: 'error',
      build: { outDir: join(out, 'app') },
      customLogger,
    } as const;
    await build(config);
    const served = await preview({ ...config, preview: { host: 'localhost', port: 0 } }); // as npm start does
    const context = await browser.newContext();
    const page = await context.newPage();
    page.setDefaultTimeout(0); // the test has its own
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
  const folder = join(out, 'app');
  const openPage = async (
    policy: string,
  ): Promise<{ page: Page; complaints: string[]; stop(): Promise<void> }> => {
    const served = await serve({ '/': folder }, {}, { 'Content-Security-Policy': policy, ...ISOLATION });
    const page = await browser.newPage();
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

describe('the library', () => {
  beforeAll(() => buildForPages(join(out, 'dist')));

  it.each([
    ['any server', {}],
    ['one that isolates it', ISOLATION],
  ])("is an element in the README's lines of HTML, from %s", async (_, headers) => {
    const html = /```html\n([\s\S]+?)```/.exec(readFileSync(join(root, 'README.md'), 'utf8'))![1]!;
    const folders = {
      '/alloy/models/': join(root, 'models'),
      '/alloy/presets/': join(root, 'presets'),
      '/alloy/': join(out, 'dist'),
    };
    const served = await serve(folders, { '/': html }, headers);
    const page = await browser.newPage();
    page.setDefaultTimeout(0);
    const complaints = watch(page);
    await page.goto(served.url);
    expect(await page.evaluate(() => crossOriginIsolated)).toBe(headers === ISOLATION);
    await page.getByRole('slider', { name: 'Length' }).fill('1');
    await page.getByRole('button', { name: /^Try Nylon guitar × Flute/ }).click();
    await page.getByText(/^[1-9]\d* of \d+ zones rendered/).waitFor();
    expect(complaints).toEqual([]);
    await page.close();
    await served.stop();
  });

  it('and its command run in plain Node, without what only building needs', () => {
    buildForNode(out);
    const command = join(out, 'node/src/cli/main.js');
    const sources = ['nylon-guitar-c4', 'flute-c5'].map((name) => join(root, `presets/sources/${name}.flac`));
    const args = [
      command,
      'blend',
      ...sources,
      '--out',
      join(out, 'wavs'),
      '--seconds',
      '0.3',
      '--json',
      '--quiet',
    ];
    const report = JSON.parse(execFileSync(process.execPath, args, { encoding: 'utf8' })) as {
      backend: { generator: string };
      files: { samples: number }[];
    };
    expect(report.backend.generator).toBe('wasm');
    expect(report.files.map((file) => file.samples)).toEqual([4800, 4800, 4800]);

    const library = JSON.stringify(join(out, 'node/src/node.js'));
    const script = `import(${library}).then((alloy) => console.log(Object.keys(alloy).sort().join()))`;
    const names = execFileSync(process.execPath, ['-e', script], { encoding: 'utf8' });
    expect(names).toContain('RenderEngine');
    expect(names).toContain('prepareSource');
  });
});
