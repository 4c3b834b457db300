/** Tests Web MIDI with fake inputs. */
import { describe, expect, it } from 'vitest';
import { WebMidi, type MidiInputInfo } from '../../../src/midi/web-midi.js';

/** Browsers let no page make a MIDI device: these have the shape of one, and of the access to them. */
class Port {
  onmidimessage: ((event: { data: Uint8Array; timeStamp: number }) => void) | null = null;
  state: 'connected' | 'disconnected' = 'connected';
  constructor(
    readonly id: string,
    readonly name: string | null,
  ) {}
  play(bytes: number[], timeStamp = 1) {
    this.onmidimessage?.({ data: new Uint8Array(bytes), timeStamp });
  }
}

class Access {
  onstatechange: (() => void) | null = null;
  readonly inputs = new Map<string, Port>();
  plug(port: Port) {
    this.inputs.set(port.id, port);
    port.state = 'connected';
    this.onstatechange?.();
  }
  unplug(port: Port) {
    port.state = 'disconnected';
    this.onstatechange?.();
  }
}

function setUp() {
  const [keys, pads] = [new Port('a', 'Keys'), new Port('b', null)];
  const access = new Access();
  access.inputs.set('a', keys);
  const heard: unknown[] = [];
  const plugged: (readonly MidiInputInfo[])[] = [];
  const midi = new WebMidi(access as unknown as MIDIAccess, {
    onMessage: (bytes, _time, input) => heard.push([input.id, ...bytes]),
    onInputs: (inputs) => plugged.push(inputs),
  });
  return { keys, pads, access, heard, plugged, midi };
}

describe('Web MIDI', () => {
  it.each([false, true])(
    'opens where this browser lets it, and says why where not (SysEx: %s)',
    async (sysex) => {
      const expected = await navigator.requestMIDIAccess({ sysex }).then(
        () => 'open',
        (error: Error) => (error.name === 'NotSupportedError' ? 'unsupported' : 'denied'),
      );
      const midi = await WebMidi.open({ onMessage: () => undefined }, sysex);
      expect(midi instanceof WebMidi ? 'open' : midi).toBe(expected);
      expect(midi instanceof WebMidi && midi.exclusive).toBe(sysex && expected === 'open');
      if (midi instanceof WebMidi) midi.close();
    },
  );

  it('passes whole system exclusive messages on, apart from the others', () => {
    const { keys, access } = setUp();
    const heard: unknown[] = [];
    new WebMidi(access as unknown as MIDIAccess, {
      onMessage: () => heard.push('a message'),
      onSystemExclusive: (bytes, time) => heard.push([...bytes], time),
    });
    keys.play([0xf0, 0x7f, 1, 8, 0xf7], 12);
    expect(heard).toEqual([[0xf0, 0x7f, 1, 8, 0xf7], 12]);
  });

  it('passes channel messages on with their time, and leaves all others out', () => {
    const { keys, access } = setUp();
    const heard: unknown[] = [];
    new WebMidi(access as unknown as MIDIAccess, { onMessage: (...all) => heard.push(all) });
    keys.play([0x90, 60, 100], 123.5);
    keys.play([0xc1, 7], 124);
    for (const other of [[0xf8], [0xf0, 1, 2, 0xf7], [], [0x90, 60]]) keys.play(other);
    const input = { id: 'a', name: 'Keys' };
    expect(heard).toEqual([
      [[0x90, 60, 100], 123.5, input],
      [[0xc1, 7], 124, input],
    ]);
  });

  it('hears an input that is plugged in later, and tells of it', () => {
    const { pads, access, heard, plugged, midi } = setUp();
    access.plug(pads);
    pads.play([0x90, 60, 100]);
    expect(heard).toEqual([['b', 0x90, 60, 100]]);
    expect(plugged.at(-1)!.map(({ name }) => name)).toEqual(['Keys', 'b']);
    expect(midi.inputs).toEqual(plugged.at(-1));
  });

  it('lets go what an input held that is pulled out, pedals too', () => {
    const { keys, access, heard, midi } = setUp();
    for (const bytes of [
      [0x92, 60, 100],
      [0x92, 64, 100],
      [0x82, 64, 0],
      [0xb2, 64, 127],
    ]) {
      keys.play(bytes);
    }
    heard.length = 0;
    access.unplug(keys);
    expect(heard).toEqual([
      ['a', 0x82, 60, 0],
      ['a', 0xb2, 64, 0],
    ]);
    expect(midi.inputs).toEqual([]);
    access.plug(keys);
    keys.play([0x90, 1, 1]);
    expect(heard.at(-1)).toEqual(['a', 0x90, 1, 1]);
  });

  it('hears only the input that is selected, even before it is there', () => {
    const { keys, pads, access, heard, midi } = setUp();
    keys.play([0x90, 60, 100]);
    midi.select('b');
    expect(heard).toEqual([
      ['a', 0x90, 60, 100],
      ['a', 0x80, 60, 0],
      ['a', 0xb0, 64, 0],
    ]);
    access.plug(pads);
    keys.play([0x90, 61, 100]);
    pads.play([0x90, 62, 100]);
    midi.select('all');
    keys.play([0x90, 63, 100]);
    expect(heard.slice(3)).toEqual([
      ['b', 0x90, 62, 100],
      ['a', 0x90, 63, 100],
    ]);
  });

  it('is silent once closed', () => {
    const { keys, access, heard, plugged, midi } = setUp();
    midi.close();
    keys.play([0x90, 60, 100]);
    access.onstatechange?.();
    expect([heard, plugged]).toEqual([[], []]);
  });
});
