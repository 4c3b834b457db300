import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright';
import { createServer } from 'vite';
import { chromiumFlags, findChromium } from '../scripts/chromium.js';
import { PlayerCore } from '../worklets/core/player-core.js';
import type { Row } from './row.js';

const RATE = 48000;
const ZONE_RATE = 16000;
const BLOCK = 128;
const ASKED_SHARE = 0.2;

/** A player whose `voices` keys are held on zones of noise: eight zones, six semitones apart. */
function loadedPlayer(voices: number, seconds: number): PlayerCore {
  const core = new PlayerCore(RATE);
  const samples = new Float32Array(seconds * ZONE_RATE);
  for (let index = 0; index < samples.length; index++) samples[index] = 0.2 * (Math.random() - 0.5);
  for (let zone = 0; zone < 8; zone++) {
    core.handle({
      kind: 'zone',
      id: zone,
      rootMidi: 36 + 6 * zone,
      sampleRate: ZONE_RATE,
      length: samples.length,
      x: 0,
      y: 0,
      loop: null,
    });
    core.handle({ kind: 'samples', id: zone, start: 0, samples });
  }
  for (let voice = 0; voice < voices; voice++) core.midi(0x90, 30 + voice, 100, 0);
  return core;
}

/** Time that this process was on a core: what else runs on the machine does not count. */
function cpuSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}

/** Share of one core that a player with so many voices takes: time to render ÷ time that it lasts. */
export function measurePlayerShare(voices: number, seconds: number): number {
  const left = new Float32Array(BLOCK);
  const right = new Float32Array(BLOCK);
  let best = Infinity;
  for (let round = 0; round < 5; round++) {
    // The highest keys read zones at up to 2.8 times their pitch: long enough that none ends.
    const core = loadedPlayer(voices, seconds * 4);
    const begin = cpuSeconds();
    for (let frame = 0; frame < seconds * RATE; frame += BLOCK)
      core.process(left, right, BLOCK, frame / RATE);
    best = Math.min(best, (cpuSeconds() - begin) / seconds);
    if (core.voices !== voices) throw new Error(`${core.voices} of ${voices} voices were sounding`);
  }
  return best;
}

/** The same in Chromium's worklet, by the clock, as nothing else is to be had there; null without Chromium. */
export async function measurePlayerShareInChromium(voices: number, seconds: number): Promise<number | null> {
  const executablePath = findChromium();
  if (!executablePath) return null;
  const root = fileURLToPath(new URL('..', import.meta.url));
  const server = await createServer({
    root,
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
    let best = Infinity;
    for (let round = 0; round < 5; round++) {
      const call = `import('/bench/player-page.ts').then((page) => page.measureInPage(${voices}, ${seconds}))`;
      best = Math.min(best, await page.evaluate<number>(call));
    }
    return best;
  } finally {
    await browser.close();
    await server.close();
  }
}

function toRow(voices: number, where: string, share: number | null): Row {
  return {
    figure: `player, ${voices} voice${voices === 1 ? '' : 's'} at 48 kHz, share of one core, ${where}`,
    asked: voices === 32 ? `≤ ${ASKED_SHARE * 100} %` : '',
    measured: share === null ? 'not run: no Chromium' : `${(100 * share).toFixed(1)} %`,
    ok: voices === 32 && share !== null ? share <= ASKED_SHARE : null,
  };
}

/** Cost of the player's voices on one core, in Node and in Chromium. */
export async function benchPlayer(): Promise<Row[]> {
  const rows = [1, 32, 64].map((voices) => toRow(voices, 'Node', measurePlayerShare(voices, 4)));
  return [...rows, toRow(32, 'Chromium', await measurePlayerShareInChromium(32, 4))];
}

if (process.argv[1] === fileURLToPath(import.meta.url)) console.table(await benchPlayer());
