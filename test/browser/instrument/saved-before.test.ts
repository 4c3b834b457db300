/** What an earlier version saved: the fixture is as that version wrote it, but that its arrays of numbers are JSON's. */
import { openDB } from 'idb';
import { expect, it } from 'vitest';
import { Instrument } from '../../../src/instrument/instrument.js';
import { defaultParameters } from '../../../src/parameters.js';
import fixture from './fixtures/record-1.json';
import { assets, until } from './rig.js';

it('loads, as an instrument and as a preset, and is as loud as it was', async () => {
  const key = `test ${crypto.randomUUID()}`;
  const { record, sound } = fixture;
  const { tuning } = record.document;
  const document = {
    ...record.document,
    tuning: { ...tuning, semitones: Float64Array.from(tuning.semitones) },
  };
  const saved = { ...record, document };
  const samples = Float32Array.from(sound.sound.samples);
  const db = await openDB('alloy-instruments', 1, {
    upgrade(made) {
      for (const name of ['instruments', 'sounds', 'takes']) made.createObjectStore(name);
    },
  });
  await db.put('sounds', { ...sound, sound: { ...sound.sound, samples } }, 'fixture-sound');
  await db.put('instruments', saved, key);
  await db.put('instruments', { ...saved, clips: [], name: 'Old', program: 7 }, 'preset\nold');
  db.close();

  const instrument = new Instrument({ ...assets, storageKey: key });
  await instrument.started;
  const isAsSaved = () => {
    const { state } = instrument;
    const { mix, plan, seconds, seed, temperature } = record.document;
    expect(state).toMatchObject({ mix, plan, seconds, seed, temperature, tuning: { name: 'Quarter sharp' } });
    // what has come since has its defaults; all that was saved is as it was, the level too
    expect(state.parameters).toEqual({ ...defaultParameters(), ...record.document.parameters });
    expect(state.parameters.gain).toBe(-6);
    expect(state.slots[0]).toMatchObject({ name: 'My beep', rootOverride: 57, gain: -3 });
  };
  expect(instrument.state.storage).toEqual({ phase: 'on', notices: [] });
  expect(instrument.state.midiChannel).toBe(2);
  isAsSaved();

  await until(instrument, ({ presets }) => presets?.list.length === 1);
  expect(instrument.state.presets!.list).toEqual([{ id: 'old', name: 'Old', program: 7 }]);
  instrument.setParameter('gain', 3);
  instrument.setSeed(1);
  await instrument.loadPreset('old');
  instrument.cancel();
  isAsSaved();
  await until(instrument, ({ presets }) => presets!.current === 'old' && !presets!.edited);
  await instrument.removePreset('old');
  await instrument.close();
});
