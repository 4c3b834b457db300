/** Tests key zones from plan to player: what is rendered, conditioned, replaced. */
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Instrument } from '../../../src/instrument/instrument.js';
import { ZONE_LOUDNESS } from '../../../src/audio/conditioning/zone-level.js';
import { noteLoudness } from '../../../src/audio/k-weighting.js';
import { bundledUrl, keepEngine, loadPair, open, until, watchPlayer, watchRequests } from './rig.js';

keepEngine();

let instrument: Instrument;
let watch: ReturnType<typeof watchRequests>;

beforeEach(async () => {
  watch = watchRequests();
  instrument = await open();
});

afterEach(async () => {
  watch.stop();
  await instrument.close();
});

const roots = (root: number) => watch.notes.filter(({ rootMidi }) => rootMidi === root).length;
/** Takes are at the sources' own roots, or at one of the plan. */
const PLAN = { low: 62, high: 70, step: 4 };

it('renders anew only what a change touches', async () => {
  await loadPair(instrument);
  instrument.setPlan({ ...PLAN, mixes: 3 });
  await instrument.render();
  expect(instrument.state.zones.map(({ phase }) => phase)).toEqual(Array(9).fill('ready'));
  expect([62, 66, 70].map(roots)).toEqual([3, 3, 3]); // the hybrid is one of them
  expect(watch.notes.length).toBe(9 + 2); // and each source again

  watch.notes.length = 0;
  await instrument.render();
  expect(watch.notes).toEqual([]);

  instrument.setPlan({ mixes: 5 });
  expect(instrument.state.stale).toBe(true);
  await instrument.render();
  expect([62, 66, 70].map(roots)).toEqual([2, 2, 2]);
  expect(watch.notes).toHaveLength(6);

  watch.notes.length = 0;
  instrument.setPlan({ high: 74 }); // one root more
  await instrument.render();
  expect(roots(74)).toBe(5);
  expect(watch.notes).toHaveLength(5);

  watch.notes.length = 0;
  instrument.setPlan({ high: 70 });
  instrument.undo();
  expect(instrument.state.stale).toBe(false);
  instrument.clearSource(0);
  instrument.clearSource(1); // zones of nothing that there is any more: they stay, and play
  expect(instrument.state).toMatchObject({ stale: true, zones: { length: 20 } });
});

it('moves the live mix between rendered mixes without rendering', async () => {
  await loadPair(instrument);
  instrument.setPlan({ ...PLAN, mixes: 2 });
  await instrument.render();
  instrument.setMix(0.3);
  expect(instrument.state.parameters).toMatchObject({ mix: 30, mixY: 0 });
  instrument.setParameter('mix', 80);
  expect(instrument.state.mix.x).toBe(0.8);
  expect(instrument.state.stale).toBe(false);

  const voiceAt = async (x: number): Promise<void> => {
    for (let at = -1; Math.abs(at - x) > 0.01;) {
      await new Promise((resolve) => requestAnimationFrame(resolve));
      const { positions } = instrument.readMeter();
      if (positions[0]) {
        expect(positions[0].key).toBe(66);
        at = positions[0].x;
      }
    }
  };
  watch.notes.length = 0;
  instrument.setParameter('release', 0.05);
  instrument.noteOn(66, 100);
  await voiceAt(0.8);
  instrument.noteOff(66);
  await until(instrument, ({ voices }) => voices === 0);
  instrument.setMix(0.15);
  instrument.noteOn(66, 100);
  await voiceAt(0.15);
  instrument.noteOff(66);
  expect(watch.notes).toEqual([]);

  instrument.setPlan({ mixes: 1 }); // now the present mix is all that there is
  await instrument.render();
  instrument.setMix(0.1);
  expect(instrument.state.stale).toBe(true);
});

it('takes a sound that is in two slots as one: every mix of it is the same note', async () => {
  instrument.setSeconds(0.3);
  const url = bundledUrl(instrument, 'nylon-guitar');
  await Promise.all([instrument.loadSource(0, url, 'One'), instrument.loadSource(1, url, 'Two')]);
  instrument.setPlan({ ...PLAN, mixes: 3 });
  await instrument.render();
  expect(instrument.state.zones).toHaveLength(9);
  expect([62, 66, 70].map(roots)).toEqual([1, 1, 1]);
});

it('makes what is played first', async () => {
  await loadPair(instrument, 0.5);
  instrument.setPlan({ low: 30, high: 102, step: 2, mixes: 1 });
  const rendered = instrument.render();
  await until(instrument, ({ zones }) => zones.some(({ progress }) => progress > 0));
  instrument.noteOn(102, 100);
  await until(instrument, ({ zones }) =>
    zones.some(({ rootMidi, progress }) => rootMidi === 102 && progress > 0),
  );
  instrument.noteOff(102);
  const nearer = instrument.state.zones.filter(({ rootMidi }) => rootMidi > 80 && rootMidi < 92);
  expect(nearer.every(({ phase }) => phase === 'queued')).toBe(true);
  instrument.cancel();
  await rendered;
  expect(instrument.state.render.phase).toBe('cancelled');
});

it('plays a held note on while layers join its key zone and it is conditioned anew', async () => {
  instrument.setSeconds(1.6);
  const names = ['church-organ', 'flute'];
  await Promise.all(
    names.map((name, slot) => instrument.loadSource(slot, bundledUrl(instrument, name), name)),
  );
  instrument.setPlan({ low: 66, high: 66, step: 1, mixes: 1 });
  await instrument.render();
  expect(instrument.state.zones).toMatchObject([{ phase: 'ready', looped: true }]);
  instrument.noteOn(66, 100);
  await until(instrument, ({ voices }) => voices === 1);
  let fewest = 1;
  instrument.addEventListener('change', () => (fewest = Math.min(fewest, instrument.state.voices)));
  instrument.setPlan({ mixes: 3 });
  await instrument.render();
  expect(instrument.state.zones.map(({ phase, looped }) => [phase, looped])).toEqual(
    Array(3).fill(['ready', true]),
  );
  expect(fewest).toBe(1);
  instrument.noteOff(66);
  await until(instrument, ({ voices }) => voices === 0);
});

it('blends four sources, and says where each pair is', async () => {
  const names = ['nylon-guitar', 'flute', 'trumpet', 'clarinet'];
  instrument.setSeconds(0.3);
  await Promise.all(
    names.map((name, slot) => instrument.loadSource(slot, bundledUrl(instrument, name), name)),
  );
  instrument.setPlan({ low: 64, high: 64, step: 1, mixes: 2 });
  instrument.setMix(0.5, 0.5);
  await instrument.render();
  expect(instrument.state.zones.map(({ x, y }) => [x, y]).sort()).toEqual([
    [0, 0],
    [0, 1],
    [1, 0],
    [1, 1],
  ]);
  const ids = instrument.state.clips.filter(({ kind }) => kind === 'hybrid').map(({ id }) => id);
  expect(ids).toEqual([
    'hybrid',
    ...['0-1', '0-2', '0-3', '1-2', '1-3', '2-3'].map((pair) => `hybrid-${pair}`),
  ]);
  for (const { audio, embedding, id } of instrument.state.clips) {
    if (id !== 'hybrid') expect(audio.samples.length / audio.sampleRate, id).toBeCloseTo(0.3, 6);
    expect(embedding, id).not.toBeNull();
  }
});

it('keeps everything when a render is given up in the middle: what is whole is conditioned', async () => {
  await loadPair(instrument, 0.5);
  instrument.setPlan({ low: 40, high: 90, step: 2, mixes: 2 });
  const rendered = instrument.render();
  await until(instrument, ({ zones }) => zones.some(({ phase }) => phase === 'ready'));
  instrument.cancel();
  await rendered;
  await until(instrument, ({ zones }) => zones.every(({ phase }) => phase !== 'conditioning'));
  const { zones } = instrument.state;
  expect(zones.filter(({ phase }) => phase === 'ready').length).toBeGreaterThan(0);
  expect(zones.filter(({ progress }) => progress === 1).every(({ phase }) => phase === 'ready')).toBe(true);
});

it('plays a zone that is still made as loud as when it is conditioned; a clip keeps its own level', async () => {
  const sent = watchPlayer();
  instrument.setSeconds(1);
  const names = ['flute', 'clarinet'];
  await Promise.all(
    names.map((name, slot) => instrument.loadSource(slot, bundledUrl(instrument, name), name)),
  );
  instrument.setPlan({ low: 66, high: 66, step: 1, mixes: 1 });
  await instrument.render();
  sent.stop();
  const hybrid = instrument.state.clips.find(({ id }) => id === 'hybrid')!.audio;
  const [raw, conditioned, ...others] = sent.zones;
  expect(others).toEqual([]);
  // a note that is made plays as it is made; its clip and its zone get their air when it is whole
  expect([raw!.sampleRate, hybrid.sampleRate, conditioned!.loop === null]).toEqual([16_000, 48_000, false]);
  expect(3 * raw!.length).toBe(hybrid.samples.length);
  const level = noteLoudness(conditioned!.samples, conditioned!.sampleRate);
  expect(level).toBeLessThan(ZONE_LOUDNESS + 0.5);
  expect(level).toBeGreaterThan(ZONE_LOUDNESS - 2); // what is blown peaks little above its loudness
  expect(Math.abs(noteLoudness(raw!.samples, 16_000) - level)).toBeLessThan(2);
  // the same gain from the first sample to the last
  const part = (samples: Float32Array, tenth: number): number =>
    noteLoudness(
      samples.slice((samples.length * tenth) / 10, (samples.length * (tenth + 2)) / 10),
      samples === raw!.samples ? 16_000 : 48_000,
    );
  const gains = [1, 3, 5, 7].map((tenth) => part(raw!.samples, tenth) - part(hybrid.samples, tenth));
  expect(Math.max(...gains) - Math.min(...gains)).toBeLessThan(0.3);
  expect(noteLoudness(hybrid.samples, 48_000)).toBeGreaterThan(ZONE_LOUDNESS + 6);
});

it('plays notes raw that could not be conditioned, says so, and conditions them when asked again', async () => {
  const Working = globalThis.Worker;
  globalThis.Worker = class extends Working {
    constructor(url: string | URL, options?: WorkerOptions) {
      if (options?.name === 'alloy-condition') throw new Error('Workers are used up.');
      super(url, options);
    }
  };
  const sent = watchPlayer();
  try {
    await loadPair(instrument);
    instrument.setPlan({ low: 62, high: 66, step: 4, mixes: 2 });
    await instrument.render();
  } finally {
    globalThis.Worker = Working;
  }
  const { render, zones } = instrument.state;
  expect(render).toMatchObject({ phase: 'error', error: { code: 'not-finished' } });
  expect(JSON.stringify(render)).toMatch(/2 of 2 keys.*Workers are used up.*render again/);
  expect(zones.map(({ phase }) => phase)).toEqual(Array(4).fill('ready'));
  expect(new Set(sent.zones.map(({ id }) => id))).toEqual(new Set(zones.map(({ id }) => id)));

  watch.notes.length = 0;
  await instrument.render();
  sent.stop();
  expect(instrument.state.render.phase).toBe('done');
  expect(watch.notes).toEqual([]);
  // no louder than zones are, and both keys of a layer alike
  for (const layer of [0, 1]) {
    const keys = sent.zones
      .slice(-4)
      .filter(({ x }) => x === layer)
      .map(({ samples, sampleRate }) => noteLoudness(samples, sampleRate));
    expect(keys).toHaveLength(2);
    expect(Math.abs(keys[0]! - keys[1]!)).toBeLessThan(0.5);
    expect(Math.max(...keys)).toBeLessThan(ZONE_LOUDNESS + 0.5);
    expect(Math.min(...keys)).toBeGreaterThan(ZONE_LOUDNESS - 10);
  }
});

it('lets no whole key zone wait but the last: conditioning keeps pace with what is made', async () => {
  await loadPair(instrument);
  instrument.setPlan({ low: 57, high: 75, step: 3, mixes: 3 });
  const waiting: number[] = [];
  const half: number[] = [];
  const count = (): void => {
    const roots = Map.groupBy(instrument.state.zones, ({ rootMidi }) => rootMidi);
    const keyZones = [...roots.values()].map((zones) => zones.map(({ phase }) => phase));
    const raw = keyZones.filter((phases) => phases.includes('conditioning'));
    const ready = (phase: string): boolean => phase === 'ready' || phase === 'conditioning';
    waiting.push(raw.filter((phases) => phases.every(ready)).length);
    half.push(raw.filter((phases) => !phases.every(ready)).length);
  };
  instrument.addEventListener('change', count);
  await instrument.render();
  expect(instrument.state.zones.every(({ phase }) => phase === 'ready')).toBe(true);
  // Changes are told once a frame: the last one can come after the end of the render.
  if (waiting.at(-1) !== 0)
    await new Promise<void>((told) => instrument.addEventListener('change', () => told(), { once: true }));
  // As many as are made at a time become whole at a time.
  const batch = Math.max(4, 2 * navigator.hardwareConcurrency);
  expect(Math.max(...waiting)).toBeLessThanOrEqual(
    Math.max(1, navigator.hardwareConcurrency >> 1) + batch / 2,
  );
  expect(Math.max(...half)).toBeLessThanOrEqual(batch);
  expect(waiting.at(-1)).toBe(0);
});
