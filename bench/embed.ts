/** The package in somebody's page: JavaScript before it is seen, a second instance, a plugin from its state, notes with times. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium, type Browser } from 'playwright';
import { build, createLogger } from 'vite';
import { ensureChromium } from '../scripts/chromium.js';
import { buildForPages } from '../scripts/library.js';
import { openPlugin, timedNote } from './embed-plugin.js';
import { NAMES, serveCounting, type CountingServer } from './embed-server.js';
import type { Row } from './row.js';

const root = fileURLToPath(new URL('..', import.meta.url));

/** KB, gzipped: the element before its code came in parts, when all of it came at once (docs/decisions/package.md). */
const BEFORE_KB = 124;
const ASKED_RATIO = 0.5;
const ASKED_READY_KB = 150;
const ASKED_PAGE_MB = 1.2;
const ASKED_SECOND_TIME = 0.2;
const ASKED_SECOND_MEMORY = 0.3;
const ASKED_FIRST_KEY_SECONDS = 1.5;
const ASKED_PLAYABLE_SECONDS = 4;

/** WebAssembly, as most machines have it; and memory is measured when it is asked for. */
const FLAGS = [
  '--no-sandbox',
  '--disable-features=WebGPU',
  '--disable-gpu',
  '--autoplay-policy=no-user-gesture-required',
  '--enable-blink-features=ForceEagerMeasureMemory',
];

const kilobytes = (bytes: number): string => `${(bytes / 1000).toFixed(1)} KB`;

interface FirstSight {
  /** JavaScript that was asked for until the face's first frame was drawn, and until it was ready, gzipped. */
  readonly face: number;
  readonly ready: number;
  /** All that was fetched until then, gzipped. */
  readonly all: number;
}

/** Notes, as `faceSeen`, the time of the frame that draws the keys. [page, before anything else runs] */
function noteFirstSight(): void {
  const inside = (at: Element | null | undefined, name: string) => at?.shadowRoot?.querySelector(name);
  const look = (): void => {
    const element = document.querySelector('alloy-instrument');
    const drawn = inside(inside(inside(element, 'alloy-console'), 'alloy-keyboard'), '[data-key]');
    if (drawn) Object.assign(globalThis, { faceSeen: Date.now() });
    else requestAnimationFrame(look);
  };
  look();
}

/** A first visit: what was fetched until the keys were drawn, and until the model was open. Nobody touches it. */
async function firstSight(browser: Browser, server: CountingServer, path: string): Promise<FirstSight> {
  const context = await browser.newContext({ serviceWorkers: 'block' });
  const page = await context.newPage();
  page.setDefaultTimeout(0);
  await page.addInitScript(NAMES);
  await page.addInitScript(noteFirstSight);
  server.forget();
  await page.goto(new URL(path, server.url).href);
  const [seen, ready] = await page.evaluate(async () => {
    const element = document.querySelector('alloy-instrument')!;
    await (element as unknown as { instrument: { ready: Promise<void> } }).instrument.ready;
    return [(globalThis as unknown as { faceSeen: number }).faceSeen, Date.now()];
  });
  const sight = {
    face: server.gzipped(seen, '.js'),
    ready: server.gzipped(ready, '.js'),
    all: server.gzipped(ready, ''),
  };
  await context.close();
  return sight;
}

async function benchSight(browser: Browser, server: CountingServer): Promise<Row[]> {
  const rows: Row[] = [];
  for (const [name, path] of [
    ['package', '/plain.html'],
    ['page', '/app/'],
  ] as const) {
    const { face, ready, all } = await firstSight(browser, server, path);
    const ratio = face / 1000 / BEFORE_KB;
    rows.push(
      {
        figure: `${name}: JavaScript before its face is drawn, gzip; ${BEFORE_KB} KB when all came at once`,
        asked: `≤ ${ASKED_RATIO} ×`,
        measured: `${ratio.toFixed(2)} × (${kilobytes(face)})`,
        ok: ratio <= ASKED_RATIO,
      },
      {
        figure: `${name}: JavaScript until it is ready, workers too, before a sound`,
        asked: `≤ ${ASKED_READY_KB} KB`,
        measured: kilobytes(ready),
        ok: ready <= ASKED_READY_KB * 1000,
      },
      {
        figure: `${name}: everything until it is ready, model too, gzip`,
        asked: `≤ ${ASKED_PAGE_MB} MB`,
        measured: `${(all / 1e6).toFixed(2)} MB`,
        ok: all <= ASKED_PAGE_MB * 1e6,
      },
    );
  }
  return rows;
}

/** Two elements, one after the other: time from being added to ready, and what each adds to the page's memory. */
async function benchSecond(browser: Browser, server: CountingServer): Promise<Row[]> {
  const page = await browser.newPage();
  page.setDefaultTimeout(0);
  await page.addInitScript(NAMES);
  await page.goto(new URL('/empty.html', server.url).href);
  const [first, second] = await page.evaluate(async () => {
    const memory = async (): Promise<number> => {
      const { measureUserAgentSpecificMemory: measure } = performance as unknown as {
        measureUserAgentSpecificMemory(): Promise<{ bytes: number }>;
      };
      return (await measure.call(performance)).bytes;
    };
    await customElements.whenDefined('alloy-instrument');
    const readings: { milliseconds: number; bytes: number }[] = [];
    for (let before = await memory(), i = 0; i < 2; i++) {
      const began = performance.now();
      const element = document.createElement('alloy-instrument') as never as HTMLElement & {
        instrument: { ready: Promise<void> };
      };
      element.setAttribute('storage-key', 'none');
      document.body.append(element);
      await element.instrument.ready;
      const milliseconds = performance.now() - began;
      const after = await memory();
      readings.push({ milliseconds, bytes: after - before });
      before = after;
    }
    return readings as [(typeof readings)[0], (typeof readings)[0]];
  });
  await page.close();
  const row = (figure: string, unit: string, a: number, b: number, asked: number): Row => ({
    figure,
    asked: `≤ ${asked} ×`,
    measured: `${(b / a).toFixed(2)} × (${b.toFixed(1)} ${unit} beside ${a.toFixed(1)} ${unit})`,
    ok: b / a <= asked,
  });
  const [time, memory] = [ASKED_SECOND_TIME, ASKED_SECOND_MEMORY];
  return [
    row('second instance: time to ready', 'ms', first.milliseconds, second.milliseconds, time),
    row(
      'second instance: memory of the page and its workers (measureUserAgentSpecificMemory)',
      'MB',
      first.bytes / 1e6,
      second.bytes / 1e6,
      memory,
    ),
  ];
}

async function benchPlugin(browser: Browser, server: CountingServer): Promise<Row[]> {
  const { firstKey, inTune, stateBytes, cpuSeconds, state } = await openPlugin(browser, server.url);
  const error = await timedNote(browser, server.url, state);
  const row = (figure: string, seconds: number, asked: number): Row => ({
    figure,
    asked: `≤ ${asked} s`,
    measured: `${seconds.toFixed(2)} s`,
    ok: seconds <= asked,
  });
  return [
    row('plugin: createInstance resolved to a held key that sounds', firstKey, ASKED_FIRST_KEY_SECONDS),
    {
      ...row('plugin: the same to a key in tune', inTune, ASKED_PLAYABLE_SECONDS),
      measured: `${inTune.toFixed(2)} s (${cpuSeconds.toFixed(1)} s of all cores; two sounds of 4 s, WebAssembly, a state of ${stateBytes} bytes)`,
    },
    {
      figure: 'note sent for a time: error',
      asked: '0 samples',
      measured: `${error} samples`,
      ok: error === 0,
    },
  ];
}

export async function benchEmbed(): Promise<Row[]> {
  const folder = mkdtempSync(join(root, 'build/bench-embed-'));
  await buildForPages(join(folder, 'alloy'));
  await build({
    configFile: join(root, 'vite.config.ts'),
    customLogger: createLogger('silent'),
    build: { outDir: join(folder, 'app') },
  });
  const readme = /```html\n([\s\S]+?)```/.exec(readFileSync(join(root, 'README.md'), 'utf8'))![1]!;
  const server = await serveCounting(
    {
      '/alloy/': join(folder, 'alloy'),
      '/app/': join(folder, 'app'),
      '/modules/': join(root, 'node_modules'),
    },
    {
      '/plain.html': readme,
      '/empty.html': '<!doctype html><script type="module" src="/alloy/element.js"></script>',
      '/host.html': '<!doctype html>',
    },
  );
  const browser = await chromium.launch({ executablePath: ensureChromium(), args: FLAGS });
  try {
    return [
      ...(await benchSight(browser, server)),
      ...(await benchSecond(browser, server)),
      ...(await benchPlugin(browser, server)),
    ];
  } finally {
    await browser.close();
    server.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}
