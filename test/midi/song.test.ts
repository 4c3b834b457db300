/** Tests the reader of MIDI files: what programs write, legal or not quite; and damage. */
import { describe, expect, it } from 'vitest';
import { AlloyError } from '../../src/errors.js';
import { readSong, type Song } from '../../src/midi/song.js';
import { writeSong } from '../../src/midi/write-song.js';
import { chunk, header, midiFile, tempo, track } from './song-writer.js';

const ON: [number, ...number[]] = [0, 0x90, 60, 100];
const OFF: [number, ...number[]] = [480, 0x80, 60, 64];
const PLAIN = track([ON, OFF]);

const read = (...parts: readonly (readonly number[])[]): Song => readSong(midiFile(...parts), 'x.mid');
/** Seconds and bytes of each event. */
const list = ({ events }: Song): unknown[] => events.map(({ seconds, bytes }) => [seconds, ...bytes]);
const NOTE = [
  [0, 0x90, 60, 100],
  [0.5, 0x80, 60, 64],
];

describe('a MIDI file', () => {
  it('of one track plays at 120 quarters a minute until it says otherwise', () => {
    const song = read(header(0, 1), PLAIN);
    expect(list(song)).toEqual(NOTE);
    expect(song.seconds).toBe(0.5);
  });

  it('follows tempi of all tracks, also in the middle of a note', () => {
    const song = read(
      header(1, 2),
      track([tempo(0, 1e6), tempo(240, 250_000)]),
      track([ON, OFF, [960, ...ON.slice(1)] as typeof ON]),
    );
    expect(song.events.map(({ seconds }) => seconds)).toEqual([0, 0.5 + 0.125, 0.5 + 0.125 + 0.5]);
  });

  it('of format 2 plays one track after another', () => {
    expect(list(read(header(2, 2), PLAIN, PLAIN))).toEqual([
      ...NOTE,
      [0.5, 0x90, 60, 100],
      [1, 0x80, 60, 64],
    ]);
  });

  it.each([
    ['24', 0xe828, 24],
    ['25', 0xe728, 25],
    ['29.97', 0xe328, 30_000 / 1001],
    ['30', 0xe228, 30],
  ])('counts frames of SMPTE: %s a second', (_, division, frames) => {
    expect(read(header(0, 1, division), track([ON, OFF])).events[1]!.seconds).toBeCloseTo(
      480 / (40 * frames),
      12,
    );
  });

  it('has running status, also behind a meta event', () => {
    const song = read(
      header(0, 1),
      track([ON, [0, 64, 90], [0, 0xff, 1, 2, 65, 66], [480, 60, 0], [0, 64, 0]]),
    );
    expect(list(song)).toEqual([
      [0, 0x90, 60, 100],
      [0, 0x90, 64, 90],
      [0.5, 0x90, 60, 0],
      [0.5, 0x90, 64, 0],
    ]);
  });

  it('has system exclusive messages, whole or in parts, and escapes that are none', () => {
    const song = read(
      header(0, 1),
      track([
        [0, 0xf0, 3, 1, 2, 0xf7],
        [0, 0xf0, 2, 3, 4],
        [10, 0xf7, 1, 5],
        [10, 0xf7, 2, 6, 0xf7],
        [0, 0xf7, 1, 0xf8],
        ON,
      ]),
    );
    expect(song.events.map(({ bytes }) => [...bytes])).toEqual([
      [0xf0, 1, 2, 0xf7],
      [0xf0, 3, 4, 5, 6, 0xf7],
      [0x90, 60, 100],
    ]);
  });

  it.each<[string, readonly (readonly number[])[]]>([
    ['a chunk that is not known before the track', [header(0, 1), chunk('XFIH', [1, 2, 3]), PLAIN]],
    ['a header of 8 bytes', [chunk('MThd', [0, 0, 0, 1, 1, 0xe0, 9, 9]), PLAIN]],
    ['a sequence number of no length', [header(0, 1), track([[0, 0xff, 0, 0], ON, OFF])]],
    ['a track more than the header says', [header(1, 1), track([]), PLAIN]],
    ['an empty first track', [header(1, 2), chunk('MTrk', []), PLAIN]],
    ['no end of track', [header(0, 1), track([ON, OFF], false)]],
    ['bytes behind its end', [header(0, 1), PLAIN, [0, 1, 2]]],
    [
      'meta events of all kinds',
      [
        header(0, 1),
        track([
          [0, 0xff, 0x20, 1, 3],
          [0, 0xff, 0x21, 1, 0],
          [0, 0xff, 0x7f, 2, 0, 1],
          [0, 0xff, 0x60, 0],
          ON,
          OFF,
        ]),
      ],
    ],
  ])('may have %s', (_, parts) => {
    expect(list(read(...parts))).toEqual(NOTE);
  });

  it('may lie in a RIFF envelope', () => {
    const inner = midiFile(header(0, 1), PLAIN);
    const size = [inner.length & 255, inner.length >> 8, 0, 0];
    const riff = [...'RIFF'].map((letter) => letter.charCodeAt(0));
    const kind = [...'RMIDdata'].map((letter) => letter.charCodeAt(0));
    expect(list(read([...riff, 0, 0, 0, 0, ...kind, ...size, ...inner]))).toEqual(NOTE);
  });

  it('that is cut plays as far as it goes', () => {
    const whole = midiFile(header(0, 1), track([ON, OFF, ON, OFF]));
    for (let end = 22; end < whole.length; end++) {
      const { events, cut } = readSong(whole.slice(0, end), 'x.mid');
      expect(events.length).toBeLessThanOrEqual(4);
      expect(cut).toBe(true);
    }
    expect(readSong(whole, 'x.mid').cut).toBe(false);
  });

  it.each([
    ['nothing', new Uint8Array(0)],
    ['a text', new TextEncoder().encode('MThis is no song at all')],
    ['no track', midiFile(header(0, 0))],
    ['no division', midiFile(header(0, 1, 0), PLAIN)],
  ])('that is %s is an error that names it', (_, bytes) => {
    expect(() => readSong(bytes, 'x.mid')).toThrow(
      expect.objectContaining({ code: 'unreadable', subject: 'x.mid' }) as Error,
    );
  });

  it('that is damaged is an error, or a song in order', () => {
    const whole = midiFile(
      header(1, 2),
      track([tempo(0, 400_000)]),
      track([ON, [5, 0xf0, 2, 1, 0xf7], OFF, ON, OFF]),
    );
    let seed = 3;
    const random = (below: number): number => {
      seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
      return Math.floor((seed / 2 ** 32) * below);
    };
    for (let round = 0; round < 3000; round++) {
      const bytes = whole.slice();
      for (let count = random(3) + 1; count > 0; count--) bytes[random(bytes.length)] = random(256);
      try {
        const { events } = readSong(bytes, 'x.mid');
        const times = events.map(({ seconds }) => seconds);
        expect(times.every((time, i) => Number.isFinite(time) && time >= (times[i - 1] ?? 0))).toBe(true);
      } catch (error) {
        expect(error).toBeInstanceOf(AlloyError);
      }
    }
  });

  it('says its parts, by track and channel, and its tempi', () => {
    const name = (text: string): [number, ...number[]] => [
      ...([0, 0xff, 3, text.length] as const),
      ...new TextEncoder().encode(text),
    ];
    const song = read(
      header(1, 3),
      track([tempo(0, 1e6), tempo(480, 250_000)]),
      track([name('Piano  left'), ON, [0, 0x91, 62, 100], OFF]),
      track([name('Drums'), [0, 0x99, 36, 100], [0, 0xb3, 7, 100], [0, 0x99, 36, 0]]),
    );
    expect(song.parts).toEqual([
      { name: 'Piano left', channel: 0, notes: 1 },
      { name: 'Piano left', channel: 1, notes: 1 },
      { name: 'Drums', channel: 9, notes: 1 },
    ]);
    expect(song.events.map(({ part }) => part)).toEqual([0, 1, 2, -1, 2, 0]);
    expect(song.tempi).toEqual([
      { seconds: 0, tempo: 60 },
      { seconds: 1, tempo: 240 },
    ]);
    expect(read(header(0, 1), PLAIN).tempi).toEqual([{ seconds: 0, tempo: 120 }]);
  });
});

describe('a MIDI file that is written', () => {
  const events = Array.from({ length: 200 }, (_, i) => ({
    seconds: i * 0.2137,
    bytes: i % 7 === 6 ? [0xf0, 0x7e, 0x7f, 8, 0xf7] : [i % 2 === 0 ? 0x90 : 0x80, 30 + ((i >> 1) % 90), 64],
  }));

  it.each([7, 40, 61.7, 120, 300])(
    'at a tempo of %d is read back, each event to the millisecond',
    (tempo) => {
      const bytes = writeSong({ events, seconds: 60, tempo, name: 'Gläser 杯' });
      const song = readSong(bytes, 'x.mid');
      expect(song.events.map(({ bytes }) => [...bytes])).toEqual(events.map(({ bytes }) => bytes));
      const off = song.events.map(({ seconds }, i) => Math.abs(seconds - events[i]!.seconds));
      expect(Math.max(...off)).toBeLessThanOrEqual(0.0005);
      expect(Math.abs(song.seconds - 60)).toBeLessThanOrEqual(0.0005);
      expect(song.tempi[0]!.tempo).toBeCloseTo(tempo, 3);
      expect(song.parts[0]!.name).toBe('Gläser 杯');
      expect(song.cut).toBe(false);
    },
  );
});
