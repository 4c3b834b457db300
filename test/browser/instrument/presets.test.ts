/** Tests presets: save, load, programs, removal. */
import { openDB } from 'idb';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { Instrument } from '../../../src/instrument/instrument.js';
import type { PresetsState } from '../../../src/instrument/state/state.js';
import { bundledUrl, encoded, keepEngine, loadPair, open, until, watchRequests } from './rig.js';

/** Browsers let no page make a MIDI device: this has the shape of one. */
const keys = {
  ...{ id: 'keys', name: 'Keys', state: 'connected' },
  onmidimessage: null as ((event: { data: Uint8Array; timeStamp: number }) => void) | null,
};
const play = (...bytes: number[]) =>
  keys.onmidimessage?.({ data: new Uint8Array(bytes), timeStamp: performance.now() });

keepEngine();

let instrument: Instrument;
let storageKey: string;

beforeEach(async () => {
  storageKey = `test ${crypto.randomUUID()}`;
  const access = { inputs: new Map([['keys', keys]]), onstatechange: null };
  vi.spyOn(navigator, 'requestMIDIAccess').mockResolvedValue(access as unknown as MIDIAccess);
  instrument = await open({ storageKey });
  await until(instrument, (state) => state.presets !== null);
  await instrument.enableMidi();
  await instrument.resumeAudio();
});

afterEach(async () => {
  vi.restoreAllMocks();
  for (const { id } of presets().list) await instrument.removePreset(id);
  await instrument.close();
});

const presets = (): PresetsState => instrument.state.presets!;
const names = () => presets().list.map(({ name, program }) => `${program} ${name}`);
const idOf = (name: string) => presets().list.find((preset) => preset.name === name)!.id;
const clips = () => instrument.state.clips.map(({ audio }) => audio.samples);
const settled = () => until(instrument, ({ render, stale }) => render.phase === 'done' && !stale);

/** Two presets: a guitar and a flute, and the same two softer and with another seed. */
async function savePair(): Promise<{ first: Float32Array[]; second: Float32Array[] }> {
  await loadPair(instrument);
  instrument.setPlan({ low: 62, high: 66, step: 4, mixes: 2 });
  await instrument.render();
  await instrument.savePreset(' Glass ');
  const first = clips();
  instrument.setSeed(2);
  instrument.setParameter('attack', 0.5);
  instrument.selectMidiChannel(null);
  await instrument.render();
  await instrument.savePreset('Reed');
  return { first, second: clips() };
}

it('bring a whole instrument back, and nothing is made anew', async () => {
  const { first, second } = await savePair();
  expect(names()).toEqual(['0 Glass', '1 Reed']);
  expect(presets().current).toBe(idOf('Reed'));
  instrument.selectMidiChannel(3);
  instrument.clearSource(0);

  const watch = watchRequests();
  await instrument.loadPreset(idOf('Glass'));
  await settled();
  expect(presets()).toMatchObject({ current: idOf('Glass'), error: null });
  expect(instrument.state).toMatchObject({
    seed: 1,
    midiChannel: 3,
    slots: [{ name: 'Guitar' }, { name: 'Flute' }, {}, {}],
  });
  expect(instrument.state.parameters.attack).toBeLessThan(0.1);
  expect(clips()).toEqual(first);
  expect(instrument.state.zones.map(({ phase }) => phase)).toEqual(Array(4).fill('ready'));
  expect(watch.notes.length).toBeLessThanOrEqual(3); // the clips, which the engine has kept
  watch.stop();

  instrument.undo();
  await until(instrument, ({ slots }) => slots[0]!.phase === 'empty');
  expect(instrument.state).toMatchObject({ seed: 2, history: { redo: 'preset' } });
  await instrument.loadPreset(idOf('Reed'));
  await settled();
  expect(clips()).toEqual(second);
});

it('are chosen by MIDI programs, in whatever order they come', async () => {
  await savePair();
  play(0xc0, 5); // none
  play(0xc0, 1);
  play(0xc0, 0);
  await until(instrument, () => presets().current === idOf('Glass'));
  await settled();
  expect(instrument.state.seed).toBe(1);
  play(0xc0, 1);
  await until(instrument, () => presets().current === idOf('Reed'));
  await settled();
  expect(instrument.state.seed).toBe(2);
});

it('are there at the next visit, and for other instruments', async () => {
  await savePair();
  await instrument.close();
  instrument = await open({ storageKey: `${storageKey} other` });
  await until(instrument, (state) => state.presets?.list.length === 2);
  await instrument.loadPreset(idOf('Glass'));
  await settled();
  expect(instrument.state.slots[0]).toMatchObject({ name: 'Guitar' });
});

it('take the place of those of their name; a removed one leaves its program and its sounds', async () => {
  await loadPair(instrument);
  await encoded(instrument, 0);
  await instrument.savePreset('One');
  await instrument.savePreset('Two');
  instrument.setSeed(7);
  await instrument.savePreset('One');
  expect(names()).toEqual(['0 One', '1 Two']);
  await instrument.loadPreset(idOf('Two'));
  expect(instrument.state.seed).toBe(1);
  await instrument.loadPreset(idOf('One'));
  expect(instrument.state.seed).toBe(7);

  await instrument.loadSource(0, bundledUrl(instrument, 'kalimba'), 'Kalimba');
  await instrument.savePreset('Three');
  await instrument.removePreset(idOf('One'));
  await instrument.savePreset('Four');
  expect(names()).toEqual(['0 Four', '1 Two', '2 Three']);

  instrument.clearSource(0);
  for (const name of ['Two', 'Three', 'Four']) await instrument.removePreset(idOf(name));
  expect(presets()).toMatchObject({ list: [], current: null });
  await instrument.close();
  const db = await openDB('alloy-instruments', 1);
  const kept = await db.getAll('sounds');
  db.close();
  expect(kept.map(({ sound }: { sound: { name: string } }) => sound.name)).not.toContain('Kalimba');
  instrument = await open({ storageKey });
  await until(instrument, (state) => state.presets !== null);
});

it('say what is wrong', async () => {
  await instrument.savePreset('  ');
  expect(presets()).toMatchObject({ list: [], error: { code: 'bad-argument' } });
  await instrument.savePreset('Kept');
  expect(presets().error).toBeNull();
  const id = idOf('Kept');
  await instrument.removePreset(id);
  await instrument.loadPreset(id);
  expect(presets().error).toMatchObject({ code: 'preset-missing' });
});
