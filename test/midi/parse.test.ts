/** Tests parsing and encoding of MIDI bytes. */
import { describe, expect, it } from 'vitest';
import { encodeMidi, MidiStreamParser, parseMidi, type MidiMessage } from '../../src/midi/parse.js';

const EXAMPLES: readonly (readonly [number[], MidiMessage])[] = [
  [[0x90, 60, 100], { kind: 'noteOn', channel: 0, key: 60, velocity: 100 }],
  [[0x9f, 0, 1], { kind: 'noteOn', channel: 15, key: 0, velocity: 1 }],
  [[0x83, 127, 12], { kind: 'noteOff', channel: 3, key: 127, velocity: 12 }],
  [[0xa2, 60, 99], { kind: 'keyPressure', channel: 2, key: 60, pressure: 99 }],
  [[0xb0, 64, 127], { kind: 'controller', channel: 0, controller: 64, value: 127 }],
  [[0xc5, 17], { kind: 'program', channel: 5, program: 17 }],
  [[0xd0, 3], { kind: 'channelPressure', channel: 0, pressure: 3 }],
  [[0xe1, 0, 64], { kind: 'pitchBend', channel: 1, amount: 0 }],
  [[0xe1, 127, 127], { kind: 'pitchBend', channel: 1, amount: 1 }],
  [[0xe1, 0, 0], { kind: 'pitchBend', channel: 1, amount: -1 }],
];

function parseStream(...chunks: number[][]): MidiMessage[] {
  const messages: MidiMessage[] = [];
  const parser = new MidiStreamParser((message) => messages.push(message));
  for (const chunk of chunks) parser.push(chunk);
  return messages;
}

describe('one message', () => {
  it.each(EXAMPLES)('%j is read, and written back', (bytes, message) => {
    expect(parseMidi(bytes)).toEqual(message);
    expect(parseMidi(new Uint8Array(bytes))).toEqual(message);
    expect(encodeMidi(message)).toEqual(bytes);
  });

  it('of note-on with velocity 0 is a note-off', () => {
    expect(parseMidi([0x90, 60, 0])).toEqual({ kind: 'noteOff', channel: 0, key: 60, velocity: 64 });
  });

  it('that is none is null', () => {
    for (const bytes of [
      [],
      [60],
      [0x90],
      [0x90, 60],
      [0xc0],
      [0xf8],
      [0xf0, 1, 0xf7],
      [0x90, 200, 1],
      [0x90, 1, 128],
    ]) {
      expect(parseMidi(bytes)).toBeNull();
    }
  });

  it('bends come back the same, all 16384 of them', () => {
    for (let value = 0; value < 16384; value++) {
      const bytes = [0xe0, value & 0x7f, value >> 7];
      expect(encodeMidi(parseMidi(bytes)!)).toEqual(bytes);
    }
  });
});

describe('a stream', () => {
  const [on, off] = [EXAMPLES[0]![1], EXAMPLES[2]![1]];

  it('may be cut anywhere', () => {
    const bytes = EXAMPLES.flatMap(([example]) => example);
    const expected = EXAMPLES.map(([, message]) => message);
    expect(parseStream(bytes)).toEqual(expected);
    expect(parseStream(...bytes.map((byte) => [byte]))).toEqual(expected);
  });

  it('may leave out a status that stays the same', () => {
    expect(parseStream([0x90, 60, 100, 60, 100], [60], [100])).toEqual([on, on, on]);
    expect(parseStream([0xc5, 17, 17]).length).toBe(2);
  });

  it('may have real-time bytes between any others', () => {
    expect(parseStream([0xfe, 0x90, 0xf8, 60, 0xfa, 0xff, 100, 0xf8, 60, 0xf8, 100])).toEqual([on, on]);
  });

  it('loses its system messages, and running status with them', () => {
    expect(parseStream([0x90, 60, 100, 0xf0, 1, 2, 0xf8, 3, 0xf7, 60, 100, 0x83, 127, 12])).toEqual([
      on,
      off,
    ]);
    expect(parseStream([0xf2, 60, 100, 0xf3, 1, 0x90, 60, 100])).toEqual([on]);
    // An exclusive message that never ended ends with the next status.
    expect(parseStream([0xf0, 1, 2, 3, 0x90, 60, 100])).toEqual([on]);
  });

  it('drops a half message when the next begins, data that follow nothing, and what was before a reset', () => {
    expect(parseStream([5, 6, 0x90, 60, 0x83, 127, 12])).toEqual([off]);
    const messages: MidiMessage[] = [];
    const parser = new MidiStreamParser((message) => messages.push(message));
    parser.push([0x90, 60]);
    parser.reset();
    parser.push([100, 60, 100]);
    expect(messages).toEqual([]);
  });

  it('gives the bytes with the status put back', () => {
    const bytes: unknown[] = [];
    const parser = new MidiStreamParser((_message, raw) => bytes.push(raw));
    parser.push([0x90, 60, 100, 61, 0, 0xc5, 17]);
    expect(bytes).toEqual([
      [0x90, 60, 100],
      [0x90, 61, 0],
      [0xc5, 17],
    ]);
  });

  it('of noise gives only messages in range', () => {
    let seed = 9;
    const noise = Array.from({ length: 100_000 }, () => (seed = (seed * 48271) % 2147483647) & 0xff);
    const messages = parseStream(noise);
    expect(messages.length).toBeGreaterThan(1000);
    for (const message of messages)
      expect(parseMidi(encodeMidi(message) as ArrayLike<number>)).not.toBeNull();
  });
});
