/** Elements that come and go in somebody's page: what twenty of them leave behind. */
import type { Browser, CDPSession, Page } from 'playwright';
import { expect, it } from 'vitest';
import type { InstrumentContract } from '../../src/instrument/contract.js';
import { plainHtml } from './builders.js';
import type { Project } from './project.js';

const CYCLES = 20;
/**
 * So often twenty of them are tried: what V8 learns, and when it collects, depends on how busy the machine is, and comes to an end. A
 * leak does not.
 */
const ROUNDS = 4;
/** The first ten leave 50 kB each: what they call is compiled, and what V8 learns of it is kept. */
const WARM_UPS = 12;
/** Bytes that a cycle may leave: one note of audio, or one face, would be more. */
const LEFT_BYTES = 20_000;
const KEY = 67;

type Holder = HTMLElement & {
  context: AudioContext;
  readonly instrument: InstrumentContract & { readonly ready: Promise<void> };
  close(): Promise<void>;
};

/** What of a page stays alive. */
interface Census {
  readonly JSHeapUsedSize: number;
  readonly Nodes: number;
  readonly JSEventListeners: number;
  readonly AudioHandlers: number;
  readonly AudioWorkletProcessors: number;
}

/** Puts an element into the page, plays a note of it, and takes it away closed; `keep`: leaves it there. [page] */
async function playOne([key, keep]: readonly [key: number, keep: boolean]): Promise<void> {
  const page = globalThis as typeof globalThis & { shared?: AudioContext };
  page.shared ??= new AudioContext();
  await customElements.whenDefined('alloy-instrument');
  const element = document.createElement('alloy-instrument') as unknown as Holder;
  element.setAttribute('storage-key', 'none');
  element.context = page.shared;
  document.body.append(element);
  const { instrument } = element;
  await instrument.ready;
  instrument.setPlan({ low: key, high: key, mixes: 1 });
  instrument.setSeconds(0.1);
  await instrument.loadSource(0, instrument.bundledSources[0]!.url);
  await instrument.render();
  instrument.noteOn(key, 100);
  await instrument.synced();
  if (keep) return;
  await element.close();
  element.remove();
}

async function census(session: CDPSession): Promise<Census> {
  for (let i = 0; i < 3; i++) await session.send('HeapProfiler.collectGarbage');
  const { metrics } = await session.send('Performance.getMetrics');
  return Object.fromEntries(metrics.map(({ name, value }) => [name, value])) as unknown as Census;
}

async function cycles(page: Page, count: number): Promise<void> {
  for (let i = 0; i < count; i++) await page.evaluate(playOne, [KEY, false] as const);
}

/** What a cycle left, where that is more than may await its collection: a handful for all of them; each element has hundreds. */
function leftBy(before: Census, after: Census): Partial<Census> {
  const most = { JSHeapUsedSize: LEFT_BYTES, Nodes: 1, JSEventListeners: 1, AudioHandlers: 1 };
  const left = Object.entries(most).map(([name, limit]) => {
    const each = (after[name as keyof Census] - before[name as keyof Census]) / CYCLES;
    return each < limit ? [] : [[name, each] as const];
  });
  return Object.fromEntries(left.flat());
}

export function describeCycles(project: () => Project, browser: () => Browser): void {
  it('twenty elements that were made, played and closed leave no memory, nodes, listeners or workers', async () => {
    const served = await plainHtml(project());
    const page = await browser().newPage();
    page.setDefaultTimeout(0);
    await page.goto(served.url);
    await page.locator('alloy-instrument').evaluate((first) => first.remove());
    await page.evaluate(playOne, [KEY, true] as const); // holds the model: what is counted is an element
    const session = await page.context().newCDPSession(page);
    await session.send('Performance.enable');
    await cycles(page, WARM_UPS);
    const workers = page.workers().length;
    let left: Partial<Census> = {};
    let before = await census(session);
    for (let round = 0; round < ROUNDS; round++) {
      await cycles(page, CYCLES);
      const after = await census(session);
      left = leftBy(before, after);
      if (Object.keys(left).length === 0) break;
      before = after;
    }
    expect(left).toEqual({});
    expect(page.workers().length).toBe(workers);
    await page.locator('alloy-instrument').evaluate((kept) => (kept as Holder).close());
    await expect.poll(() => page.workers().length).toBe(0);
    await page.close();
    await served.stop();
  });
}
