/** Tests that an instrument comes back after a reload. */
import { openDB } from 'idb';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { InstrumentRecord, SoundRecord } from '../../../src/instrument/storage/record.js';
import { Instrument } from '../../../src/instrument/instrument.js';
import { assets, bundledUrl, encoded, loadPair, open, until, watchPlayer, watchRequests } from './rig.js';

let key: string;
const living = new Set<Instrument>();

beforeEach(() => {
  key = `test ${crypto.randomUUID()}`;
});

afterEach(async () => {
  await Promise.all([...living].map((instrument) => instrument.close()));
  living.clear();
});

async function visit(options: Parameters<typeof open>[0] = {}): Promise<Instrument> {
  const instrument = await open({ storageKey: key, ...options });
  living.add(instrument);
  return instrument;
}

/** Goes away as a page does. */
async function leave(instrument: Instrument): Promise<void> {
  living.delete(instrument);
  await instrument.close();
}

async function rendered(): Promise<Instrument> {
  const instrument = await visit();
  await loadPair(instrument);
  instrument.setPlan({ low: 62, high: 70, step: 4, mixes: 2 });
  await instrument.render();
  return instrument;
}

const database = () => openDB('alloy-instruments', 1);

describe('an instrument that is kept', () => {
  it('comes back with everything, and nothing is made anew', async () => {
    const before = await rendered();
    before.setMix(0.25);
    before.setSlotGain(1, -6);
    before.setParameter('attack', 0.3);
    before.setSeed(1);
    before.selectMidiChannel(3);
    before.setTrim(0, { start: 0.1, end: 1 });
    await encoded(before, 0);
    before.undo(); // the trim
    await encoded(before, 0);
    before.setSlotGain(1, 0);
    const kept = before.state;
    await leave(before);

    const watch = watchRequests();
    const after = await visit();
    const { state } = after;
    expect(state.storage).toEqual({ phase: 'on', notices: [] });
    expect(state.mix).toEqual(kept.mix);
    expect(state.plan).toEqual(kept.plan);
    expect(state.parameters).toEqual(kept.parameters);
    expect(state.midiChannel).toBe(3);
    const places = ({ zones }: typeof kept) =>
      zones.map(({ rootMidi, x, phase, looped }) => ({ rootMidi, x, phase, looped }));
    expect(places(state)).toEqual(places(kept));
    expect(state.render).toEqual(kept.render);
    expect(state.clips.map(({ id }) => id)).toEqual(kept.clips.map(({ id }) => id));
    expect(state.clips.at(-1)!.audio.samples).toEqual(kept.clips.at(-1)!.audio.samples);
    await encoded(after, 0);
    await encoded(after, 1);
    expect(after.state.slots[0]).toMatchObject({ name: 'Guitar', trim: null, gain: 0 });
    expect(after.state.stale).toBe(false);
    expect(watch.notes).toEqual([]);
    watch.stop();
  });

  it('has its zones and clips again when a change is taken back that was rendered', async () => {
    const instrument = await rendered();
    const clips = () => instrument.state.clips.map(({ audio }) => audio.samples);
    const before = clips();
    instrument.setSeed(2);
    await instrument.render();
    const after = clips();
    expect(after).not.toEqual(before);

    const watch = watchRequests();
    instrument.undo();
    await until(instrument, ({ stale, render }) => !stale && render.phase === 'done');
    expect(clips()).toEqual(before);
    instrument.redo();
    await until(instrument, ({ stale, render }) => !stale && render.phase === 'done');
    expect(clips()).toEqual(after);
    expect(instrument.state.zones.map(({ phase }) => phase)).toEqual(Array(6).fill('ready'));
    // the two sources again, which the engine has kept; no zone
    expect(watch.notes).toHaveLength(2 * 2);
    watch.stop();

    instrument.setSeed(3);
    expect(instrument.state.stale).toBe(true);
  });

  it.each([true, false])(
    'comes back from a version that kept no root with a sound: prepared %s',
    async (prepared) => {
      const before = await rendered();
      const roots = ({ state }: Instrument) =>
        state.slots.flatMap((slot) => (slot.phase === 'ready' ? slot.rootMidi : []));
      const kept = roots(before);
      await leave(before);
      const db = await database();
      for (const fingerprint of await db.getAllKeys('sounds')) {
        const record = (await db.get('sounds', fingerprint)) as SoundRecord;
        const { name, sampleRate, samples, notices } = record.sound;
        const source = record.prepared && { ...record.prepared.source, root: undefined };
        const former = {
          sound: { name, sampleRate, samples, notices, fingerprint },
          prepared: prepared ? { key: record.prepared!.key, source } : null,
        };
        await db.put('sounds', former, fingerprint);
      }
      const watch = watchRequests();
      const after = await visit();
      await encoded(after, 0);
      await encoded(after, 1);
      roots(after).forEach((root, i) => expect(root).toBeCloseTo(kept[i]!, 1));
      expect(after.state.slots[0]).toMatchObject({ found: { from: 'heard' }, pitched: true });
      expect(after.state.storage.notices).toEqual([]);
      if (prepared) expect(after.state.stale).toBe(false);
      expect(watch.notes).toEqual([]);
      watch.stop();
      await leave(after);
      const [fingerprint] = await db.getAllKeys('sounds');
      expect(await db.get('sounds', fingerprint!)).toMatchObject({ sound: { root: { from: 'heard' } } });
      db.close();
    },
  );

  it('plays without a model', async () => {
    await leave(await rendered());
    const after = await visit({ modelsUrl: '/nowhere/' });
    expect(after.state.model.phase).toBe('error');
    after.noteOn(66, 100);
    await until(after, ({ voices }) => voices === 1);
    for (let peak = 0; peak === 0;) {
      await new Promise((resolve) => requestAnimationFrame(resolve));
      ({ peak } = after.readMeter());
    }
    after.noteOff(66);
  });

  it('keeps what was prepared of a sound while it is being prepared anew', async () => {
    await leave(await rendered()); // both sounds are kept prepared
    const again = await visit();
    await Promise.all([encoded(again, 0), encoded(again, 1)]);
    again.setSeconds(3); // both are to be prepared for that
    again.setSeed(9);
    await leave(again); // what there is now is kept
    const db = await database();
    const { slots } = (await db.get('instruments', key)) as InstrumentRecord;
    const own = slots.flatMap((slot) => slot?.sound ?? []); // others' sounds are kept beside them
    expect(own).toHaveLength(2);
    for (const fingerprint of own)
      expect(await db.get('sounds', fingerprint)).toMatchObject({
        prepared: { key: expect.any(String) as string },
      });
    db.close();
  });

  it('dies away as it did: an electric piano beside a flute that is held', async () => {
    const before = await visit();
    before.setSeconds(3);
    await before.loadSource(0, bundledUrl(before, 'electric-piano'), 'Piano');
    await before.loadSource(1, bundledUrl(before, 'flute'), 'Flute');
    before.setPlan({ low: 67, high: 67, step: 1, mixes: 2 });
    const sent = watchPlayer();
    await before.render();
    const loops = sent.zones.slice(-2).map(({ loop }) => loop);
    expect(loops).toEqual([
      expect.objectContaining({ decayRate: expect.closeTo(4.5, 0) as number }),
      expect.objectContaining({ decayRate: 0 }),
    ]);
    await leave(before);

    sent.zones.length = 0;
    const after = await visit();
    after.noteOn(67, 100);
    await until(after, ({ voices }) => voices === 1);
    after.noteOff(67);
    sent.stop();
    expect(sent.zones.map(({ loop }) => loop)).toEqual(loops);
  });

  it('goes on where a render was left, from notes that are kept', async () => {
    const before = await visit();
    await loadPair(before, 0.5);
    before.setPlan({ low: 40, high: 90, step: 5, mixes: 1 });
    const first = before.render();
    await until(before, ({ zones }) => zones.filter(({ phase }) => phase === 'ready').length > 2);
    before.cancel();
    await first;
    await until(before, ({ zones }) => zones.every(({ phase }) => phase !== 'conditioning'));
    const ready = ({ state }: Instrument) => state.zones.filter(({ phase }) => phase === 'ready').length;
    const made = ready(before);
    await leave(before);

    const after = await visit();
    expect(after.state.render.phase).toBe('cancelled');
    expect(ready(after)).toBe(made);
    await after.render();
    expect(after.state.render.phase).toBe('done');
    expect(ready(after)).toBe(11);
  });
});

describe('a render that a reload breaks off', () => {
  const ready = ({ state }: Instrument) => state.zones.filter(({ phase }) => phase === 'ready').length;

  /** An instrument that is closed while it renders, with some of its zones conditioned. */
  async function leftRendering(): Promise<{ made: number; roots: readonly number[] }> {
    const before = await visit();
    await loadPair(before, 0.5);
    before.setPlan({ low: 40, high: 90, step: 5, mixes: 1 });
    void before.render();
    await until(before, ({ zones }) => zones.filter(({ phase }) => phase === 'ready').length > 2);
    const conditioned = before.state.zones.filter(({ phase }) => phase === 'ready');
    await leave(before);
    return { made: conditioned.length, roots: conditioned.map(({ rootMidi }) => rootMidi) };
  }

  it('goes on by itself, and makes nothing again that is finished', async () => {
    const { made, roots } = await leftRendering();
    const watch = watchRequests();
    const after = new Instrument({ ...assets, storageKey: key });
    await until(after, ({ zones }) => zones.length > 0);
    expect(after.state.render.phase).toBe('running');
    expect(ready(after)).toBeGreaterThanOrEqual(made);
    await until(after, ({ render }) => render.phase !== 'running');
    expect(after.state.render.phase).toBe('done');
    expect(ready(after)).toBe(11);
    watch.stop();
    // clips are of the middle root; no conditioned zone is requested beside them
    const clips = new Set(after.state.clips.map(({ rootMidi }) => rootMidi));
    const again = watch.notes.map(({ rootMidi }) => rootMidi).filter((root) => roots.includes(root));
    expect(again.filter((root) => !clips.has(root))).toEqual([]);
  });

  it('does not go on in a second tab', async () => {
    await leftRendering();
    let release = (): void => undefined;
    void navigator.locks.request(
      `alloy-instrument ${key}`,
      () => new Promise<void>((resolve) => (release = resolve)),
    );
    const beside = await visit();
    expect(beside.state.storage.phase).toBe('elsewhere');
    expect(beside.state.render.phase).toBe('cancelled');
    release();
  });

  it('is given up where it has ended the page over and over', async () => {
    await leftRendering();
    const db = await database();
    const record = (await db.get('instruments', key)) as object;
    await db.put('instruments', { ...record, rendering: { attempt: 3, ready: 99 } }, key);
    db.close();
    const after = await visit();
    expect(after.state.render.phase).toBe('cancelled');
  });
});

describe('what cannot be read', () => {
  it.each([
    ['nonsense', 'nonsense'],
    ['an older layout', { version: 0, document: {}, slots: [], keyZones: [], clips: [] }],
    ['half a record', { version: 1, document: null }],
  ])('is discarded and told of: %s', async (_, value) => {
    await leave(await visit());
    const db = await database();
    await db.put('instruments', value, key);
    const instrument = await visit();
    expect(instrument.state.storage).toEqual({ phase: 'on', notices: ['discarded'] });
    expect(instrument.state.slots.every(({ phase }) => phase === 'empty')).toBe(true);
    instrument.setSeed(5);
    await leave(instrument);
    expect(await db.get('instruments', key)).toMatchObject({ version: 1, document: { seed: 5 } });
    db.close();
  });

  it('a sound or a key zone that is broken takes nothing else with it', async () => {
    await leave(await rendered());
    const db = await database();
    for (const fingerprint of await db.getAllKeys('sounds'))
      await db.put('sounds', { sound: 1 }, fingerprint);
    const keyZones = await openDB('alloy-columns', 1);
    const keys = await keyZones.getAllKeys('values');
    await keyZones.put('values', { sampleRate: 'no' }, keys[0]!);
    const instrument = await visit();
    expect(instrument.state.storage.notices).toEqual(['discarded']);
    expect(instrument.state.plan).toMatchObject({ low: 62, high: 70 });
    expect(instrument.state.slots.every(({ phase }) => phase === 'empty')).toBe(true);
    await keyZones.clear('values');
    await keyZones.clear('uses');
    await db.clear('sounds');
    keyZones.close();
    db.close();
  });

  it('numbers out of range are put into it', async () => {
    await leave(await visit());
    const db = await database();
    const record = (await db.get('instruments', key)) as { document: object };
    const document = { ...record.document, seed: 1e99, seconds: -4, parameters: { attack: 1e9, gone: 3 } };
    await db.put('instruments', { ...record, document }, key);
    const { state } = await visit();
    expect(state).toMatchObject({ seed: 0xffffffff, seconds: 0.1, parameters: { attack: 4 } });
    expect(Object.keys(state.parameters)).not.toContain('gone');
    db.close();
  });
});

describe('a key', () => {
  it('is kept by the first that comes, until it goes', async () => {
    const first = await visit();
    first.setSeed(11);
    const second = await visit();
    expect(second.state.storage).toEqual({ phase: 'elsewhere', notices: [] });
    expect(second.state.seed).toBe(11);
    await leave(second);
    await leave(first);
    const third = await visit();
    expect(third.state.storage.phase).toBe('on');
    expect(third.state.seed).toBe(11);
    const other = await visit({ storageKey: `${key} other` });
    expect(other.state.storage.phase).toBe('on');
  });
});
