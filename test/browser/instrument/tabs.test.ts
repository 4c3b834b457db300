/** One instrument in two tabs: which of them keeps it, and that neither loses anything. */
import { openDB } from 'idb';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Instrument } from '../../../src/instrument/instrument.js';
import { assets, until } from './rig.js';

let key: string;
const living = new Set<Instrument>();

beforeEach(() => {
  key = `test ${crypto.randomUUID()}`;
});

afterEach(async () => {
  await Promise.all([...living].map((instrument) => instrument.close()));
  living.clear();
  const last = await visit(`${key} last`);
  for (const { id } of last.state.presets!.list) await last.removePreset(id);
  await leave(last);
});

/** A tab with the instrument, as far as other tabs can tell; no model is needed for it. */
async function visit(storageKey = key): Promise<Instrument> {
  const instrument = new Instrument({ ...assets, modelsUrl: '/nowhere/', storageKey });
  living.add(instrument);
  await instrument.started;
  await until(instrument, ({ presets }) => presets !== null);
  return instrument;
}

async function leave(instrument: Instrument): Promise<void> {
  living.delete(instrument);
  await instrument.close();
}

const phase = (of: Instrument, wanted: string) => until(of, ({ storage }) => storage.phase === wanted);
const rescued = (of: Instrument) => of.state.presets!.list.filter((one) => one.rescued !== undefined);

describe('a second tab', () => {
  it('opens with all that the first has, and says that it does not keep', async () => {
    const first = await visit();
    first.setSeed(11);
    first.setMix(0.2);
    const second = await visit(); // at once: the first has kept nothing yet
    expect(second.state).toMatchObject({ seed: 11, mix: { x: 0.2 } });
    expect(second.state.storage).toEqual({ phase: 'elsewhere', notices: [] });
    expect(first.state.storage).toEqual({ phase: 'on', notices: [] });
  });

  it('keeps once the first is closed, with what that one had last', async () => {
    const first = await visit();
    const second = await visit();
    first.setSeed(12);
    await leave(first);
    await phase(second, 'on');
    await until(second, ({ seed }) => seed === 12);
    second.setSeed(13);
    await leave(second);
    expect((await visit()).state.seed).toBe(13);
  });

  it('keeps its own once the first is closed, and what that one had becomes a preset', async () => {
    const first = await visit();
    first.setSeed(1001);
    const second = await visit();
    await first.loadSource(0, new Blob([wav()]), 'Beep'); // so that there is something to lose
    first.setSeed(1002);
    second.setSeed(2002);
    await leave(first);
    await until(second, ({ storage, presets }) => storage.phase === 'on' && presets!.list.length === 1);
    expect(second.state.seed).toBe(2002);
    expect(second.state.storage.notices).toContain('rescued');
    await second.loadPreset(rescued(second)[0]!.id);
    expect(second.state.seed).toBe(1002);
    await leave(second);
    expect((await visit()).state.seed).toBe(1002); // a change like another, and kept
  });

  it('takes the keeping over when it is told to, and the first can have it back', async () => {
    const first = await visit();
    first.setSeed(21);
    const second = await visit();
    second.setSeed(22);
    await second.keepHere();
    expect(second.state.storage.phase).toBe('on');
    await phase(first, 'elsewhere');
    expect(first.state.seed).toBe(21);
    await first.keepHere();
    await phase(second, 'elsewhere');
    expect(first.state.storage.phase).toBe('on');
    expect(first.state.seed).toBe(22); // nothing was changed here since: it has what the second had
    await leave(first);
    await phase(second, 'on');
  });

  it('that is closed leaves what was changed in it as a preset', async () => {
    const first = await visit();
    first.setSeed(31);
    const second = await visit();
    second.setSeed(32);
    await leave(second);
    await until(first, ({ presets }) => presets!.list.length === 1);
    expect(first.state.seed).toBe(31);
    await first.loadPreset(rescued(first)[0]!.id);
    expect(first.state.seed).toBe(32);
  });

  it('that is closed unchanged leaves nothing', async () => {
    const first = await visit();
    const second = await visit();
    await leave(second);
    await leave(first);
    expect((await visit()).state.presets!.list).toEqual([]);
  });

  it('takes over from a tab that does not answer, and that one stops keeping', async () => {
    const first = await visit();
    first.setSeed(41);
    const second = await visit();
    second.setSeed(42);
    // As if the first were stuck: it hears nothing.
    const stuck = new BroadcastChannel(`alloy-instrument ${key}`);
    let stolen = false;
    void navigator.locks
      .request(`alloy-instrument ${key}`, { steal: true }, () => new Promise(() => undefined))
      .catch(() => (stolen = true));
    await phase(first, 'elsewhere');
    await second.keepHere();
    expect(second.state.storage.phase).toBe('on');
    expect(stolen).toBe(true);
    stuck.close();
  });
});

it('three tabs: the one that is told to keep does, and no other', async () => {
  const [first, second, third] = [await visit(), await visit(), await visit()];
  await third.keepHere();
  await phase(first, 'elsewhere');
  expect([first, second, third].map(({ state }) => state.storage.phase)).toEqual([
    'elsewhere',
    'elsewhere',
    'on',
  ]);
});

it('what a newer version kept is put aside, not written over', async () => {
  await leave(await visit());
  const db = await openDB('alloy-instruments', 1);
  const newer = { version: 99, document: { seed: 7 }, slots: [], keyZones: [], clips: [] };
  await db.put('instruments', newer, key);
  const instrument = await visit();
  expect(instrument.state.storage.notices).toEqual(['discarded']);
  instrument.setSeed(5);
  await leave(instrument);
  expect(await db.get('instruments', `unread\n${key}`)).toEqual(newer);
  db.close();
});

/** A tenth of a second of a tone, as a WAV file. */
function wav(): ArrayBuffer {
  const samples = Int16Array.from({ length: 1600 }, (_, i) => 12000 * Math.sin(i / 5));
  const view = new DataView(new ArrayBuffer(44 + samples.byteLength));
  const text = (at: number, chars: string) =>
    [...chars].forEach((c, i) => view.setUint8(at + i, c.charCodeAt(0)));
  text(0, 'RIFF');
  view.setUint32(4, 36 + samples.byteLength, true);
  text(8, 'WAVEfmt ');
  view.setUint32(16, 16, true);
  view.setUint16(20, 1, true);
  view.setUint16(22, 1, true);
  view.setUint32(24, 16000, true);
  view.setUint32(28, 32000, true);
  view.setUint16(32, 2, true);
  view.setUint16(34, 16, true);
  text(36, 'data');
  view.setUint32(40, samples.byteLength, true);
  samples.forEach((sample, i) => view.setInt16(44 + 2 * i, sample, true));
  return view.buffer;
}
