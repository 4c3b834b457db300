/** Tests the player's node: commands, reports, errors. */
import { OfflineAudioContext as StandardizedOfflineContext } from 'standardized-audio-context';
import { describe, expect, it } from 'vitest';
import { nativeHost } from '../../../src/instrument/play/player-host.js';
import { createPlayer, Player, type PlayerStatus } from '../../../src/instrument/play/player.js';
import type { PlayerCommand } from '../../../src/protocol.js';
import { PlayerCore } from '../../../worklets/core/player-core.js';

const RATE = 48000;
const ZONE_RATE = 16000;
const FRAMES = 96000;
const BLOCK = 128;
const ZONE = { rootMidi: 60.2, sampleRate: ZONE_RATE, length: 2 * ZONE_RATE };

const samples = Float32Array.from({ length: ZONE.length }, (_, index) => {
  return 0.6 * Math.sin((2 * Math.PI * 330 * index) / ZONE_RATE + 2 * Math.sin(index / 900));
});

const NOTES: readonly (readonly [readonly [number, number, number], number])[] = [
  [[0x90, 60, 100], 0.01],
  [[0x90, 67, 80], 0.1234],
  [[0xe0, 30, 90], 0.3],
  [[0xb0, 64, 127], 0.4],
  [[0x80, 60, 0], 0.55],
  [[0x91, 72, 120], 0.6001],
  [[0xb0, 64, 0], 0.9],
  [[0x81, 72, 0], 1.2],
];

/** What the core alone makes of the same, given commands as it goes. */
function coreOutput(commandsAt: ReadonlyMap<number, readonly PlayerCommand[]>): Float32Array {
  const core = new PlayerCore(RATE);
  const out = new Float32Array(FRAMES);
  for (let at = 0; at < FRAMES; at += BLOCK) {
    for (const command of commandsAt.get(at) ?? []) core.handle(command);
    const part = out.subarray(at, at + BLOCK);
    core.process(part, part, BLOCK, at / RATE);
  }
  return out;
}

function largestDifference(a: Float32Array, b: Float32Array): number {
  expect(a.length).toBe(b.length);
  return a.reduce((most, value, index) => Math.max(most, Math.abs(value - b[index]!)), 0);
}

const notes: readonly PlayerCommand[] = NOTES.map(([bytes, time]) => ({ kind: 'midi', bytes, time }));
const zone: PlayerCommand = { kind: 'zone', id: 3, ...ZONE, x: 0, y: 0, loop: null };

describe('the worklet', () => {
  const worlds = {
    'of the browser': async () => {
      const context = new OfflineAudioContext({ numberOfChannels: 2, length: FRAMES, sampleRate: RATE });
      const player = await createPlayer(context);
      player.connect(context.destination);
      return { context, player };
    },
    'of standardized-audio-context': async () => {
      const context = new StandardizedOfflineContext({
        numberOfChannels: 2,
        length: FRAMES,
        sampleRate: RATE,
      });
      const player = await createPlayer(context);
      player.connect(context.destination);
      return { context, player };
    },
  };
  for (const [name, open] of Object.entries(worlds)) {
    it(`in a context ${name} renders what the core renders`, async () => {
      const { context, player } = await open();
      player.setZone(3, ZONE);
      player.appendSamples(3, 0, samples);
      player.setParameter('release', 0.1);
      for (const [bytes, time] of NOTES) player.midi(bytes, time);
      await player.synced();
      const rendered = await context.startRendering();
      const all: PlayerCommand = { kind: 'samples', id: 3, start: 0, samples };
      const release: PlayerCommand = { kind: 'parameter', id: 'release', value: 0.1 };
      const expected = coreOutput(new Map([[0, [zone, all, release, ...notes]]]));
      expect(Math.max(...expected)).toBeGreaterThan(0.2);
      expect(largestDifference(rendered.getChannelData(0), expected)).toBeLessThan(1e-6);
      expect(largestDifference(rendered.getChannelData(1), expected)).toBeLessThan(1e-6);
    });
  }

  it('in a native context plays samples that arrive while it plays, too late ones too', async () => {
    const context = new OfflineAudioContext(2, FRAMES, RATE);
    const player = await Player.open(nativeHost(context));
    player.connect(context.destination);
    let underruns = 0;
    player.onStatus((status) => (underruns = status.underruns));
    player.setZone(3, ZONE);
    player.appendSamples(3, 0, samples.subarray(0, 4000));
    for (const [bytes, time] of NOTES) player.midi(bytes, time);
    await player.synced();
    const commandsAt = new Map<number, PlayerCommand[]>([
      [0, [zone, { kind: 'samples', id: 3, start: 0, samples: samples.subarray(0, 4000) }, ...notes]],
    ]);
    // In time at first; then, after 0.2 s more than there was, an underrun.
    for (const [frame, from, to] of [
      [75, 4000, 8000],
      [275, 8000, 20000],
      [400, 20000, 32000],
    ].map(([block, from, to]) => [block! * BLOCK, from!, to!] as const)) {
      const chunk = samples.subarray(from, to);
      commandsAt.set(frame, [{ kind: 'samples', id: 3, start: from, samples: chunk }]);
      void context.suspend(frame / RATE).then(async () => {
        player.appendSamples(3, from, chunk);
        await player.synced();
        await context.resume();
      });
    }
    const rendered = await context.startRendering();
    expect(largestDifference(rendered.getChannelData(0), coreOutput(commandsAt))).toBeLessThan(1e-6);
    await player.synced();
    expect(underruns).toBeGreaterThan(0);
  });

  it('reports voices and peak from a running context, and falls silent on panic', async () => {
    const context = new AudioContext({ sampleRate: RATE });
    const player = await createPlayer(context);
    player.connect(context.destination);
    player.setZone(0, ZONE);
    player.setParameter('gain', -6);
    player.appendSamples(0, 0, samples);
    const next = (fits: (status: PlayerStatus) => boolean) =>
      new Promise<PlayerStatus>((resolve) => {
        const stop = player.onStatus((status) => {
          if (!fits(status)) return;
          stop();
          resolve(status);
        });
      });
    player.midi([0x90, 60, 100]);
    player.midi([0x90, 64, 100]);
    const status = await next(({ voices, peak }) => voices === 2 && peak > 0.1);
    expect(status.peak).toBeLessThan(0.9);
    expect(player.status).toEqual(status);
    player.panic();
    await next(({ voices, peak }) => voices === 0 && peak === 0);
    player.close();
    await context.close();
  });

  it('reports programs, and is retuned by tables and by tuning messages', async () => {
    const render = async (tune: (player: Player<AudioNode>) => void) => {
      const context = new OfflineAudioContext(2, 9600, RATE);
      const player = await Player.open(nativeHost(context));
      player.connect(context.destination);
      player.setZone(0, ZONE);
      player.appendSamples(0, 0, samples);
      tune(player);
      player.midi([0xc3, 42], 0.05);
      player.midi([0x90, 62, 100]);
      const program = new Promise<number>((resolve) => player.onProgram(resolve));
      await player.synced();
      const rendered = await context.startRendering();
      expect(await program).toBe(42);
      return rendered.getChannelData(0);
    };
    const semitones = Float64Array.from({ length: 128 }, (_, key) => (key === 62 ? 65.5 : key));
    const table = await render((player) => player.setTuning(semitones));
    const message = await render((player) => {
      expect(player.systemExclusive([0xf0, 0x7f, 1, 8, 2, 0, 1, 62, 65, 0x40, 0, 0xf7])).toBe(true);
      expect(player.systemExclusive([0xf0, 0x7f, 1, 9, 2, 0, 1, 62, 65, 0x40, 0, 0xf7])).toBe(false);
    });
    expect(message).toEqual(table);
    expect(largestDifference(table, await render((player) => player.setTuning(null)))).toBeGreaterThan(0.1);
  });

  it('hears a finger that slides along its key', async () => {
    const render = async (slide: number) => {
      const context = new OfflineAudioContext(2, 9600, RATE);
      const player = await Player.open(nativeHost(context));
      player.connect(context.destination);
      for (const x of [0, 1]) {
        player.setZone(x, { ...ZONE, x });
        player.appendSamples(x, 0, x === 0 ? samples : samples.map((value) => -0.5 * value));
      }
      player.setParameter('mix', 50);
      player.setParameter('mixSlide', 50);
      player.midi([0x92, 60, 100]);
      player.slide(2, 60, slide);
      await player.synced();
      const rendered = await context.startRendering();
      return Math.hypot(...rendered.getChannelData(0).subarray(4800));
    };
    const [first, middle, second] = [await render(-1), await render(0), await render(1)];
    expect(second / first).toBeCloseTo(0.5, 2);
    expect(middle / first).toBeCloseTo(0.25, 2); // one half less half as much
  });

  it('is one of several in a context, each with its own sound', async () => {
    const context = new OfflineAudioContext({ numberOfChannels: 2, length: 4800, sampleRate: RATE });
    const [silent, loud] = await Promise.all([createPlayer(context), createPlayer(context)]);
    for (const player of [silent, loud]) player.connect(context.destination);
    loud.setZone(0, ZONE);
    loud.appendSamples(0, 0, samples);
    for (const player of [silent, loud]) player.midi([0x90, 60, 127]);
    await Promise.all([silent.synced(), loud.synced()]);
    const rendered = await context.startRendering();
    expect(Math.max(...rendered.getChannelData(0))).toBeGreaterThan(0.1);
  });

  it('refuses zones and samples that make no sense, and rejects what is pending when it closes', async () => {
    const context = new OfflineAudioContext(2, 128, RATE);
    const player = await Player.open(nativeHost(context));
    const bad = expect.objectContaining({ code: 'bad-argument' }) as Error;
    expect(() => player.setZone(0, { ...ZONE, length: 0 })).toThrow(bad);
    expect(() => player.setZone(0, { ...ZONE, rootMidi: Number.NaN })).toThrow(bad);
    const loop = { start: 10, end: 90, crossfade: 0 };
    for (const decayRate of [-1, NaN]) {
      expect(() => player.setZone(0, { ...ZONE, length: 100, loop: { ...loop, decayRate } })).toThrow(bad);
    }
    expect(() => player.appendSamples(0, 0, samples)).toThrow(bad);
    player.setZone(0, { ...ZONE, length: 100 });
    expect(() => player.appendSamples(0, 1, samples.subarray(0, 10))).toThrow(bad);
    expect(() => player.appendSamples(0, 0, samples.subarray(0, 101))).toThrow(bad);
    player.appendSamples(0, 0, samples.subarray(0, 100));
    const pending = player.synced();
    player.close();
    await expect(pending).rejects.toMatchObject({ code: 'closed' });
    await expect(player.synced()).rejects.toMatchObject({ code: 'closed' });
    player.midi([0x90, 60, 100]);
    player.close();
  });
});
