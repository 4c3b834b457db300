/* global document, innerWidth, navigator */
/**
 * `node scripts/screenshots.js`: builds the page, plays through it in a real Chromium (load, render, cancel, an
 * error; dark and light; desk and phone) and writes docs/screenshots/*.png. The server stops after the first
 * visit: the rest shows that the page works offline.
 *   --url <address>   photographs a page that is served already
 *   --out <folder>    writes elsewhere
 */
import { Buffer } from 'node:buffer';
import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { chromium } from 'playwright';
import { build, preview } from 'vite';
import { chromiumFlags, ensureChromium } from './chromium.js';

const root = fileURLToPath(new URL('..', import.meta.url));
const { values } = parseArgs({ options: { url: { type: 'string' }, out: { type: 'string' } } });
const folder = values.out ?? `${root}/docs/screenshots`;
const TIMEOUT = 300_000;

async function serve() {
  const configFile = `${root}/vite.config.ts`;
  await build({ configFile, logLevel: 'warn' });
  const server = await preview({ configFile, logLevel: 'warn', preview: { host: 'localhost', port: 0 } });
  const stop = () => {
    server.httpServer.closeAllConnections();
    return server.close();
  };
  return { url: server.resolvedUrls.local[0], stop };
}

async function photograph(page, name) {
  await page.evaluate(() => document.activeElement?.blur());
  await page.mouse.move(2, 2);
  await page.screenshot({ path: `${folder}/${name}.png`, fullPage: true, animations: 'disabled' });
  const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  console.log(`${name}.png${over > 0 ? `: ${over} px stick out` : ''}`);
}

const server = values.url ? { url: values.url, stop: () => undefined } : await serve();
mkdirSync(folder, { recursive: true });
const browser = await chromium.launch({ executablePath: ensureChromium(), args: [...chromiumFlags] });
try {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, colorScheme: 'dark' });
  const page = await context.newPage();
  page.setDefaultTimeout(TIMEOUT);
  page.on('pageerror', (error) => console.error(`page: ${error.message}`));
  page.on('console', (message) => message.type() === 'error' && console.error(`page: ${message.text()}`));

  await page.goto(server.url);
  await page.locator('.lamp.ready').waitFor();
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
  await server.stop();
  await context.setOffline(true);
  await page.reload();
  await page.locator('.lamp.ready').waitFor();
  await photograph(page, 'empty-dark');

  await page.getByRole('slider', { name: 'Length' }).fill('2');
  await page.getByRole('button', { name: /^Try Nylon guitar × Flute/ }).click();
  await page.getByText(/^[3-9] of \d+ zones rendered/).waitFor();
  await photograph(page, 'rendering-dark');

  await page
    .getByText(/^Rendered in/)
    .first()
    .waitFor();
  await page.getByRole('radio', { name: 'Rainbowgram' }).click();
  await page.waitForTimeout(1000); // it is drawn a few columns a frame
  await page.locator('alloy-take-list').screenshot({ path: `${folder}/rainbowgrams-dark.png` });
  await page.getByRole('radio', { name: 'Embedding' }).click();
  await page.waitForTimeout(300);
  await page.locator('alloy-take-list').screenshot({ path: `${folder}/embeddings-dark.png` });
  await page.emulateMedia({ colorScheme: 'light' });
  await page.getByRole('radio', { name: 'Waveform' }).click();
  await page.waitForTimeout(500);
  await photograph(page, 'done-light');

  await page.emulateMedia({ colorScheme: 'dark' });
  await page.setViewportSize({ width: 320, height: 720 });
  await page.waitForTimeout(500);
  await photograph(page, 'phone-dark');

  await page.setViewportSize({ width: 1440, height: 900 });
  await page.emulateMedia({ colorScheme: 'light' });
  const notes = { name: 'notes.txt', mimeType: 'text/plain', buffer: Buffer.from('not a sound') };
  await page.locator('alloy-source-slot.a input[type=file]').setInputFiles(notes);
  await page.getByRole('alert').first().waitFor();
  await photograph(page, 'error-light');
} finally {
  await browser.close();
  await server.stop();
}
