/** Tests recordings: the sound of a take is what the player played; its MIDI file is what was sent. */
import { describe, expect, it, vi } from 'vitest';
import { Tape, type TapeEntry } from '../../../src/instrument/songs/tape.js';
import { eventsOfTake } from '../../../src/instrument/songs/take-events.js';
import { soundOfTake } from '../../../src/instrument/songs/take-sound.js';
import type { PlayerCommand } from '../../../src/protocol.js';
import { PlayerCore } from '../../../worklets/core/player-core.js';

const RATE = 48_000;
const BLOCK = 128;
/** When the recording was armed, on the context's clock: a whole block. */
const ARMED = (1000 * BLOCK) / RATE;

const SAMPLES = Float32Array.from(
  { length: 32_000 },
  (_, i) => 0.3 * Math.sin((2 * Math.PI * 220 * i) / 16_000),
);
const ZONE = { rootMidi: 57, sampleRate: 16_000, length: SAMPLES.length, x: 0, y: 0 } as const;
const LOOP = { start: 8000, end: 24_000, crossfade: 1000 };

const midi = (bytes: readonly [number, number?, number?], time = 0): PlayerCommand => ({
  kind: 'midi',
  bytes,
  time,
});

/** What somebody does, at seconds from the arming: notes, pedal, bend, knobs, a slide, another zone, messages sent ahead. */
const PLAYED: readonly (readonly [number, PlayerCommand])[] = [
  [0, { kind: 'parameter', id: 'release', value: 0.2 }],
  [0, { kind: 'zone', id: 1, ...ZONE, loop: LOOP }],
  [0, { kind: 'samples', id: 1, start: 0, samples: SAMPLES }],
  [0.5, midi([0x90, 57, 100])],
  [0.9, midi([0xe0, 0, 80])],
  [1.1, { kind: 'parameter', id: 'filterCutoff', value: 900 }],
  [1.1, { kind: 'parameter', id: 'filterType', value: 1 }],
  [1.3, midi([0xb0, 64, 127])],
  [1.4, midi([0x80, 57, 0])],
  [1.5, { kind: 'midi', bytes: [0x90, 64, 70], time: ARMED + 1.7321, song: true }],
  [1.8, { kind: 'slide', channel: 0, key: 64, amount: 0.5 }],
  [2, { kind: 'zone', id: 1, ...ZONE, loop: LOOP }],
  [2, { kind: 'samples', id: 1, start: 0, samples: SAMPLES.map((x) => 0.5 * x) }],
  [2.2, { kind: 'parameter', id: 'gain', value: -6, time: ARMED + 2.31 }],
  [2.5, midi([0xb0, 64, 0])],
  [2.6, { kind: 'midi', bytes: [0x90, 69, 90], time: ARMED + 3.5, song: true }],
  [2.7, { kind: 'cancel', time: ARMED + 2.75, song: true }],
  [2.8, midi([0x90, 60, 110])],
];
const END = ARMED + 3;

/** The same on a player in the page: commands between blocks, all notes released at the end. */
function heard(): Float32Array {
  const core = new PlayerCore(RATE);
  const out: number[] = [];
  const [left, right] = [new Float32Array(BLOCK), new Float32Array(BLOCK)];
  let next = 0;
  for (let frame = 1000 * BLOCK; ; frame += BLOCK) {
    const time = frame / RATE;
    while (next < PLAYED.length && ARMED + PLAYED[next]![0] <= time) core.handle(PLAYED[next++]![1]);
    if (frame <= END * RATE && frame + BLOCK > END * RATE) core.handle({ kind: 'release', time: END });
    core.process(left, right, BLOCK, time);
    out.push(...left);
    if (frame > END * RATE && !core.audible) return Float32Array.from(out);
  }
}

const entries: TapeEntry[] = PLAYED.map(([at, command]) => ({ at: ARMED + at, command }));
const take = { entries, start: ARMED + 0.5, end: END };

function soundOf(rate: number): Float32Array {
  const out: number[] = [];
  for (const { left } of soundOfTake(take, rate)) out.push(...left);
  return Float32Array.from(out);
}

describe('the sound of a take', () => {
  it('is sample for sample what the player played, parameters, pedal, bend and new notes of the instrument too', () => {
    const [page, made] = [heard(), soundOf(RATE)];
    const offset = Math.round(0.5 * RATE);
    expect(page.some((x) => x > 0.1)).toBe(true);
    let worst = 0;
    for (let i = 0; offset + i < page.length; i++)
      worst = Math.max(worst, Math.abs(page[offset + i]! - (made[i] ?? 0)));
    expect(worst).toBeLessThanOrEqual(1e-6);
    const tail = made.subarray(page.length - offset);
    expect(tail.every((x) => x === 0)).toBe(true);
  });

  it('can be made at another rate', () => {
    expect(soundOf(44_100).length / 44_100).toBeCloseTo(soundOf(RATE).length / RATE, 0);
  });
});

describe('the MIDI messages of a take', () => {
  it('are those that were sent, at their seconds, and every note ends', () => {
    const events = eventsOfTake(take, [{ at: ARMED + 1.1, bytes: [0xb0, 21, 40] }]);
    const at = (seconds: number, ...bytes: number[]): unknown => ({
      seconds: expect.closeTo(seconds, 6) as number,
      bytes,
    });
    expect(events).toEqual([
      at(0, 0x90, 57, 100),
      at(0.4, 0xe0, 0, 80),
      at(0.6, 0xb0, 21, 40),
      at(0.8, 0xb0, 64, 127),
      at(0.9, 0x80, 57, 0),
      at(1.2321, 0x90, 64, 70),
      at(2, 0xb0, 64, 0),
      at(2.3, 0x90, 60, 110),
      at(2.5, 0x80, 64, 64),
      at(2.5, 0x80, 60, 64),
    ]);
  });

  it('end notes where all notes, another channel or silence ended them', () => {
    const play = (command: PlayerCommand): number[][] => {
      const list = [
        { at: 1, command: midi([0x90, 60, 100]) },
        { at: 1, command: midi([0x91, 62, 100]) },
        { at: 2, command },
        { at: 3, command: midi([0x90, 64, 100]) },
      ];
      return eventsOfTake({ entries: list, start: 1, end: 4 }, []).map(({ seconds, bytes }) => [
        seconds,
        ...bytes,
      ]);
    };
    const [first, second] = [
      [1, 0x80, 60, 64],
      [1, 0x81, 62, 64],
    ];
    expect(play({ kind: 'release', time: 2 }).slice(2, 4)).toEqual([first, second]);
    expect(play({ kind: 'panic' }).slice(2, 4)).toEqual([first, second]);
    expect(play({ kind: 'channel', channel: 1 })[2]).toEqual(first);
    expect(play({ kind: 'parameter', id: 'mpe', value: 1 }).slice(2, 5)).toEqual([
      [1, 0xb0, 101, 0],
      [1, 0xb0, 100, 6],
      [1, 0xb0, 6, 15],
    ]);
  });
});

it('what was turned stays in the MIDI file, whatever silences the notes', () => {
  const list = [
    { at: 1, command: midi([0x90, 60, 100]) },
    { at: 1, command: midi([0x90, 62, 100], 3) }, // sent ahead
    { at: 2, command: { kind: 'panic' } as const },
  ];
  const turns = [1.5, 2.5].map((at) => ({ at, bytes: [0xb0, 21, 40] }));
  const events = eventsOfTake({ entries: list, start: 1, end: 4 }, turns);
  expect(events.map(({ seconds, bytes }) => [seconds, ...bytes])).toEqual([
    [0, 0x90, 60, 100],
    [0.5, 0xb0, 21, 40],
    [1, 0x80, 60, 64],
    [1.5, 0xb0, 21, 40],
  ]);
});

describe('a tape', () => {
  it('has every command with its time, and copies samples', async () => {
    vi.stubGlobal('document', { baseURI: 'https://page.example/' });
    let now = 5;
    const { tape, player } = await Tape.open({ now: () => now, onEntry: () => undefined });
    const samples = new Float32Array(4).fill(1);
    player.setZone(1, { rootMidi: 60, sampleRate: 16_000, length: 4 });
    player.appendSamples(1, 0, samples);
    samples.fill(0);
    now = 4; // a clock that steps back
    player.midi([0x90, 60, 1], 6);
    expect(tape.entries.map(({ at, command }) => [at, command.kind])).toEqual([
      [5, 'zone'],
      [5, 'samples'],
      [5, 'midi'],
    ]);
    const { command } = tape.entries[1]!;
    expect(command.kind === 'samples' && [...command.samples]).toEqual([1, 1, 1, 1]);
    expect(tape.bytes).toBeGreaterThan(16);
    player.close();
    vi.unstubAllGlobals();
  });
});
