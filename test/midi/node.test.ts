/** Tests MIDI in Node with a fake package. */
import { describe, expect, it, vi } from 'vitest';
import { NodeMidi } from '../../src/midi/node.js';
import { FakeInput as Input } from './fake-rtmidi.js';

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
    const input = midi.listen(1, { onMessage: (bytes) => heard.push(bytes) });
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
    expect(() => midi.listen(2, { onMessage: () => undefined })).toThrow(/no MIDI input 2/);
  });

  it.each(['closed', 'unplugged'])(
    'leaves nothing behind when an input is %s, but what another holds',
    async (how) => {
      vi.useFakeTimers();
      Input.names = ['Keys', 'Pads'];
      Input.opened = [];
      const midi = await NodeMidi.open(() => Promise.resolve({ Input } as never));
      const heard: unknown[] = [];
      const [keys] = [0, 1].map((port) => midi.listen(port, { onMessage: (bytes) => heard.push(bytes) }));
      const [first, second] = Input.opened;
      first!.emit('message', 0, [0x90, 60, 100]);
      first!.emit('message', 0, [0x90, 62, 100]);
      first!.emit('message', 0, [0xe0, 0, 127]);
      first!.emit('message', 0, [0xb0, 66, 127]);
      second!.emit('message', 0, [0x90, 60, 100]);
      heard.length = 0;
      vi.advanceTimersByTime(5000);
      expect(heard).toEqual([]);
      if (how === 'closed') keys!.close();
      else {
        Input.names = ['Pads'];
        vi.advanceTimersByTime(5000);
      }
      expect(heard).toEqual([
        [0x80, 62, 0],
        [0xe0, 0, 64],
        [0xb0, 66, 0],
        [0xb0, 64, 0],
      ]);
      keys!.close(); // once is enough
      first!.emit('message', 0, [0x90, 60, 100]);
      expect(heard.length).toBe(4);
      Input.names = ['Keys', 'Pads'];
      vi.useRealTimers();
    },
  );
});
