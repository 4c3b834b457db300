/** Large models with exact weights and with rounded ones. */
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Instrument } from '../../../src/instrument/instrument.js';
import { TINY_NSYNTH, tinyModel } from '../../model/models.js';
import { bundledUrl, open, until } from './rig.js';

const LARGE = {
  ...TINY_NSYNTH,
  name: 'large',
  decoder: { ...TINY_NSYNTH.decoder, width: 512, dilations: [1, 2], skip: 256 },
};
const MODEL = 'kept:large';
const living = new Set<Instrument>();
let storageKey: string;

async function keptModels(): Promise<FileSystemDirectoryHandle> {
  return (await navigator.storage.getDirectory()).getDirectoryHandle('alloy-models', { create: true });
}

beforeEach(async () => {
  storageKey = `test ${crypto.randomUUID()}`;
  const folder = await (await keptModels()).getDirectoryHandle('large', { create: true });
  for (const [path, bytes] of tinyModel(LARGE).contents) {
    const file = await (await folder.getFileHandle(path, { create: true })).createWritable();
    await file.write(bytes as Uint8Array<ArrayBuffer>);
    await file.close();
  }
});

afterEach(async () => {
  await Promise.all([...living].map((instrument) => instrument.close()));
  living.clear();
  await (await keptModels()).removeEntry('large', { recursive: true });
});

async function visit(): Promise<Instrument> {
  const instrument = await open({ storageKey });
  living.add(instrument);
  return instrument;
}

const codesOf = ({ state }: Instrument) => state.clips.at(-1)!.audio.samples;
const current = (instrument: Instrument) =>
  until(instrument, ({ model, slots }) => {
    const [slot] = slots;
    return model.phase === 'ready' && slot?.phase === 'ready' && slot.embedding !== null;
  });

it('fast weights make other notes, and each kind has its own again', async () => {
  const instrument = await visit();
  instrument.setFast(false); // it is so: nothing to undo
  expect(instrument.state.history.undo).toBeNull();
  await instrument.selectModel(MODEL);
  expect(instrument.state.backend).toMatchObject({ generator: 'wasm', choosesFast: true });
  expect(instrument.state.backend!.description).not.toContain('int8');
  instrument.setSeconds(0.1);
  instrument.setPlan({ low: 60, high: 60, step: 1, mixes: 1 });
  await instrument.loadSource(0, bundledUrl(instrument, 'flute'), 'Flute');
  await instrument.render();
  const exact = codesOf(instrument);

  instrument.setFast(true);
  expect(instrument.state.history.undo).toBe('fast');
  await current(instrument);
  await until(instrument, ({ stale }) => stale);
  expect(instrument.state.backend!.description).toContain('int8');
  await instrument.render();
  const fast = codesOf(instrument);
  expect(fast.length).toBe(exact.length);
  expect(fast).not.toEqual(exact);

  instrument.undo();
  expect(instrument.state.fast).toBe(false);
  await current(instrument);
  await instrument.render();
  expect(codesOf(instrument)).toEqual(exact);
});

it('is kept with the instrument, and small models know nothing of it', async () => {
  const before = await visit();
  before.setFast(true);
  expect(before.state.model).toMatchObject({ phase: 'ready', id: 'instruments' }); // nothing was opened anew
  expect(before.state.backend).toMatchObject({ choosesFast: false });
  await before.selectModel(MODEL);
  living.delete(before);
  await before.close();
  const after = await visit();
  expect(after.state.fast).toBe(true);
  expect(after.state.model).toMatchObject({ phase: 'ready', id: MODEL });
  expect(after.state.backend!.description).toContain('int8');
});
