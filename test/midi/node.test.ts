import { EventEmitter } from 'node:events';
import { describe, expect, it } from 'vitest';
import { NodeMidi } from '../../src/midi/node.js';

/** RtMidi's part of the package needs the system's MIDI: this has its shape, for machines without. */
class Input extends EventEmitter {
  static opened: Input[] = [];
  getPortCount() {
    return 2;
  }
  getPortName(port: number) {
    return ['Keys', 'Pads'][port]!;
  }
  openPort() {
    Input.opened.push(this);
  }
  closePort() {
    Input.opened.splice(Input.opened.indexOf(this), 1);
  }
}

describe('MIDI in Node', () => {
  it('says what is missing where the package is', async () => {
    const missing = Object.assign(new Error("Cannot find package 'midi'"), { code: 'ERR_MODULE_NOT_FOUND' });
    const opening = NodeMidi.open(() => Promise.reject(missing));
    await expect(opening).rejects.toMatchObject({ code: 'no-backend', subject: 'midi', cause: missing });
    await expect(opening).rejects.toThrow(/npm install midi/);
  });

  it('loads the real package, or says that it cannot', async () => {
    const outcome = await NodeMidi.open().then(
      (midi) => Array.isArray(midi.inputs()),
      (error: { code?: string }) => error.code === 'no-backend',
    );
    expect(outcome).toBe(true);
  });

  it('lists inputs, hears channel messages of one, and stops', async () => {
    const midi = await NodeMidi.open(() => Promise.resolve({ Input } as never));
    expect(midi.inputs()).toEqual(['Keys', 'Pads']);
    const heard: unknown[] = [];
    const input = midi.listen(1, (bytes) => heard.push(bytes));
    expect(input.name).toBe('Pads');
    Input.opened[0]!.emit('message', 0, [0x90, 60, 100]);
    Input.opened[0]!.emit('message', 0, [0xf8]);
    Input.opened[0]!.emit('message', 0, [0xc0, 5]);
    expect(heard).toEqual([
      [0x90, 60, 100],
      [0xc0, 5],
    ]);
    input.close();
    expect(Input.opened).toEqual([]);
    expect(() => midi.listen(2, () => undefined)).toThrow(/no MIDI input 2/);
  });
});
