/** Tests that keys sound before anything is rendered: two sounds in, live under a finger, rendered notes take over. */
import { afterEach, describe, expect, it } from 'vitest';
import { Instrument } from '../../../src/instrument/instrument.js';
import type { PlayerCommand } from '../../../src/protocol.js';
import { PlayerCore } from '../../../worklets/core/player-core.js';
import { watchCommands } from './host-rig.js';
import { assets, bundledUrl, loadPair, open, until } from './rig.js';

const RATE = 48_000;
let instrument: Instrument | null = null;
let watched: ReturnType<typeof watchCommands> | null = null;

afterEach(async () => {
  watched?.stop();
  await instrument?.close();
  instrument = null;
});

/** An instrument in an offline context, whose commands to the player are written down. */
async function start(): Promise<Instrument> {
  watched = watchCommands();
  instrument = await open({ context: new OfflineAudioContext(2, RATE, RATE) });
  return instrument;
}

/** Resolves once the player was told what is asked for. */
function told(test: (command: PlayerCommand) => boolean): Promise<PlayerCommand> {
  const { commands } = watched!;
  const found = commands.find(test);
  if (found) return Promise.resolve(found);
  return new Promise((resolve) => {
    const { push } = commands;
    commands.push = (...more) => {
      const length = push.apply(commands, more);
      const wanted = more.find(test);
      if (wanted) {
        commands.push = push;
        resolve(wanted);
      }
      return length;
    };
  });
}
const hasSources = (command: PlayerCommand): boolean => command.kind === 'live' && command.sources.length > 0;
const hasTracks = (command: PlayerCommand): boolean =>
  command.kind === 'live' && command.sources.length > 0 && !command.recorded;

/** What a player plays of a key after those commands. */
function played(key: number, seconds: number): Float32Array {
  const core = new PlayerCore(RATE);
  for (const command of watched!.commands)
    if (!['midi', 'release', 'sync'].includes(command.kind)) core.handle(command);
  core.midi(0x90, key, 100, 0);
  const [left, right] = [new Float32Array(seconds * RATE), new Float32Array(seconds * RATE)];
  core.process(left, right, left.length, 0);
  return left;
}

const decibels = (x: Float32Array): number =>
  10 * Math.log10(x.reduce((sum, v) => sum + v * v, 0) / x.length + 1e-14);

/** Keeps what render workers are asked for from them, until it is let through: no model is open before. */
function holdModels(): () => void {
  const { Worker } = globalThis;
  const held: (() => void)[] = [];
  globalThis.Worker = new Proxy(Worker, {
    construct(target, [url, options]: [string, WorkerOptions]) {
      const worker = new target(url, options);
      if (options.name !== 'alloy-render') return worker;
      const post = worker.postMessage.bind(worker) as (...sent: unknown[]) => void;
      worker.postMessage = (...sent: unknown[]) => void held.push(() => post(...sent));
      held.push(() => void (worker.postMessage = post));
      return worker;
    },
  });
  return () => {
    globalThis.Worker = Worker;
    for (const one of held.splice(0)) one();
  };
}

describe('live keys', () => {
  it('wait for no model: they play as recorded first, and then what was made of it', async () => {
    const letThrough = holdModels();
    try {
      watched = watchCommands();
      instrument = new Instrument({ ...assets, context: new OfflineAudioContext(2, RATE, RATE) });
      await until(instrument, () => instrument!.bundledSources.length > 0);
      void instrument.loadSources(
        null,
        ['nylon-guitar', 'flute'].map((id) => bundledUrl(instrument!, id)),
      );
      const first = await told((command) => hasSources(command));
      expect(first).toMatchObject({ recorded: true, sources: { length: 2 } });
      expect(decibels(played(60, 0.3))).toBeGreaterThan(-40);
      const last = await told(hasTracks);
      expect(last).toMatchObject({ sources: { length: 2 } });
      expect(decibels(played(60, 0.3))).toBeGreaterThan(-40);
      expect(instrument.state.model.phase).not.toBe('ready');
    } finally {
      letThrough();
    }
  });

  it('sound on every key as soon as two sounds are there, though nothing is rendered', async () => {
    const it = await start();
    await loadPair(it, 1);
    await told(hasTracks);
    expect(it.state.zones).toEqual([]);
    expect(it.state.render.phase).toBe('idle');
    for (const key of [36, 60, 84]) {
      const sound = played(key, 0.5);
      expect(decibels(sound)).toBeGreaterThan(-40);
      expect(sound.every((x) => Math.abs(x) <= 1)).toBe(true);
    }
  });

  it('are as loud as the rendered ones that take over', async () => {
    const it = await start();
    await loadPair(it, 1);
    await told(hasTracks);
    it.setMix(0.5);
    const live = [60, 63].map((key) => decibels(played(key, 0.6)));
    it.setPlan({ low: 60, high: 60, mixes: 1 });
    await it.render();
    const rendered = [60, 63].map((key) => decibels(played(key, 0.6)));
    live.forEach((level, i) => expect(Math.abs(level - rendered[i]!)).toBeLessThan(1));
    it.setParameter('live', 1);
    await told((command) => command.kind === 'parameter' && command.id === 'live' && command.value === 1);
    expect(decibels(played(60, 0.6))).toBeCloseTo(live[0]!, 1);
  });

  it('go when a sound goes, and follow a root', async () => {
    const it = await start();
    await loadPair(it, 0.5);
    await told(hasTracks);
    const before = watched!.commands.length;
    it.setRoot(0, 48);
    await told((command) => hasTracks(command) && watched!.commands.indexOf(command) >= before);
    it.clearSource(0);
    await told((command) => command.kind === 'live' && command.sources.length === 1);
    it.clearSource(1);
    await told((command) => command.kind === 'live' && command.sources.length === 0);
    await until(it, ({ slots }) => slots.every(({ phase }) => phase === 'empty'));
  });
});
