/**
 * The built plugin in hosts, in a real Chromium: a host of ours made of nothing but the sdk, the sdk's own, a page of Tone.js, and
 * the orders in which other hosts call.
 */
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium, type Browser, type Page } from 'playwright';
import type * as Tone from 'tone';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type * as sdkModule from '@webaudiomodules/sdk';
import { chromiumFlags, findChromium } from '../../scripts/chromium.js';
import { ISOLATION } from '../../scripts/isolation.js';
import { serve, type Served } from '../support/serve.js';
import { shared } from '../support/shared.js';
import type { Instrument } from '../../src/instrument/instrument.js';
import type * as pluginModule from '../../src/wam/index.js';
import type { Host } from './wam-host/host.js';

type Sdk = typeof sdkModule;
type PluginModule = typeof pluginModule;

const root = fileURLToPath(new URL('../..', import.meta.url));
const sdk = join(root, 'node_modules/@webaudiomodules/sdk');

/** What a server of plugins sends, so that pages of other origins may load them. */
const SHARED = { 'Access-Control-Allow-Origin': '*', 'Cross-Origin-Resource-Policy': 'cross-origin' };
/** A project's state has at most so many bytes. */
const STATE_BYTES = 16 * 1024;
const NOTES: [at: number, key: number, length: number][] = [
  [0.05, 60, 0.2],
  [0.3, 67, 0.2],
];

declare global {
  interface Window {
    host: Host;
    Tone: typeof Tone;
    /** What `import()` is: Vitest writes another in its place into what is sent to a page. */
    load(url: string): Promise<unknown>;
  }
}

let browser: Browser;
let plugins: Served;
/** The plugin on another origin than the page. */
let elsewhere: string;
/** The plugin beside the page. */
const BESIDE = '/alloy/dist/wam/index.js';
let pluginFolders: Readonly<Record<string, string>>;
/** For what a test makes of the plugin. */
let scratch: string;
/** The state of an instrument of two short sounds, saved in our own host. */
let saved: object;

beforeAll(async () => {
  pluginFolders = { '/alloy/dist/': await shared('library') };
  scratch = mkdtempSync(join(tmpdir(), 'alloy-wam-'));
  plugins = await serve(pluginFolders, {}, SHARED);
  elsewhere = new URL(BESIDE, plugins.url).href;
  browser = await chromium.launch({ executablePath: findChromium()!, args: [...chromiumFlags], timeout: 0 });
});
afterAll(async () => {
  await browser.close();
  await plugins.stop();
  rmSync(scratch, { recursive: true, force: true });
});

/** A page with what the hosts need beside it; what it complained of. */
async function openPage(
  path: string,
  html: string | null,
  headers: Record<string, string> = {},
): Promise<{ page: Page; complaints: string[]; close(): Promise<void> }> {
  const folders = {
    '/sdk/': sdk,
    '/tone/': join(root, 'node_modules/tone'),
    '/host/': join(root, 'test/embed/wam-host'),
    ...pluginFolders,
  };
  const served = await serve(folders, html === null ? {} : { [path]: html }, headers);
  const page = await browser.newPage();
  page.setDefaultTimeout(0); // the test has its own
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => void (message.type() === 'error' && complaints.push(message.text())));
  await page.addInitScript('window.load = (url) => import(new URL(url, location.href).href)');
  await page.goto(new URL(path, served.url).href);
  return { page, complaints, close: () => page.close().then(() => served.stop()) };
}

/** A page with the host's class and nothing else, as a canvas for the orders of other hosts. */
const openHost = (headers: Record<string, string> = {}) =>
  openPage(
    '/page.html',
    '<!doctype html><div id="mount"></div><script type="module">import { Host } from "/host/host.js"; window.host = new Host();</script>',
    headers,
  ).then(async (opened) => {
    await opened.page.waitForFunction(() => window.host !== undefined);
    return opened;
  });

/** Puts two short sounds into the plugin, as a musician does in its face; resolves when all is rendered. */
function blend(page: Page): Promise<void> {
  return page.evaluate(async () => {
    const { instrument } = window.host.instance as unknown as {
      instrument: Instrument;
    };
    await instrument.started;
    instrument.setSeconds(0.5);
    instrument.setPlan({ low: 60, high: 72, step: 12, mixes: 2 });
    const urlOf = (id: string) => instrument.bundledSources.find((source) => source.id.startsWith(id))!.url;
    await Promise.all([
      instrument.loadSource(0, urlOf('nylon-guitar'), 'Guitar'),
      instrument.loadSource(1, urlOf('flute'), 'Flute'),
    ]);
    await instrument.render();
  });
}

/** Renders the project offline: the samples as text, to be compared. */
const bounce = (page: Page, state: object, rate = 48000): Promise<number[]> =>
  page.evaluate(
    async ([url, state, notes, rate]) => Array.from(await window.host.bounce(url, state, notes, 0.6, rate)),
    [BESIDE, state, NOTES, rate] as const,
  );

const peakOf = (samples: readonly number[]): number =>
  samples.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0);

/** Resolves once sound comes out of the host. */
const sounds = (page: Page) => page.waitForFunction(() => window.host.peak() > 0.01);
const falls = (page: Page) => page.waitForFunction(() => window.host.peak() < 1e-4);

describe.each([
  ['a plain page', {}],
  ['a page that is isolated from other origins', ISOLATION],
])('our own host, in %s', (_, headers) => {
  it('loads, plays, automates, saves, comes back with the same sound, and removes', async () => {
    const { page, complaints, close } = await openPage('/host/index.html', null, headers);
    expect(await page.evaluate(() => crossOriginIsolated)).toBe(headers === ISOLATION);
    await page.getByLabel('Plugin').fill(BESIDE);
    await page.getByRole('button', { name: 'Load' }).click();
    await page.getByText('Loaded').waitFor();
    await page.locator('#face alloy-instrument').waitFor();
    await blend(page);

    const key = page.getByRole('button', { name: '60' });
    await key.hover();
    await page.mouse.down();
    await sounds(page);
    await page.mouse.up();
    await falls(page);
    await page.getByRole('button', { name: 'Play sequence' }).click();
    await sounds(page);

    await page.getByRole('button', { name: 'Automate mix' }).click();
    const mix = () =>
      page.evaluate(async () => (await window.host.instance!.audioNode.getParameterValues()).mix!.value);
    await expect.poll(mix).toBe(100);

    await page.getByRole('button', { name: 'Save project' }).click();
    await page.getByText('Saved').waitFor();
    const text = await page.evaluate(() => localStorage.getItem('project')!);
    const { state } = JSON.parse(text) as { state: object };
    expect(JSON.stringify(state).length).toBeLessThanOrEqual(STATE_BYTES);
    saved = state;
    const before = await bounce(page, state);
    expect(peakOf(before)).toBeGreaterThan(0.01);

    await page.reload();
    await page.getByRole('button', { name: 'Open project' }).click();
    await page.getByText('Loaded').waitFor();
    await page.getByRole('button', { name: 'Play sequence' }).click();
    await sounds(page);
    expect(await mix()).toBe(100);
    const again = await page.evaluate(() => window.host.instance!.audioNode.getState() as Promise<object>);
    expect(again).toEqual(state);
    expect(await bounce(page, again)).toEqual(before);

    await page.getByRole('button', { name: 'Remove' }).click();
    await page.getByText('Empty').waitFor();
    await falls(page);
    expect(await page.locator('alloy-instrument').count()).toBe(0);
    expect(complaints).toEqual([]);
    await close();
  });
});

describe('the sdk’s own host', () => {
  it('mounts the face, and connects a sound file to what needs none', async () => {
    const served = await serve(
      { '/': sdk },
      { '/index.js': '', '/host/index.html': readFileSync(join(sdk, 'host/index.html'), 'utf8') },
      {},
    );
    const page = await browser.newPage();
    const complaints: string[] = [];
    page.on('pageerror', (error) => complaints.push(error.message));
    await page.route('**/*', (route) => {
      const url = route.request().url();
      if (url === `${served.url}index.js`)
        return route.fulfill({
          contentType: 'text/javascript',
          body: `export { default } from ${JSON.stringify(elsewhere)};`,
        });
      return url.startsWith(served.url) || url.startsWith(plugins.url) ? route.continue() : route.abort();
    });
    await page.goto(`${served.url}host/index.html`);
    await page.locator('#mount alloy-instrument').waitFor({ timeout: 0 });
    expect(complaints).toEqual([]);
    await page.close();
    await served.stop();
  });
});

describe('a page of Tone.js', () => {
  it('with a native context sends the plugin through Tone’s effects', async () => {
    const html = '<!doctype html><script src="/tone/build/Tone.js"></script>';
    const { page, complaints, close } = await openPage('/page.html', html);
    const peak = await page.evaluate(
      async ([url, state]) => {
        const { initializeWamHost } = (await window.load('/sdk/dist/index.js')) as Sdk;
        const context = new AudioContext();
        window.Tone.setContext(context);
        const [group] = await initializeWamHost(context);
        const { default: Plugin } = (await window.load(url)) as PluginModule;
        const instance = await Plugin.createInstance(group, context, state);
        const gain = new window.Tone.Gain(0.5).toDestination();
        const meter = new window.Tone.Waveform(4096);
        window.Tone.connect(instance.audioNode, gain);
        gain.connect(meter);
        await instance.audioNode.setState(state);
        instance.audioNode.scheduleEvents({ type: 'wam-midi', data: { bytes: [0x90, 60, 100] } });
        let most = 0;
        while (most < 0.005) {
          await new Promise((resolve) => requestAnimationFrame(resolve));
          most = Math.max(most, ...meter.getValue());
        }
        instance.audioNode.destroy();
        return most;
      },
      [BESIDE, saved] as const,
    );
    expect(peak).toBeGreaterThan(0.005);
    expect(complaints).toEqual([]);
    await close();
  });

  it('with Tone’s own context is told what to do instead', async () => {
    const html = '<!doctype html><script src="/tone/build/Tone.js"></script>';
    const { page, close } = await openPage('/page.html', html);
    const message = await page.evaluate(async (url) => {
      const { default: Plugin } = (await window.load(url)) as PluginModule;
      const context = window.Tone.getContext().rawContext as unknown as BaseAudioContext;
      return Plugin.createInstance('group', context).then(
        () => 'made',
        (error: Error) => error.message,
      );
    }, BESIDE);
    expect(message).toContain('Tone.setContext(new AudioContext())');
    await close();
  });
});

describe('offline', () => {
  it.each([44100, 48000, 96000])('a note that is sent for sample N begins at N, at %d Hz', async (rate) => {
    const { page, close } = await openHost();
    const first = async (frame: number): Promise<number> => {
      const samples = await page.evaluate(
        async ([url, state, at, rate]) =>
          Array.from(await window.host.bounce(url, state, [[at, 60, 0.1]], 0.2, rate)),
        [BESIDE, saved, frame / rate, rate] as const,
      );
      return samples.findIndex((sample) => sample !== 0);
    };
    const zero = await first(0);
    expect(zero).toBeGreaterThanOrEqual(0);
    expect(await first(4803)).toBe(zero + 4803);
    await close();
  });
});

describe('the orders in which other hosts call', () => {
  it('wam-examples: connects, wires a keyboard, mounts without a look, changes by disconnect, destroy, destroyGui', async () => {
    const { page, complaints, close } = await openHost();
    const seen = await page.evaluate(
      async ([url, state]) => {
        const { host } = window;
        const mount = document.querySelector('#mount')!;
        const heard: string[] = [];
        const turn = async () => {
          const instance = await host.load(url);
          const { audioNode } = instance;
          const player = host.context.createConstantSource();
          if (audioNode.numberOfInputs) player.connect(audioNode);
          audioNode.addEventListener('wam-info', () => heard.push('wam-info'));
          await host.context.resume();
          const gui = await instance.createGui();
          JSON.stringify(await audioNode.getParameterInfo());
          mount.innerHTML = '';
          mount.appendChild(gui);
          await audioNode.setState(state);
          audioNode.scheduleEvents({
            type: 'wam-midi',
            time: audioNode.context.currentTime,
            data: { bytes: new Uint8Array([0x90, 74, 100]) as never },
          });
          while (host.peak() < 0.01) await new Promise((resolve) => requestAnimationFrame(resolve));
          if (audioNode.numberOfInputs) player.disconnect(audioNode);
          audioNode.disconnect(host.analyser);
          audioNode.destroy();
          instance.destroyGui(gui);
          mount.innerHTML = '';
        };
        await turn();
        await turn();
        return { heard: heard.length, left: document.querySelectorAll('alloy-instrument').length };
      },
      [BESIDE, saved] as const,
    );
    expect(seen.heard).toBeGreaterThan(0);
    expect(seen.left).toBe(0);
    expect(complaints).toEqual([]);
    await close();
  });

  it('pedalboard2: the descriptor before the code, one event object for all processors, clearEvents in the worklet', async () => {
    const { page, complaints, close } = await openHost();
    const descriptor = (await (await fetch(new URL('descriptor.json', elsewhere))).json()) as object;
    const seen = await page.evaluate(
      async ([url, state]) => {
        const { host } = window;
        const { addFunctionModule, initializeWamHost } = (await window.load('/sdk/dist/index.js')) as Sdk;
        const { default: Plugin } = (await window.load(url)) as PluginModule;
        const [group, key] = await initializeWamHost(host.context, 'inner', 'secret');
        const instances = [];
        for (let i = 0; i < 2; i++) {
          const instance = await Plugin.createInstance(group, host.context);
          await instance.audioNode.setState(state);
          instances.push(instance);
        }
        const [first, second] = instances;
        second!.audioNode.connect(host.analyser);
        const played = new Promise<unknown>((resolve) => {
          second!.audioNode.addEventListener('wam-midi', ((event: CustomEvent) =>
            resolve(event.detail)) as never);
        });
        // In the audio thread: the same frozen object for all, then all that wait is dropped.
        const spread = (id: string, secret: string) => {
          const environment = (globalThis as never as { webAudioModules: never }).webAudioModules as {
            getGroup(
              id: string,
              key: string,
            ): {
              processors: Map<string, { scheduleEvents(...events: object[]): void; clearEvents(): void }>;
            };
          };
          const data = Object.freeze({ bytes: Object.freeze([0x90, 64, 100]) });
          const event = Object.freeze({ type: 'wam-midi', data });
          const later = Object.freeze({ type: 'wam-midi', time: 1e6, data });
          const processors = [...environment.getGroup(id, secret).processors.values()];
          for (const processor of processors) processor.scheduleEvents(later);
          for (const processor of processors) processor.clearEvents();
          for (const processor of processors) processor.scheduleEvents(event);
        };
        await addFunctionModule(host.context.audioWorklet, spread, group, key);
        const detail = await played;
        while (host.peak() < 0.01) await new Promise((resolve) => requestAnimationFrame(resolve));
        const states = await Promise.all(instances.map(({ audioNode }) => audioNode.getState()));
        for (const { audioNode } of [first!, second!]) audioNode.destroy();
        return { detail, states, descriptor: first!.descriptor };
      },
      [BESIDE, saved] as const,
    );
    expect(seen.detail).toEqual({ type: 'wam-midi', data: { bytes: [0x90, 64, 100] } });
    expect(seen.states).toEqual([saved, saved]);
    expect(seen.descriptor).toEqual(descriptor);
    expect(complaints).toEqual([]);
    await close();
  });

  it('WAM Studio: the state by _automation’s node, an export of a whole region at once, ends given twice, destroyed first', async () => {
    const { page, complaints, close } = await openHost();
    const seen = await page.evaluate(
      async ([url, state]) => {
        const { host } = window;
        const instance = await host.load(url);
        const gui = (await instance.createGui()) ?? document.createElement('div');
        document.querySelector('#mount')!.append(gui);
        await instance._audioNode.setState(state);
        void instance.audioNode.clearEvents();
        instance.audioNode.scheduleEvents({
          type: 'wam-automation',
          data: { id: 'mix', value: 30 } as never,
        });
        const exported = await instance.audioNode.getState();
        const region = Array.from(
          { length: 40 },
          (_, i) => [0.01 * i, 60 + (i % 12), 0.01] as [number, number, number],
        );
        const sum = async () => {
          const samples = await host.bounce(url, exported, region, 0.5);
          return samples.reduce((all, sample) => all + Math.abs(sample), 0);
        };
        const sums = [await sum(), await sum()];
        instance.audioNode.destroy();
        instance.destroyGui(gui);
        return { sums, left: gui.isConnected };
      },
      [BESIDE, saved] as const,
    );
    expect(seen.sums[0]).toBeGreaterThan(1);
    expect(seen.sums[1]).toBe(seen.sums[0]);
    expect(seen.left).toBe(false);
    expect(complaints).toEqual([]);
    await close();
  });

  it('dawcore and ACE-Step: the version looked at, state at creation, values before infos, nothing awaited, destroyed once', async () => {
    const { page, complaints, close } = await openHost();
    const seen = await page.evaluate(
      async ([url, state]) => {
        const { host } = window;
        const { default: Plugin } = (await window.load(url)) as PluginModule;
        const instance = await Plugin.createInstance(await host.group(), host.context, state);
        const { audioNode, descriptor } = instance;
        audioNode.connect(host.analyser);
        const infos = await audioNode.getParameterInfo();
        const values = await audioNode.getParameterValues(false);
        const choice = infos.filterType!.choices[Math.round(values.filterType!.value)];
        void audioNode.setParameterValues({ mix: { id: 'mix', value: 20, normalized: false } });
        const mix = (await audioNode.getParameterValues(false, 'mix')).mix!.value;
        await audioNode.setState(state);
        const restored = await audioNode.getState();
        const delay = await audioNode.getCompensationDelay();
        audioNode.destroy();
        return {
          version: descriptor.apiVersion,
          instrument: descriptor.isInstrument,
          choice,
          mix,
          restored,
          delay,
        };
      },
      [BESIDE, saved] as const,
    );
    expect(seen).toMatchObject({ instrument: true, choice: 'off', mix: 20, delay: 0, restored: saved });
    expect(seen.version.startsWith('2.')).toBe(true);
    expect(complaints).toEqual([]);
    await close();
  });

  it('a second version beside the first: each runs its own code', async () => {
    const second = join(scratch, 'second');
    cpSync(await shared('library'), second, { recursive: true });
    const codeOf = (name: string): string => readFileSync(join(second, 'assets', name), 'utf8');
    const scripts = readdirSync(join(second, 'assets')).filter((name) => name.endsWith('.js'));
    const worklet = scripts.find((name) => codeOf(name).includes('wam-ready'))!;
    const code = codeOf(worklet);
    const changed = code.replace(/kind:.wam-ready.,problem:/, '$&"of the second version"||');
    expect(changed).not.toBe(code);
    writeFileSync(join(second, 'assets', worklet), changed); // of the same name: two versions may well have it
    const served = await serve({ '/': second }, {}, SHARED);
    const { page, close } = await openHost();
    const seen = await page.evaluate(
      async ([first, second]) => {
        const { host } = window;
        const attempt = async (url: string) => {
          const { default: Plugin } = (await window.load(url)) as PluginModule;
          return Plugin.createInstance(await host.group(), host.context).then(
            ({ moduleId }) => moduleId,
            (error: Error) => error.message,
          );
        };
        return [await attempt(first), await attempt(second), await attempt(first)];
      },
      [BESIDE, `${served.url}wam/index.js`] as const,
    );
    expect(seen[1]).toContain('of the second version');
    expect(seen[0]).toBe('alloy-instrument.alloy');
    expect(seen[2]).toBe(seen[0]);
    await close();
    await served.stop();
  });
});
