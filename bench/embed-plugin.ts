/** The plugin in a host's page: how soon a key of a saved project sounds, and whether a note begins at its sample. */
import { PitchDetector } from 'pitchy';
import type { Browser, Page } from 'playwright';
import { midiToHertz } from '../src/units.js';
import { NAMES } from './embed-server.js';

const KEY = 60;
/** Of the analyser; a fifth of a second. */
const WINDOW = 8192;
const CENTS = 20;
/** Of a note that is sent ahead, in samples: no multiple of a block. */
const AT = 4803;
const RATE = 48000;

interface Node {
  readonly audioNode: AudioNode & {
    getState(): Promise<object>;
    setState(state: object): Promise<void>;
    getParameterValues(): Promise<unknown>;
    scheduleEvents(...events: object[]): void;
  };
  readonly instrument: {
    readonly started: Promise<void>;
    readonly bundledSources: readonly { readonly id: string; readonly url: string }[];
    loadSource(slot: number, url: string): Promise<void>;
    setSeconds(seconds: number): void;
  };
}

/** A page with what it takes to make an instance: `makeInstance(context, state)`. */
async function hostPage(browser: Browser, url: string): Promise<Page> {
  const page = await browser.newPage();
  page.setDefaultTimeout(0);
  await page.addInitScript(NAMES);
  await page.goto(new URL('/host.html', url).href);
  await page.evaluate(async () => {
    const load = (path: string): Promise<never> =>
      import(new URL(path, location.href).href) as Promise<never>;
    const { initializeWamHost } = (await load('/modules/@webaudiomodules/sdk/dist/index.js')) as {
      initializeWamHost(context: BaseAudioContext): Promise<[string]>;
    };
    const { default: Plugin } = (await load('/alloy/wam/index.js')) as {
      default: { createInstance(group: string, context: BaseAudioContext, state?: object): Promise<Node> };
    };
    const makeInstance = async (context: BaseAudioContext, state?: object): Promise<Node> => {
      const [group] = await initializeWamHost(context);
      return Plugin.createInstance(group, context, state);
    };
    Object.assign(globalThis, { makeInstance });
  });
  return page;
}
declare const makeInstance: (context: BaseAudioContext, state?: object) => Promise<Node>;

/** The state of a project with two sounds of `seconds`. */
async function stateOf(browser: Browser, url: string, seconds: number): Promise<object> {
  const page = await hostPage(browser, url);
  const state = await page.evaluate(async (seconds) => {
    const { instrument, audioNode } = await makeInstance(new AudioContext());
    await instrument.started;
    instrument.setSeconds(seconds);
    const urlOf = (id: string): string =>
      instrument.bundledSources.find((source) => source.id.startsWith(id))!.url;
    await Promise.all([
      instrument.loadSource(0, urlOf('nylon-guitar')),
      instrument.loadSource(1, urlOf('flute')),
    ]);
    return audioNode.getState();
  }, seconds);
  await page.close();
  return state;
}

/** Processor time of the browser and all of its processes, seconds. */
async function cpuTime(browser: Browser): Promise<number> {
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = await session.send('SystemInfo.getProcessInfo');
  await session.detach();
  return processInfo.reduce((sum, { cpuTime }) => sum + cpuTime, 0);
}

export interface Opened {
  /** Seconds from createInstance's promise until a key that is held since then is heard, and until it is in tune. */
  readonly firstKey: number;
  readonly inTune: number;
  readonly cpuSeconds: number;
  readonly stateBytes: number;
  readonly state: object;
}

/** Opens a saved project in a host that knows nothing of it, and holds a key. */
export async function openPlugin(browser: Browser, url: string): Promise<Opened> {
  const state = await stateOf(browser, url, 4);
  const page = await hostPage(browser, url);
  const before = await cpuTime(browser);
  const began = await page.evaluate(
    async ([state, key, size]) => {
      const context = new AudioContext();
      const { audioNode } = await makeInstance(context, state);
      const began = performance.now();
      const tap = new AnalyserNode(context, { fftSize: size });
      audioNode.connect(tap).connect(context.destination);
      await context.resume();
      audioNode.scheduleEvents({ type: 'wam-midi', data: { bytes: [0x90, key, 100] } });
      Object.assign(globalThis, { tap });
      return began;
    },
    [state, KEY, WINDOW] as const,
  );
  let firstKey = 0;
  for (;;) {
    const { now, rate, samples } = await page.evaluate(async () => {
      const { tap } = globalThis as unknown as { tap: AnalyserNode };
      await new Promise(requestAnimationFrame);
      const samples = new Float32Array(tap.fftSize);
      tap.getFloatTimeDomainData(samples);
      return { now: performance.now(), rate: tap.context.sampleRate, samples: [...samples] };
    });
    const seconds = (now - began) / 1000;
    if (firstKey === 0 && samples.some((sample) => Math.abs(sample) > 1e-3)) firstKey = seconds;
    if (firstKey === 0) continue;
    const detector = PitchDetector.forFloat32Array(samples.length);
    const [hertz] = detector.findPitch(Float32Array.from(samples), rate);
    if (Math.abs(1200 * Math.log2(hertz / midiToHertz(KEY))) > CENTS) continue;
    const cpuSeconds = (await cpuTime(browser)) - before;
    await page.close();
    return {
      ...{ firstKey, inTune: seconds, cpuSeconds, state },
      stateBytes: JSON.stringify(state).length,
    };
  }
}

/** How far from its sample a note begins that is sent for one, beside one that is sent for the first sample. */
export async function timedNote(browser: Browser, url: string, state: object): Promise<number> {
  const page = await hostPage(browser, url);
  const begins: number[] = [];
  for (const frame of [0, AT])
    begins.push(
      await page.evaluate(
        async ([state, time, key, rate]) => {
          const context = new OfflineAudioContext(2, rate / 2, rate);
          const { audioNode } = await makeInstance(context);
          await audioNode.setState(state);
          audioNode.connect(context.destination);
          audioNode.scheduleEvents({ type: 'wam-midi', time, data: { bytes: [0x90, key, 100] } });
          await audioNode.getParameterValues(); // what was sent is there before the first block
          return (await context.startRendering()).getChannelData(0).findIndex((sample) => sample !== 0);
        },
        [state, frame / RATE, KEY, RATE] as const,
      ),
    );
  await page.close();
  return begins[1]! - begins[0]! - AT;
}
