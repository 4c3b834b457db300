/** Tests MIDI input and learning in the instrument. */
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { Instrument } from '../../../src/instrument/instrument.js';
import { parameter } from '../../../src/parameters.js';
import { open, until } from './rig.js';

/** Browsers let no page make a MIDI device: this has the shape of one, as each access to it has a port of its own. */
interface Port {
  onmidimessage: ((event: { data: Uint8Array; timeStamp: number }) => void) | null;
}

let ports: Port[] = [];

const play = (...bytes: number[]) => {
  for (const port of ports)
    port.onmidimessage?.({ data: new Uint8Array(bytes), timeStamp: performance.now() });
};

/** What the browser gives when it grants access. */
function granted(sysexEnabled: boolean): MIDIAccess {
  const port = { id: 'keys', name: 'Keys', state: 'connected', onmidimessage: null };
  ports.push(port);
  return { inputs: new Map([['keys', port]]), onstatechange: null, sysexEnabled } as unknown as MIDIAccess;
}

const key = `test ${crypto.randomUUID()}`;
let instrument: Instrument;

beforeEach(async () => {
  ports = [];
  vi.spyOn(navigator, 'requestMIDIAccess').mockResolvedValue(granted(false));
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

it('listens to one channel, or to all; the page’s own keys play on whichever it is', async () => {
  // shown when it sounds: a moment later where the context's clock is behind
  const held = (...keys: number[]) =>
    until(instrument, ({ heldKeys }) => [...heldKeys].sort().join() === keys.join());
  play(0x93, 60, 100);
  await held(60);
  instrument.selectMidiChannel(5);
  expect(instrument.state).toMatchObject({ midiChannel: 5, heldKeys: [] }); // nothing hangs
  play(0x93, 61, 100);
  play(0x95, 62, 100);
  instrument.noteOn(64, 90);
  await held(62, 64); // 61 was before them, and would be shown by now
  instrument.selectMidiChannel(99);
  expect(instrument.state.midiChannel).toBe(5);
  instrument.undo();
  expect(instrument.state.midiChannel).toBeNull();
});

it('shows and keeps the MPE zone that a controller asks for', async () => {
  await instrument.resumeAudio();
  for (const [controller, value] of [
    [101, 0],
    [100, 6],
    [6, 7],
  ] as const) {
    play(0xbf, controller, value);
  }
  await until(instrument, ({ parameters }) => parameters.mpe === 2);
  expect(instrument.state.history.undo).toBe('parameter');
  instrument.undo();
  expect(instrument.state.parameters.mpe).toBe(0);
  instrument.redo();
  await instrument.close();

  instrument = await open({ storageKey: key });
  expect(instrument.state.parameters.mpe).toBe(2);
  instrument.setParameter('mpe', 0);
});

it('keeps what tuning messages say like a tuning that was loaded', async () => {
  const quarterTone = (note: number) => [0xf0, 0x7f, 1, 8, 2, 0, 1, note, note, 0x40, 0, 0xf7];
  play(...quarterTone(62));
  play(...quarterTone(64));
  play(0xf0, 0x7f, 1, 9, 2, 0, 1, 62, 62, 0x40, 0, 0xf7); // none of ours
  expect(instrument.state.tuning).toEqual({ name: 'MIDI' });
  instrument.undo(); // both are one step
  expect(instrument.state.tuning).toBeNull();
  instrument.redo();
  await instrument.close();

  instrument = await open({ storageKey: key });
  expect(instrument.state.tuning).toEqual({ name: 'MIDI' });
  instrument.clearTuning();
});

it('asks for tuning messages only when told to; refused, MIDI goes on as it was', async () => {
  const request = vi.mocked(navigator.requestMIDIAccess);
  const asked = () => request.mock.calls.map(([options]) => options?.sysex);
  const answer = (how: () => Promise<MIDIAccess>) => request.mockImplementation(how);
  expect(asked()).toEqual([false]);
  expect(instrument.state.tuningMessages).toBe('off');
  instrument.selectMidiInput('keys');

  answer(() => Promise.reject(new DOMException('no', 'NotAllowedError')));
  await instrument.enableTuningMessages();
  expect(asked()).toEqual([false, true]);
  expect(instrument.state).toMatchObject({
    tuningMessages: 'refused',
    midi: { phase: 'on', selected: 'keys' },
  });
  play(0x90, 60, 100);
  expect(instrument.state.heldKeys).toEqual([60]);

  answer(() => Promise.resolve(granted(true)));
  await instrument.enableTuningMessages();
  expect(instrument.state).toMatchObject({ tuningMessages: 'on', midi: { phase: 'on', selected: 'keys' } });
  play(0xf0, 0x7f, 1, 8, 2, 0, 1, 62, 62, 0x40, 0, 0xf7);
  expect(instrument.state.tuning).toEqual({ name: 'MIDI' });
  play(0x90, 64, 100);
  expect(instrument.state.heldKeys).toContain(64);
  await instrument.enableTuningMessages();
  expect(asked()).toEqual([false, true, true]);
});
