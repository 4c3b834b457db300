/** Tests the state of an instrument as JSON: got, set, in a fresh instrument, in the same one, and undone. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { InstrumentEventMap } from '../../../src/instrument/events.js';
import { Instrument } from '../../../src/instrument/instrument.js';
import type { InstrumentStateDocument } from '../../../src/document/schema.js';
import golden from '../../golden/documents/guitar-flute.json';
import { assets, encoded, keepEngine, loadPair, open, until, watchPlayer } from './rig.js';

/** Two keys, one mix each: enough to compare. */
const SMALL = { low: 58, high: 60, step: 2, mixes: 2 };

const done = (instrument: Instrument): Promise<void> =>
  until(instrument, ({ render }) => render.phase === 'done' || render.phase === 'error');

async function zonesOf(state: InstrumentStateDocument): Promise<Float32Array[]> {
  const watched = watchPlayer();
  const instrument = await open();
  try {
    await instrument.setState(state);
    await done(instrument);
    expect(instrument.state.render.phase).toBe('done');
    // the last of each place: a zone may play raw before it is conditioned, and which comes first is not said
    const places = new Map(watched.zones.map((zone) => [`${zone.rootMidi} ${zone.x} ${zone.y}`, zone]));
    const inOrder = [...places.values()].sort((a, b) => a.rootMidi - b.rootMidi || a.x - b.x);
    return inOrder.map(({ samples }) => samples);
  } finally {
    watched.stop();
    await instrument.close();
  }
}

describe('the state of an instrument', () => {
  let instrument: Instrument;
  let state: InstrumentStateDocument;

  beforeAll(async () => {
    instrument = await open();
    await loadPair(instrument, 4);
    await Promise.all([encoded(instrument, 0), encoded(instrument, 1)]);
    instrument.setPlan(SMALL);
    instrument.setMix(0.25);
    instrument.setSeed(7);
    instrument.setSlotGain(1, -3);
    instrument.setParameter('attack', 2);
    instrument.setRoot(1, 70);
    await encoded(instrument, 1);
    state = await instrument.getState();
  });
  afterAll(() => instrument.close());

  it('is JSON of 64 KB at most with two sources of 4 seconds, as their model has them and as they are played live', () => {
    const text = JSON.stringify(state);
    expect(JSON.parse(text)).toEqual(state);
    expect(text.length).toBeLessThanOrEqual(64 * 1024);
    expect(state.sources.map((source) => source?.name)).toEqual(['Guitar', 'Flute', undefined, undefined]);
    expect(state).toMatchObject({ seed: 7, seconds: 4, plan: SMALL, mix: { x: 0.25 } });
    expect(state.parameters.attack).toBe(2);
    expect(state.sources.slice(0, 2).map((source) => typeof source?.live)).toEqual(['string', 'string']);
    expect(state.sources[1]).toMatchObject({ gain: -3, rootOverride: 70, embedding: { root: 70 } });
  });

  it('is 16 KB at most without what is played live, for hosts that keep many', async () => {
    const bare = await instrument.getState({ live: false });
    expect(JSON.stringify(bare).length).toBeLessThanOrEqual(16 * 1024);
    const sources = state.sources.map((source) => source && { ...source, live: undefined });
    expect(bare).toEqual({ ...state, sources });
    const one = await open();
    const setting = one.setState(state);
    expect((await one.getState({ live: false })).sources[0]).not.toHaveProperty('live'); // while it is being set, too
    await setting;
    await one.close();
  });

  it('makes the same zones in two fresh instruments, and is the same again there', async () => {
    const fresh = await open();
    await fresh.setState(state);
    expect(await fresh.getState()).toEqual(state);
    const { slots, clips } = fresh.state;
    expect(slots[0]).toMatchObject({ phase: 'ready', name: 'Guitar', embedded: true });
    expect(clips.some(({ kind }) => kind === 'original')).toBe(false);
    await fresh.close();
    const [first, second] = [await zonesOf(state), await zonesOf(state)];
    expect(first.length).toBeGreaterThanOrEqual(4);
    expect(second.length).toBe(first.length);
    // counted: a difference of whole zones takes minutes to print
    const different = first.map((samples, i) => samples.filter((x, n) => x !== second[i]![n]).length);
    expect(different).toEqual(first.map(() => 0));
    expect(second.map(({ length }) => length)).toEqual(first.map(({ length }) => length));
  });

  it('keeps the samples of the sounds that it was got of, and one undo takes it back', async () => {
    instrument.setMix(0.75);
    instrument.clearSource(0);
    await instrument.setState(state);
    const slot = instrument.state.slots[0]!;
    expect(slot).toMatchObject({ phase: 'ready', embedded: false });
    expect(slot.phase === 'ready' && slot.original.samples.length).toBeGreaterThan(0);
    expect(await instrument.getState()).toEqual(state);
    instrument.cancel();
    expect(instrument.state.history.undo).toBe('state');
    instrument.undo();
    expect(instrument.state.slots[0]!.phase).toBe('empty');
    expect(instrument.state.mix.x).toBe(0.75);
    instrument.redo();
    expect(instrument.state.mix.x).toBe(0.25);
    await encoded(instrument, 0);
  });
});

describe('a state that is set', () => {
  keepEngine();

  it('is what is got before, while and after it takes effect; the newest wins', async () => {
    const instrument = await open();
    const first = await instrument.getState();
    const seed = (value: number): InstrumentStateDocument => ({ ...first, seed: value });
    const settings = [instrument.setState(seed(2)), instrument.setState(seed(3))];
    expect((await instrument.getState()).seed).toBe(3);
    await Promise.all(settings);
    expect(instrument.state.seed).toBe(3);
    expect((await instrument.getState()).seed).toBe(3);
    await instrument.close();
  });

  it('is the default where it is undefined, null or {}', async () => {
    const instrument = await open();
    const first = await instrument.getState();
    for (const value of [undefined, null, {}]) {
      instrument.setSeed(9);
      await instrument.setState(value);
      expect(await instrument.getState()).toEqual(first);
    }
    await instrument.close();
  });

  it('changes nothing where it is damaged, newer, or of a model that is not here', async () => {
    const instrument = await open();
    const before = await instrument.getState();
    const set = (value: unknown): Promise<void> => instrument.setState(value as InstrumentStateDocument);
    await expect(set({ ...before, seconds: 'four' })).rejects.toMatchObject({
      code: 'document-damaged',
      subject: 'seconds',
    });
    await expect(set({ ...before, version: 99 })).rejects.toMatchObject({ code: 'document-newer' });
    const elsewhere = { ...before, model: { id: 'elsewhere', fingerprint: null } };
    await expect(set(elsewhere)).rejects.toMatchObject({ code: 'model-missing', subject: 'elsewhere' });
    expect(await instrument.getState()).toEqual(before);
    expect(instrument.state.history.undo).toBe(null);
    await instrument.close();
  });

  it('gives back the fields that it does not know', async () => {
    const instrument = await open();
    const first = await instrument.getState();
    const newer = {
      ...first,
      reverb: { size: 3 },
      parameters: { ...first.parameters, sparkle: 0.5 },
      name: 'Mine',
    };
    await instrument.setState(newer);
    expect(await instrument.getState()).toEqual(newer);
    await instrument.close();
  });

  it('is kept by the browser, sources without samples too', async () => {
    const storageKey = `state ${crypto.randomUUID()}`;
    const document = { ...golden, seconds: 0.3, plan: SMALL } as unknown as InstrumentStateDocument;
    const first = await open({ storageKey });
    await first.setState(document);
    const state = await first.getState();
    await first.close();
    const again = await open({ storageKey });
    await Promise.all([encoded(again, 0), encoded(again, 1)]);
    expect(again.state.slots[0]).toMatchObject({ embedded: true, name: 'Nylon guitar' });
    expect(await again.getState()).toEqual(state);
    await again.close();
  });

  it('is there from the start', async () => {
    const first = await open();
    const state = { ...(await first.getState()), seed: 12, tags: ['bell'] };
    await first.close();
    const instrument = await open({ state });
    expect(await instrument.getState()).toEqual(state);
    await instrument.close();
  });

  it('is refused before anything is begun where it is none, and an error says which model it lacks', async () => {
    const first = await open();
    const state = await first.getState();
    await first.close();
    for (const [none, code] of [
      [{ ...state, sources: 'many' }, 'document-damaged'],
      [{ ...state, version: 99 }, 'document-newer'],
    ] as const) {
      const make = (): Instrument =>
        new Instrument({ ...assets, state: none as unknown as InstrumentStateDocument });
      expect(make).toThrow(expect.objectContaining({ code }) as Error);
    }
    const instrument = new Instrument({
      ...assets,
      state: { ...state, model: { id: 'gone', fingerprint: null } },
    });
    const { detail } = await new Promise<InstrumentEventMap['error']>((resolve) =>
      instrument.addEventListener('error', resolve),
    );
    expect(detail.error).toMatchObject({ code: 'model-missing', subject: 'gone' });
    expect(instrument.state.model.phase).toBe('ready'); // the first that there is
    await instrument.close();
  });
});
