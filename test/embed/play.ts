/** Plays the first key of an instrument in somebody's page, and measures the pitch of what the page puts out. */
import { PitchDetector } from 'pitchy';
import type { Browser, Page } from 'playwright';
import type { InstrumentContract } from '../../src/instrument/contract.js';
import { midiToHertz } from '../../src/units.js';

const KEY = 67;
/** Of the analyser at the output, samples: a fifth of a second. */
const WINDOW = 8192;
/** A sound, not the noise of a filter; linear. */
const HEARD = 1e-3;

type Holder = HTMLElement & { readonly instrument: InstrumentContract & { readonly started: Promise<void> } };
/** Of the page: analysers of what goes to the speakers. */
declare const alloyTaps: AnalyserNode[];

/** What a page did. */
export interface Played {
  /** Of the output, from the key that was asked for, cents. */
  readonly cents: number;
  /** Errors of the page, its console and its requests. */
  readonly complaints: readonly string[];
}

/** Puts an analyser beside everything that is connected to the speakers. [page] */
function tapOutputs(size: number): void {
  const taps: AnalyserNode[] = [];
  Object.assign(globalThis, { alloyTaps: taps });
  const connect = Reflect.get(AudioNode.prototype, 'connect') as (...args: unknown[]) => unknown;
  AudioNode.prototype.connect = function (this: AudioNode, ...args: unknown[]) {
    const [target] = args;
    if (target instanceof AudioDestinationNode && this.context instanceof AudioContext) {
      const tap = new AnalyserNode(this.context, { fftSize: size });
      connect.call(this, tap);
      taps.push(tap);
    }
    return connect.apply(this, args);
  } as typeof AudioNode.prototype.connect;
}

/** Renders one zone of two bundled sounds and holds its key. [page] */
async function holdKey(element: Element, key: number): Promise<void> {
  await customElements.whenDefined('alloy-instrument');
  const { instrument } = element as Holder;
  await instrument.started;
  instrument.setPlan({ low: key, high: key, mixes: 1 });
  instrument.setSeconds(0.5);
  const urlOf = (id: string): string => instrument.bundledSources.find((one) => one.id === id)!.url;
  await Promise.all([
    instrument.loadSource(0, urlOf('nylon-guitar-c4')),
    instrument.loadSource(1, urlOf('flute-c5')),
  ]);
  await instrument.render();
  const { render, slots, model } = instrument.state;
  if (render.phase !== 'done')
    throw new Error(JSON.stringify({ render, model, slots: slots.map((s) => s.phase) }));
  await instrument.resumeAudio();
  instrument.noteOn(key, 100);
}

/** The output once it has sounded through the whole window. [page] */
function listen(heard: number): { rate: number; samples: number[] } | null {
  for (const tap of alloyTaps) {
    const samples = new Float32Array(tap.fftSize);
    tap.getFloatTimeDomainData(samples);
    const quarter = samples.length / 4;
    const loud = [0, 1, 2, 3].every((q) =>
      samples.subarray(q * quarter, (q + 1) * quarter).some((x) => Math.abs(x) > heard),
    );
    if (loud) return { rate: tap.context.sampleRate, samples: [...samples] };
  }
  return null;
}

export function complaintsOf(page: Page): string[] {
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => void (message.type() === 'error' && complaints.push(message.text())));
  page.on('response', (response) => {
    if (response.status() >= 400) complaints.push(`${response.status()} ${response.url()}`);
  });
  return complaints;
}

/** Opens a page that holds an `<alloy-instrument>` and plays its first key. */
export async function play(browser: Browser, url: string): Promise<Played> {
  const page = await browser.newPage();
  page.setDefaultTimeout(0); // the test has its own
  const complaints = complaintsOf(page);
  await page.route('**/favicon.ico', (route) => route.fulfill({ status: 204 }));
  await page.addInitScript(tapOutputs, WINDOW);
  const broken = new Promise<never>((_, reject) => page.once('pageerror', reject));
  await page.goto(url);
  const held = page.locator('alloy-instrument').evaluate(holdKey, KEY);
  await Promise.race([held, broken]); // what breaks as it loads may never be there
  const heard = await (await page.waitForFunction(listen, HEARD)).jsonValue();
  const { rate, samples } = heard!;
  const [hertz] = PitchDetector.forFloat32Array(samples.length).findPitch(Float32Array.from(samples), rate);
  await page.close();
  return { cents: 1200 * Math.log2(hertz / midiToHertz(KEY)), complaints };
}
