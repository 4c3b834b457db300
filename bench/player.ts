/** Measures the player: 256 voices against real time, with and without filter, and against the browser's own buffer sources. */
import { fileURLToPath } from 'node:url';
import { chromium, type CDPSession } from 'playwright';
import { createServer } from 'vite';
import { chromiumFlags, findChromium } from '../scripts/chromium.js';
import type { Row } from './row.js';

const ASKED_SHARE = 0.35;
const ASKED_PLAIN_SHARE = 0.2;
const ASKED_LIVE_RATIO = 0.7;
const SECONDS = 4;
/** Few voices are measured over a longer time: the clock of a process ticks slowly. */
const LONGEST_SECONDS = 30;
/** Cores are shared and their clocks change: the quickest round is the one that was disturbed least. */
const ROUNDS = 3;
const GROWTH = [1, 4, 16, 64, 128, 256] as const;

type Measure = (
  call: 'preparePlayer' | 'prepareNative' | 'prepareLive',
  voices: number,
  full: boolean,
) => Promise<number>;

/**
 * Seconds that the page's processes were on a core so far: unlike by the clock on the wall, what else runs on the
 * machine does not count.
 */
async function pageSeconds(session: CDPSession): Promise<number> {
  const { processInfo } = await session.send('SystemInfo.getProcessInfo');
  return processInfo.reduce((sum, { type, cpuTime }) => sum + (type === 'renderer' ? cpuTime : 0), 0);
}

/** Runs in Chromium what player-page.ts measures; null without a Chromium. */
async function inChromium<T>(use: (measure: Measure) => Promise<T>): Promise<T | null> {
  const executablePath = findChromium();
  if (!executablePath) return null;
  const server = await createServer({
    root: fileURLToPath(new URL('..', import.meta.url)),
    configFile: false,
    appType: 'custom',
    logLevel: 'error',
    cacheDir: 'node_modules/.vite-bench',
    optimizeDeps: { entries: ['bench/player-page.ts'] },
  });
  const browser = await chromium.launch({ executablePath, args: [...chromiumFlags] });
  try {
    await server.listen();
    const page = await browser.newPage();
    await page.goto(new URL('package.json', server.resolvedUrls!.local[0]).href);
    const session = await browser.newBrowserCDPSession();
    const run = (call: string) =>
      page.evaluate(`import('/bench/player-page.ts').then((page) => page.${call})`);
    return await use(async (call, voices, full) => {
      const seconds = Math.min(LONGEST_SECONDS, Math.ceil((SECONDS * 64) / voices));
      await run(`${call}(${voices}, ${Math.max(2, seconds)}, ${full})`);
      const before = await pageSeconds(session);
      await run('render()');
      return ((await pageSeconds(session)) - before) / Math.max(2, seconds);
    });
  } finally {
    await browser.close();
    await server.close();
  }
}

/** Each of some measurements a few times in turn, so that all see the same machine; the best of each. */
async function bestOf(measurements: readonly (() => Promise<number>)[]): Promise<number[]> {
  const best = measurements.map(() => Infinity);
  for (let round = 0; round < ROUNDS; round++) {
    for (const [index, measure] of measurements.entries())
      best[index] = Math.min(best[index]!, await measure());
  }
  return best;
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}

function row(figure: string, share: number | undefined, asked: number | null = null): Row {
  return {
    figure: `player, ${figure}, share of one core`,
    asked: asked === null ? '' : `≤ ${asked * 100} %`,
    measured: share === undefined ? 'not run: no Chromium' : percent(share),
    ok: asked !== null && share !== undefined ? share <= asked : null,
  };
}

/** Live voices beside sample voices of the same run. */
function liveRow(samples: number | undefined, live: number | undefined): Row {
  const ratio = samples === undefined || live === undefined ? null : live / samples;
  return {
    figure:
      'player, 64 live voices of 64 partials and 40 noise bands, morphing, ÷ 64 sample voices with filter and morph',
    asked: `≤ ${ASKED_LIVE_RATIO}`,
    measured: ratio === null ? 'not run: no Chromium' : `${ratio.toFixed(2)} (${percent(live!)} of one core)`,
    ok: ratio === null ? null : ratio <= ASKED_LIVE_RATIO,
  };
}

/**
 * Cost of the player's voices on one core at 48 kHz in Chromium: time on a core to render offline ÷ time that it
 * lasts, beside the same notes in the browser's own nodes.
 */
export async function benchPlayer(): Promise<Row[]> {
  const found = await inChromium(async (measure) => ({
    compared: await bestOf([
      () => measure('preparePlayer', 64, true),
      () => measure('prepareNative', 64, true),
      () => measure('prepareNative', 64, false),
      () => measure('preparePlayer', 32, false),
      () => measure('prepareLive', 64, true),
    ]),
    growth: await bestOf(GROWTH.map((voices) => () => measure('preparePlayer', voices, true))),
  }));
  const [full, nativeFull, nativePlain, plain, live] = found?.compared ?? [];
  const rows = [
    row('64 voices looping with filter and morph', full, ASKED_SHARE),
    row('the same notes in native nodes, two layers, gains and a filter each', nativeFull),
    row('the same notes in one native AudioBufferSourceNode each', nativePlain),
    row('32 voices of one layer', plain, ASKED_PLAIN_SHARE),
    liveRow(full, live),
  ];
  if (found === null) return rows;
  const each = found.growth.map((share, index) => share / GROWTH[index]!);
  for (const [index, voices] of GROWTH.entries()) {
    rows.push({
      figure: `player, cost of ${voices === 1 ? 'the one voice' : `each of ${voices} voices`} with filter and morph`,
      asked: '',
      measured: `${(100 * each[index]!).toFixed(2)} % (${percent(found.growth[index]!)} in all)`,
      ok: null,
    });
  }
  rows.push({
    figure: 'player, cost of each of 256 voices ÷ each of 16',
    asked: '',
    measured: (each.at(-1)! / each[2]!).toFixed(2),
    ok: null,
  });
  return rows;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) console.table(await benchPlayer());
