/** Opens an instrument and a preset that the first version kept, from the records that it wrote. */
import { deleteDB, openDB } from 'idb';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Instrument } from '../../../src/instrument/instrument.js';
import stored from '../../golden/first-version/databases.json';
import { encoded, open, until, watchPlayer, watchRequests } from './rig.js';

const KEY = 'first version';

interface Database {
  readonly name: string;
  readonly stores: Readonly<Record<string, readonly (readonly [string, unknown])[]>>;
}

/** A value as it was before it was written as JSON. */
function revived(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(revived);
  if (typeof value !== 'object' || value === null) return value;
  const {
    $: type,
    base64,
    entries,
  } = value as { $?: string; base64?: string; entries?: [unknown, unknown][] };
  if (type === 'Map') return new Map(entries!.map(([key, one]) => [revived(key), revived(one)]));
  if (type !== undefined) {
    const { buffer } = Uint8Array.from(atob(base64!), (letter) => letter.charCodeAt(0));
    return type === 'Float32Array' ? new Float32Array(buffer) : new Float64Array(buffer);
  }
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, revived(one)]));
}

const databases = stored as unknown as readonly Database[];
const find = (database: string, store: string, key: RegExp): Record<string, unknown> => {
  const records = databases.find(({ name }) => name === database)!.stores[store]!;
  return revived(records.find(([name]) => key.test(name))![1]) as Record<string, unknown>;
};

let instrument: Instrument | null = null;

/** Both databases with the stores, of the first layout, that they had. */
beforeEach(async () => {
  for (const { name, stores } of databases) {
    await deleteDB(name);
    const db = await openDB(name, 1, {
      upgrade(created) {
        for (const store of Object.keys(stores)) {
          created.createObjectStore(store, store === 'uses' ? { keyPath: 'key' } : undefined);
        }
      },
    });
    for (const [store, records] of Object.entries(stores)) {
      for (const [key, value] of records)
        await db.put(store, revived(value), store === 'uses' ? undefined : key);
    }
    db.close();
  }
});

afterEach(async () => {
  await instrument?.close();
  instrument = null;
  for (const { name } of databases) await deleteDB(name);
});

it('comes back with its key zones, their decay rates, its clips and its settings, and nothing is rendered', async () => {
  const [player, requests] = [watchPlayer(), watchRequests()];
  instrument = await open({ storageKey: KEY });
  instrument.noteOn(60, 100);
  await expect.poll(() => player.zones.length).toBe(2);
  const { state } = instrument;
  expect(state.storage).toEqual({ phase: 'on', notices: [] });
  expect(state.parameters.ownDecay).toBe(40);
  expect(state.mix).toEqual({ x: 0.25, y: 0 });
  expect(state.zones.map(({ rootMidi, x, phase }) => ({ rootMidi, x, phase }))).toEqual([
    { rootMidi: 60, x: 0, phase: 'ready' },
    { rootMidi: 60, x: 1, phase: 'ready' },
  ]);
  const stored = find('alloy-instruments', 'takes', /reconstruction-0$/) as {
    clip: { samples: Float32Array };
  };
  expect(state.clips.find(({ id }) => id === 'reconstruction-0')!.audio.samples).toEqual(stored.clip.samples);
  // the hybrid is what the mix says of its key zones
  const hybrid = state.clips.find(({ id }) => id === 'hybrid')!;
  expect(Math.max(...hybrid.audio.samples)).toBeGreaterThan(0.1);
  expect(state.clips.map(({ kind }) => kind)).toContain('reconstruction');
  const { layers, falls } = find('alloy-columns', 'values', /./) as {
    layers: Map<string, Float32Array>;
    falls: Map<string, number>;
  };
  expect(player.zones.map((zone) => zone.samples)).toEqual(expect.arrayContaining([...layers.values()]));
  for (const { loop } of player.zones) {
    if (loop) expect([...falls.values()]).toContain(loop.decayRate);
  }
  expect(requests.notes).toEqual([]);
  player.stop();
  requests.stop();
});

it('has its preset, with both sounds', async () => {
  instrument = await open({ storageKey: KEY });
  await until(instrument, ({ presets }) => presets !== null && presets.list.length > 0);
  const [preset] = instrument.state.presets!.list;
  expect(preset!.name).toBe('Kept');
  await instrument.loadPreset(preset!.id);
  await encoded(instrument, 0);
  await encoded(instrument, 1);
  expect(instrument.state.presets!.error).toBeNull();
  expect(instrument.state.slots[0]).toMatchObject({ name: 'Low' });
  expect(instrument.state.slots[1]).toMatchObject({ name: 'High' });
});

it('is kept on with the spelling that it has: the first version can still read it', async () => {
  instrument = await open({ storageKey: KEY });
  await instrument.render();
  await instrument.close();
  instrument = null;
  const db = await openDB('alloy-instruments');
  const record = (await db.get('instruments', KEY)) as Record<string, unknown>;
  expect(record).toHaveProperty('columns');
  expect(record).toHaveProperty('takes');
  const clip = (await db.get('takes', `${KEY}\nhybrid`)) as Record<string, unknown>;
  expect(clip).toHaveProperty('clip.samples');
  expect(clip).not.toHaveProperty('audio');
  db.close();
  const layers = await openDB('alloy-columns');
  for (const value of (await layers.getAll('values')) as object[]) {
    expect(value).toHaveProperty('falls');
    expect(value).not.toHaveProperty('decayRates');
  }
  layers.close();
});
