/** Tests undo and redo of every kind of change. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Instrument } from '../../../src/instrument/instrument.js';
import { bundledUrl, encoded, keepEngine, loadPair, open, until } from './rig.js';

keepEngine();

let instrument: Instrument;

beforeEach(async () => {
  instrument = await open();
});

afterEach(() => instrument.close());

const slotName = (index: number) => {
  const slot = instrument.state.slots[index]!;
  return slot.phase === 'ready' ? slot.name : slot.phase;
};

describe('undo', () => {
  it('brings a cleared sound back as it was, with its root, gain and trim, without decoding it', async () => {
    await loadPair(instrument);
    instrument.setRoot(0, 50);
    instrument.setSlotGain(0, 3);
    instrument.setTrim(0, { start: 0.1, end: 0.9 });
    await encoded(instrument, 0);
    const [before] = instrument.state.slots;
    if (before?.phase !== 'ready') throw new Error('not ready');
    instrument.clearSource(0);
    expect(slotName(0)).toBe('empty');
    expect(instrument.state.history.undo).toBe('clear');

    instrument.undo();
    await encoded(instrument, 0);
    const [after] = instrument.state.slots;
    if (after?.phase !== 'ready') throw new Error('not ready');
    expect(after).toMatchObject({
      name: 'Guitar',
      rootOverride: 50,
      gain: 3,
      trim: { start: 0.1, end: 0.9 },
    });
    expect(after.original.samples === before.original.samples, 'decoded anew').toBe(true);
    expect(after.audio.samples === before.audio.samples, 'prepared anew').toBe(true);

    instrument.redo();
    await until(instrument, ({ slots: [s] }) => s?.phase === 'empty');
    expect(instrument.state.history).toEqual({ undo: 'clear', redo: null });
  });

  it('brings the sound back that another one took the place of; what could not be read was no change', async () => {
    await loadPair(instrument);
    await instrument.loadSource(1, bundledUrl(instrument, 'trumpet'), 'Trumpet');
    await instrument.loadSource(1, new Blob(['no sound']), 'letter.txt');
    expect(slotName(1)).toBe('Trumpet');
    instrument.undo();
    await until(instrument, () => slotName(1) === 'Flute');
    instrument.redo();
    await until(instrument, () => slotName(1) === 'Trumpet');
  });

  it('covers every setting, one step each', async () => {
    const first = instrument.state;
    instrument.setMix(0.2, 0.7);
    instrument.setPlan({ step: 6 });
    instrument.setSeconds(2);
    instrument.setSeed(9);
    instrument.setTemperature(0.5);
    instrument.setParameter('attack', 0.1);
    instrument.selectMidiChannel(4);
    const last = instrument.state;
    const undone: (string | null)[] = [];
    while (instrument.state.history.undo !== null) {
      undone.push(instrument.state.history.undo);
      instrument.undo();
    }
    expect(undone).toEqual(['channel', 'parameter', 'temperature', 'seed', 'seconds', 'plan', 'mix']);
    const settings = ({ mix, plan, seconds, seed, temperature, parameters, midiChannel }: typeof first) => ({
      ...{ mix, plan, seconds, seed, temperature, parameters, midiChannel },
    });
    expect(settings(instrument.state)).toEqual(settings(first));
    while (instrument.state.history.redo !== null) instrument.redo();
    expect(settings(instrument.state)).toEqual(settings(last));
  });

  it('takes a drag as one step', () => {
    for (let i = 1; i <= 40; i++) instrument.setMix(0.5 + i / 100);
    instrument.undo();
    expect(instrument.state.mix.x).toBe(0.5);
    expect(instrument.state.history).toEqual({ undo: null, redo: 'mix' });
  });

  it('leaves notes alone', () => {
    instrument.noteOn(60, 100);
    instrument.noteOff(60);
    expect(instrument.state.history.undo).toBeNull();
  });
});

describe('a source', () => {
  it('is trimmed to a part of itself, however fast the handle moves', async () => {
    await loadPair(instrument, 1);
    for (let i = 0; i <= 20; i++) instrument.setTrim(0, { start: i / 20, end: 1.5 });
    await encoded(instrument, 0);
    const [slot] = instrument.state.slots;
    if (slot?.phase !== 'ready') throw new Error('not ready');
    expect(slot.trim).toEqual({ start: 1, end: 1.5 });
    const { samples } = slot.audio; // half a second of sound, then silence
    const level = (from: number, to: number) => Math.max(...samples.subarray(from, to).map(Math.abs));
    expect(level(0, 8000)).toBeGreaterThan(0.5);
    expect(level(8100, 16000)).toBe(0);
    expect(slot.original.samples.length / slot.original.sampleRate).toBeGreaterThan(2);

    instrument.setTrim(0, { start: 99, end: 100 }); // beyond the end: its very end
    await until(instrument, ({ slots: [s] }) => s?.phase === 'ready' && s.trim!.start > 2);
    // all the dragging at once, and the last step with it or apart, by how long the encoding took
    while (instrument.state.history.undo === 'trim') instrument.undo();
    await encoded(instrument, 0);
    expect(instrument.state.slots[0]).toMatchObject({ trim: null });
  });
});
