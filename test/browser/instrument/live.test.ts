/** Tests that keys sound before anything is rendered: two sounds in, live under a finger, rendered notes take over. */
import { afterEach, describe, expect, it } from 'vitest';
import { commands as browserCommands } from 'vitest/browser';
import { encodeWav } from '../../../src/audio/wav.js';
import { fromBase64, toBase64 } from '../../../src/document/base64.js';
import { readInstrumentFile } from '../../../src/document/file/read.js';
import { Instrument } from '../../../src/instrument/instrument.js';
import { readSong } from '../../../src/midi/song.js';
import type { PlayerCommand } from '../../../src/protocol.js';
import { PlayerCore } from '../../../worklets/core/player-core.js';
import { fourVoices } from '../../midi/song-writer.js';
import { watchCommands } from './host-rig.js';
import { assets, bundledUrl, loadPair, open, until } from './rig.js';

const { playInNode } = browserCommands as unknown as {
  playInNode(file: string, song: string, sampleRate: number, seconds: number): Promise<string>;
};

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

  it('come with a state: a fresh instrument plays it without its sounds, as loud as they were', async () => {
    const first = await start();
    await loadPair(first, 1);
    await told(hasTracks);
    const levels = [48, 60].map((key) => decibels(played(key, 0.5)));
    const state = await first.getState();
    await first.close();
    watched!.stop();
    const fresh = await start();
    await fresh.setState({ ...state, parameters: { ...state.parameters, live: 1 } });
    fresh.cancel(); // nothing is rendered, or needed
    const command = await told(hasSources);
    expect([hasTracks(command), command.kind === 'live' && command.sources.length]).toEqual([true, 2]);
    expect(fresh.state.slots[0]).toMatchObject({ embedded: true, live: true });
    const again = [48, 60].map((key) => decibels(played(key, 0.5)));
    again.forEach((level, i) => expect(Math.abs(level - levels[i]!)).toBeLessThan(0.5));
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

describe('a file with sounds that is set to play live', () => {
  it('plays the same samples in the page and in Node, and nothing is rendered for them', async () => {
    const maker = await open();
    const tone = Float32Array.from({ length: RATE / 2 }, (_, i) => {
      const fall = Math.exp((-4 * i) / RATE);
      return (
        fall *
        (0.3 * Math.sin((2 * Math.PI * 220 * i) / RATE) + 0.2 * Math.sin((2 * Math.PI * 440 * i) / RATE))
      );
    });
    maker.setSeconds(0.4);
    await maker.loadSource(0, new Blob([encodeWav(tone, RATE)]), 'tone.wav');
    maker.setTrim(0, { start: 0.02, end: 0.48 });
    maker.setParameter('live', 1);
    const file = new Uint8Array(await (await maker.files.save({ sounds: true })).arrayBuffer());
    await maker.close();
    expect(readInstrumentFile(file, 'x').instruments[0]!.zones).toBe(null);
    const song = fourVoices(0.8);
    const page = await start();
    await page.files.open(new Blob([file]), 'live.alloy');
    page.cancel();
    await told(hasTracks);
    for (const { seconds, bytes } of readSong(song, 'song').events) page.midi(bytes, seconds);
    await page.synced();
    const heard = await (page.context as unknown as OfflineAudioContext).startRendering();
    const bytes = fromBase64(await playInNode(toBase64(file), toBase64(song), RATE, 1));
    const node = new Float32Array(bytes.slice().buffer);
    let [away, peak] = [0, 0];
    for (const channel of [0, 1]) {
      heard.getChannelData(channel).forEach((sample, i) => {
        away = Math.max(away, Math.abs(sample - node[channel * RATE + i]!));
        peak = Math.max(peak, Math.abs(sample));
      });
    }
    expect(peak).toBeGreaterThan(0.05);
    expect(away).toBeLessThanOrEqual(1e-6);
  });
});
