import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { Instrument } from '../../../src/instrument/instrument.js';
import { parameter } from '../../../src/parameters.js';
import { open } from './rig.js';

/** Browsers let no page make a MIDI device: this has the shape of one. */
const keys = {
  id: 'keys',
  name: 'Keys',
  state: 'connected',
  onmidimessage: null as ((event: { data: Uint8Array; timeStamp: number }) => void) | null,
};

const play = (...bytes: number[]) =>
  keys.onmidimessage?.({ data: new Uint8Array(bytes), timeStamp: performance.now() });

const key = `test ${crypto.randomUUID()}`;
let instrument: Instrument;

beforeEach(async () => {
  const access = { inputs: new Map([['keys', keys]]), onstatechange: null };
  vi.spyOn(navigator, 'requestMIDIAccess').mockResolvedValue(access as unknown as MIDIAccess);
  instrument = await open({ storageKey: key });
  await instrument.enableMidi();
});

afterEach(async () => {
  vi.restoreAllMocks();
  await instrument.close();
});

const { min, max } = parameter('attack');

it('learns a controller, turns its parameter with it, forgets it, and takes all of that back', async () => {
  instrument.startLearn('attack');
  expect(instrument.state.learn.armed).toBe('attack');
  play(0x92, 60, 100); // a note is not what is waited for
  play(0x82, 60, 0);
  expect(instrument.state.learn.armed).toBe('attack');
  play(0xb2, 21, 3);
  const bound = { parameter: 'attack', channel: 2, controller: 21 };
  expect(instrument.state.learn).toEqual({ armed: null, bindings: [bound] });
  expect(instrument.state.history.undo).toBe('binding');
  for (let value = 0; value <= 127; value++) play(0xb2, 21, value);
  expect(instrument.state.parameters.attack).toBeCloseTo(max, 9);
  play(0xb2, 21, 0);
  expect(instrument.state.parameters.attack).toBeCloseTo(min, 9);
  instrument.undo(); // all the turning is one step
  expect(instrument.state.parameters.attack).toBe(parameter('attack').default);

  instrument.clearLearn('attack');
  play(0xb2, 21, 127);
  expect(instrument.state.parameters.attack).toBe(parameter('attack').default);
  instrument.undo();
  expect(instrument.state.learn.bindings).toEqual([bound]);

  instrument.startLearn('gain');
  instrument.stopLearn();
  play(0xb2, 22, 1);
  expect(instrument.state.learn).toEqual({ armed: null, bindings: [bound] });
});

it('keeps what it learned', () => {
  expect(instrument.state.learn.bindings).toEqual([{ parameter: 'attack', channel: 2, controller: 21 }]);
});

it('listens to one channel, or to all; the page’s own keys play on whichever it is', () => {
  play(0x93, 60, 100);
  expect(instrument.state.heldKeys).toEqual([60]);
  instrument.selectMidiChannel(5);
  expect(instrument.state).toMatchObject({ midiChannel: 5, heldKeys: [] }); // nothing hangs
  play(0x93, 61, 100);
  expect(instrument.state.heldKeys).toEqual([]);
  play(0x95, 62, 100);
  instrument.noteOn(64, 90);
  expect(instrument.state.heldKeys).toEqual([62, 64]);
  instrument.selectMidiChannel(99);
  expect(instrument.state.midiChannel).toBe(5);
  instrument.undo();
  expect(instrument.state.midiChannel).toBeNull();
});
