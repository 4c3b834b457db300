/** Photographs the page in its states, for docs/screenshots. */
/* global document, innerWidth, navigator */
/**
 * `node scripts/screenshots.js`: builds the page, plays through it in a real Chromium (load, render, play, four sources,
 * an error, a reload; dark and light; desk, phone, wall and a host's window; English and Chinese) and writes docs/screenshots/*.png. The
 * server stops after the first visit: the rest shows that the page works offline. Chinese needs a font: on Debian,
 * `apt-get install fonts-wqy-microhei`.
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
const TIMEOUT = 600_000;
/** What the render bar says when there is something to hear, and something still to be made. */
const HALFWAY = /^(3[5-9]|[4-6]\d) % ·/;
const DESK = { width: 1440, height: 900 };
/** High enough for a whole view that scrolls on a desk. */
const TALL = { width: 1440, height: 1500 };

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

async function photograph(page, name, target = page) {
  await page.evaluate(() => document.activeElement?.blur());
  await page.mouse.move(2, 2);
  const path = `${folder}/${name}.png`;
  await target.screenshot({ path, animations: 'disabled', ...(target === page ? { fullPage: true } : {}) });
  const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  console.log(`${name}.png${over > 0 ? `: ${over} px stick out` : ''}`);
}

/** Opens a view of the face. */
async function open(page, view) {
  await page.getByRole('tab', { name: view }).click();
  await page.waitForTimeout(400);
}

async function resize(page, size) {
  await page.setViewportSize(size);
  await page.waitForTimeout(500);
}

/** Chooses an option by what it says. */
async function choose(page, name, option) {
  const select = page.getByRole('combobox', { name });
  const value = await select.locator('option', { hasText: option }).first().getAttribute('value');
  await select.selectOption(value);
}

/** What the page says where the browser lets no sound out, and where its policy keeps a part from it, on a phone. */
async function notices(url) {
  const size = { viewport: { width: 320, height: 720 } };
  const policy = "default-src 'self'; script-src 'self'";
  const visit = async (context, lamp) => {
    const page = await context.newPage();
    page.setDefaultTimeout(TIMEOUT);
    await page.goto(url);
    await page.locator(lamp).waitFor();
    return page;
  };
  const silent = await browser.newContext({ ...size, colorScheme: 'light' });
  await silent.addInitScript(() => {
    const { prototype } = globalThis.AudioContext;
    Object.defineProperty(prototype, 'state', { get: () => 'suspended' });
    prototype.resume = () => new Promise(() => undefined);
  });
  const silenced = await visit(silent, '.lamp.ready');
  await silenced.keyboard.press('a');
  const hear = silenced.getByRole('button', { name: 'Tap to hear' });
  await hear.waitFor();
  await silenced.mouse.move(2, 2);
  await silenced.screenshot({ path: `${folder}/tap-to-hear-light.png`, animations: 'disabled' });
  await silent.close();
  const strict = await browser.newContext({ ...size, colorScheme: 'dark', serviceWorkers: 'block' });
  await strict.route('**/*', async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, headers: { ...response.headers(), 'content-security-policy': policy } });
  });
  const kept = await visit(strict, '.lamp.error');
  await kept.getByText(/Content-Security-Policy/).waitFor();
  await kept.screenshot({ path: `${folder}/policy-dark.png`, animations: 'disabled' });
  await strict.close();
}

const server = values.url ? { url: values.url, stop: () => undefined } : await serve();
mkdirSync(folder, { recursive: true });
const browser = await chromium.launch({ executablePath: ensureChromium(), args: [...chromiumFlags] });
try {
  const context = await browser.newContext({ viewport: DESK, colorScheme: 'dark' });
  const page = await context.newPage();
  page.setDefaultTimeout(TIMEOUT);
  page.on('pageerror', (error) => console.error(`page: ${error.message}`));
  const rendered = () =>
    page
      .getByText(/^Rendered in/)
      .first()
      .waitFor();
  const chord = async (action) => {
    for (const key of ['a', 'd', 'g']) await page.keyboard[action](key);
    await page.waitForTimeout(500);
  };

  // loading: the model is held back for the photograph
  let release = () => undefined;
  const held = new Promise((resolve) => (release = resolve));
  await page.route('**/model.json', async (route) => {
    await held;
    await route.continue();
  });
  await page.goto(server.url);
  await page.locator('.lamp.loading').waitFor();
  await page.locator('#languages button').first().waitFor();
  await page.emulateMedia({ colorScheme: 'light' });
  await photograph(page, 'loading-light');
  release();
  await page.locator('.lamp.ready').waitFor();
  await page.unroute('**/model.json');
  await photograph(page, 'empty-light');
  await page.getByRole('button', { name: 'Presets' }).click();
  await page.getByRole('button', { name: 'Felt Harbour is a favourite' }).waitFor();
  await page.screenshot({ path: `${folder}/factory-light.png` });
  await page.keyboard.press('Escape');
  await notices(server.url);

  await page.emulateMedia({ colorScheme: 'dark' });
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
  await server.stop();
  await context.setOffline(true);
  await page.reload();
  await page.locator('.lamp.ready').waitFor();
  await photograph(page, 'offline-dark');

  await page.getByRole('slider', { name: 'Length' }).fill('2');
  await choose(page, 'Semitones between two rendered keys', '12 semitones');
  await choose(page, 'Mixes rendered between the sources', '3');
  await page.getByRole('button', { name: /^Try Nylon guitar × Flute/ }).click();
  await page.getByText(HALFWAY).waitFor();
  await chord('down');
  await photograph(page, 'rendering-dark');
  await chord('up');

  await rendered();
  await open(page, 'Listen');
  await resize(page, TALL);
  await page.getByRole('radio', { name: 'Rainbowgram' }).click();
  await page.waitForTimeout(6000); // made in a worker, a little at a time
  await photograph(page, 'rainbowgrams-dark', page.locator('alloy-clip-list'));
  await page.emulateMedia({ colorScheme: 'light' });
  await page.waitForTimeout(500);
  await photograph(page, 'rainbowgrams-light', page.locator('alloy-clip-list'));
  await page.getByRole('radio', { name: 'Embedding' }).click();
  await page.waitForTimeout(300);
  await page.emulateMedia({ colorScheme: 'dark' });
  await photograph(page, 'embeddings-dark', page.locator('alloy-clip-list'));
  await page.emulateMedia({ colorScheme: 'light' });
  await page.getByRole('radio', { name: 'Waveform' }).click();
  await resize(page, DESK);
  await open(page, 'Sources');
  await photograph(page, 'sources-light');
  await open(page, 'Play');
  await photograph(page, 'done-light');
  await page.keyboard.press('?');
  await page.waitForTimeout(300);
  await page.screenshot({ path: `${folder}/help-light.png`, animations: 'disabled' });
  await page.keyboard.press('Escape');

  await page.emulateMedia({ colorScheme: 'dark' });
  await page.reload();
  await page.getByText(/^Welcome back/).waitFor();
  await page.locator('.lamp.ready').waitFor();
  await photograph(page, 'restored-dark');

  for (const name of ['Nylon flute', 'Breath']) {
    await page.getByRole('button', { name: /^(Presets|Nylon flute)$/ }).click();
    await page.getByRole('textbox', { name: 'Name of the preset' }).fill(name);
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: `Remove ${name}` }).waitFor();
    if (name === 'Breath') await page.screenshot({ path: `${folder}/presets-dark.png` });
    await page.keyboard.press('Escape');
  }
  await open(page, 'Sound');
  await photograph(page, 'sound-dark');
  await resize(page, TALL);
  await page.getByRole('button', { name: 'Show all' }).click();
  await photograph(page, 'drawers-dark', page.locator('alloy-sound'));
  await page.getByRole('button', { name: 'Hide all' }).click();

  await open(page, 'Play');
  await resize(page, { width: 375, height: 667 });
  await photograph(page, 'phone-dark');
  await open(page, 'Sources');
  await photograph(page, 'phone-sources-dark');
  await open(page, 'Play');
  await resize(page, { width: 768, height: 1024 });
  await photograph(page, 'tablet-dark');
  const compact = (on) =>
    page.locator('alloy-instrument').evaluate((element, value) => (element.compact = value), on);
  await compact(true);
  await resize(page, { width: 420, height: 300 });
  await photograph(page, 'compact-dark');
  await open(page, 'Sound');
  await photograph(page, 'compact-sound-dark');
  await compact(false);
  await resize(page, DESK);
  await open(page, 'Sources');

  for (const [letter, sound] of [
    ['C', 'Choir aahs'],
    ['D', 'Kalimba'],
  ]) {
    await page.getByRole('button', { name: `Add source ${letter}` }).click();
    await choose(page, `Pick a bundled sound for source ${letter}`, sound);
    await page.getByRole('button', { name: `Listen to ${sound}` }).waitFor();
  }
  await page.getByRole('slider', { name: 'Mix, left to right' }).fill('0.36');
  await page.getByRole('slider', { name: 'Mix, top to bottom' }).fill('0.58');
  await page.getByRole('button', { name: 'Render again' }).click();
  await page
    .getByText(/^Rendered in/)
    .first()
    .waitFor({ state: 'detached' });
  await open(page, 'Play');
  await page.getByText(HALFWAY).waitFor();
  await chord('down');
  await photograph(page, 'four-dark');
  await chord('up');
  await page.getByRole('button', { name: 'Cancel' }).click();
  await open(page, 'Sources');

  await page.emulateMedia({ colorScheme: 'light' });
  const notes = { name: 'notes.txt', mimeType: 'text/plain', buffer: Buffer.from('not a sound') };
  await page.locator('alloy-source-slot.a input[type=file]').setInputFiles(notes);
  await page.getByRole('alert').first().waitFor();
  await photograph(page, 'error-light');

  await page.getByRole('button', { name: '简体中文' }).click();
  await page.getByRole('button', { name: '关闭这条提示' }).first().click();
  await page.getByRole('alert').first().waitFor({ state: 'detached' });
  await page.emulateMedia({ colorScheme: 'dark' });
  await page.waitForTimeout(1000);
  await photograph(page, 'chinese-dark');
  await open(page, '演奏');
  await resize(page, { width: 3840, height: 2160 });
  await photograph(page, 'wall-dark');
} finally {
  await browser.close();
  await server.stop();
}
