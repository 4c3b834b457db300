/** Tests what smplr plays of an exported preset: loop, pitch, level, decay, release, mixes. */
import { expect, it } from 'vitest';
import { Sampler, SampleLoader, Scheduler, type SmplrPreset, type Storage } from 'smplr';
import { exportFiles } from '../../../src/exports/export.js';
import { instrument, LOOP, renderAlloy, type Voicing } from '../../exports/known-instruments.js';
import { centsBetween, fallTime, hertzOf, levelAt, period, roughest, slope } from '../../exports/measure.js';

const RATE = 48000;

interface Exported {
  readonly preset: SmplrPreset;
  readonly files: ReadonlyMap<string, Uint8Array<ArrayBuffer>>;
}

async function exported(voicing: Voicing): Promise<Exported> {
  const files = new Map<string, Uint8Array<ArrayBuffer>>();
  let preset: SmplrPreset | null = null;
  for await (const { path, bytes } of exportFiles(instrument(voicing), { format: 'smplr' })) {
    if (path.endsWith('.json')) preset = JSON.parse(new TextDecoder().decode(bytes)) as SmplrPreset;
    files.set(path.split('/').at(-1)!, bytes);
  }
  return { preset: preset!, files };
}

interface Played {
  readonly key: number;
  readonly velocity?: number;
  readonly held: number;
  readonly cc1?: number;
}

/** The left channel, at smplr's full volume. */
async function play({ preset, files }: Exported, note: Played, seconds: number): Promise<Float32Array> {
  const context = new OfflineAudioContext(2, seconds * RATE, RATE);
  const storage: Storage = {
    fetch: (url) => {
      const bytes = files.get(decodeURIComponent(url.split('/').at(-1)!));
      return Promise.resolve(new Response(bytes ?? null, { status: bytes ? 200 : 404 }));
    },
  };
  const sampler = Sampler(context, {
    preset,
    volume: 127,
    loader: SampleLoader(context, { storage }),
    scheduler: Scheduler(context, { lookaheadMs: 1e9 }),
  });
  await sampler.ready;
  if (note.cc1 !== undefined) sampler.setCC(1, note.cc1);
  const stop = sampler.start({ note: note.key, velocity: note.velocity ?? 127, time: 0 });
  stop(note.held);
  return (await context.startRendering()).getChannelData(0);
}

function held(key: number, seconds: number, velocity = 127): Parameters<typeof renderAlloy>[1] {
  return [
    [0, 0x90, key, velocity],
    [seconds, 0x80, key, 0],
  ];
}

it('the loop is exact and without a click', async () => {
  const made = await exported({ content: 'noise', decayRates: [0], parameters: { velocityAmount: 0 } });
  const out = await play(made, { key: 60, held: 3.9 }, 4);
  const expected = ((LOOP.end - LOOP.start) * RATE) / 16000;
  const { lag, match } = period(out, Math.round((LOOP.start / 16000) * RATE) + 2000, expected);
  expect(Math.abs(lag - expected)).toBeLessThan(0.1);
  expect(match).toBeGreaterThan(0.995);
  const seam = (LOOP.end / 16000) * RATE;
  expect(roughest(out, seam - 50, seam + 50)).toBeLessThan(roughest(out, seam - 20000, seam - 1000));
});

it('pitch, levels, decay and release are those of the player', async () => {
  const voicing = { decayRates: [12], parameters: { tune: 12.3, velocityCurve: 25, release: 0.8 } };
  const input = instrument(voicing);
  const made = await exported(voicing);
  expect(made.preset.meta?.license).toBe('CC0-1.0: do as you like.');
  let reference = NaN;
  for (const [key, velocity] of [
    [60, 127],
    [60, 64],
    [60, 17],
    [60, 1],
    [50, 127],
    [64, 127],
  ] as const) {
    const out = await play(made, { key, velocity, held: 2 }, 3);
    const own = renderAlloy(input, held(key, 2, velocity), 3);
    const offset = levelAt(out, 0.1, 0.3, RATE) - levelAt(own, 0.1, 0.3, RATE);
    if (Number.isNaN(reference)) reference = offset;
    expect(Math.abs(offset - reference), `velocity ${velocity} of key ${key}`).toBeLessThan(0.5);
    const near = hertzOf(own, 440 * 2 ** ((key + 0.123 - 69) / 12), 0.2, 1, RATE);
    expect(Math.abs(centsBetween(hertzOf(out, near, 0.2, 1, RATE), near))).toBeLessThan(1);
    expect(Math.abs(slope(out, 1, 1.9, RATE) / slope(own, 1, 1.9, RATE) - 1)).toBeLessThan(0.1);
  }
  // a straight line to zero: −60 dB is where the player has it, what is before is not
  const out = await play(made, { key: 60, held: 1 }, 3);
  const own = renderAlloy(input, held(60, 1), 3);
  expect(Math.abs(fallTime(out, 1, 58, RATE) / fallTime(own, 1, 58, RATE) - 1)).toBeLessThan(0.1);
});

it('the wheel chooses the mix of the next note, at one level; no value is silent', async () => {
  const made = await exported({ decayRates: [0, 0, 0] });
  const levels: number[] = [];
  for (const cc1 of [0, 31, 32, 33, 64, 95, 96, 127]) {
    levels.push(levelAt(await play(made, { key: 60, held: 0.9, cc1 }, 1), 0.3, 0.5, RATE));
  }
  expect(Math.max(...levels) - Math.min(...levels)).toBeLessThan(0.1);
  expect(Math.max(...levels)).toBeGreaterThan(-30);
});
