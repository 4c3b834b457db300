/** Tests that notes in a row are found, and that glides, trills and speech are not cut. */
import { describe, expect, it } from 'vitest';
import { analyseSound } from '../../src/audio/analysis.js';
import { prepareSamples, prepareWhole, wholeSound } from '../../src/audio/source.js';
import { midiToHertz } from '../../src/units.js';
import { noise } from './signals.js';
import { series, struck } from './zoo.js';

const RATE = 16000;

interface Played {
  readonly midi: number;
  readonly seconds: number;
}

/** Notes one after the other, each dying away. */
function melody(notes: readonly Played[], decay = 0.6): Float32Array {
  const parts = notes.map(({ midi, seconds }) =>
    struck(midiToHertz(midi), series(8, 1, decay), seconds, RATE, 0.005),
  );
  return joined(parts);
}

function joined(parts: readonly Float32Array[]): Float32Array {
  const samples = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    samples.set(part, at);
    at += part.length;
  }
  return samples;
}

/** A tone whose pitch and level are functions of time. */
function tone(
  seconds: number,
  midi: (t: number) => number,
  level: (t: number) => number = () => 1,
): Float32Array {
  let phase = 0;
  return Float32Array.from({ length: Math.round(seconds * RATE) }, (_, i) => {
    phase += (2 * Math.PI * midiToHertz(midi(i / RATE))) / RATE;
    return 0.15 * level(i / RATE) * (Math.sin(phase) + Math.sin(2 * phase) / 2 + Math.sin(3 * phase) / 3);
  });
}

function notesOf(samples: Float32Array): number[] {
  return analyseSound(samples, RATE).passages.map(({ midi }) => Math.round(midi ?? -1));
}

describe('notes in a row', () => {
  it.each([
    ['a scale', [57, 59, 61, 62, 64], 0.5],
    ['wide leaps and octaves', [45, 69, 57, 81], 0.5],
    ['quick notes', [60, 67, 64, 72, 60, 67], 0.2],
    ['one note again and again', [57, 57, 57], 0.6],
  ] as const)('%s', (_, notes, seconds) => {
    const { passages } = analyseSound(
      melody(
        notes.map((midi) => ({ midi, seconds })),
        seconds / 2,
      ),
      RATE,
    );
    expect(passages.map(({ midi }) => Math.round(midi!))).toEqual(notes);
    passages.forEach(({ start }, i) => expect(Math.abs(start - i * seconds)).toBeLessThan(0.05));
  });

  it('slurred ones', () => {
    const steps = [60, 64, 67, 65];
    expect(notesOf(tone(2, (t) => steps[Math.floor(2 * t)]!))).toEqual(steps);
  });

  it.each([
    ['a steady tone', tone(2, () => 60)],
    ['a vibrato', tone(2, (t) => 60 + 0.6 * Math.sin(2 * Math.PI * 5.5 * t))],
    [
      'a deep tremolo',
      tone(
        2,
        () => 60,
        (t) => 0.02 + 0.98 * Math.sin(Math.PI * 5 * t) ** 2,
      ),
    ],
    ['a trill', tone(2, (t) => (Math.floor(14 * t) % 2 ? 62 : 60))],
    ['a glide', tone(2, (t) => 50 + 12 * t)],
    ['a dying tone', struck(midiToHertz(45), series(12, 1, 0.4), 3, RATE)],
    [
      'a swell',
      tone(
        3,
        () => 57,
        (t) => (t / 3) ** 2,
      ),
    ],
  ])('%s is none', (_, samples) => {
    expect(analyseSound(samples, RATE).passages.length).toBeLessThanOrEqual(1);
  });

  it('drums and syllables are none', () => {
    const hit = (seed: number, decay: number): Float32Array =>
      noise(0.25 * RATE, 0.5, seed).map((x, i) => x * Math.exp((-i / RATE) * decay));
    const kick = (): Float32Array =>
      tone(
        0.25,
        (t) => 33 + 20 * Math.exp(-t * 30),
        (t) => 3 * Math.exp(-t * 15),
      );
    const loop = [kick(), hit(1, 60), hit(2, 15), hit(3, 60)];
    expect(notesOf(joined([...loop, ...loop])).length).toBeLessThanOrEqual(1);
    const syllable = (from: number): Float32Array[] => [
      hit(from, 30),
      tone(0.18, (t) => from - 25 * t),
      new Float32Array(800),
    ];
    expect(notesOf(joined([50, 52, 47, 51, 45].flatMap(syllable))).length).toBeLessThanOrEqual(1);
  });
});

describe('the root of what is used', () => {
  const options = { sampleRate: RATE, seconds: 1, peak: 0.9 };
  const row = melody([57, 64, 60].map((midi) => ({ midi, seconds: 0.8 })));

  it('is that of the first of several notes, and no more than it is used', async () => {
    const prepared = await prepareSamples([row], RATE, 'riff', options);
    expect(prepared.root).toMatchObject({ midi: expect.closeTo(57, 1), from: 'heard' });
    expect(Math.abs(prepared.soundingSamples / RATE - 0.8)).toBeLessThan(0.05);
    expect(prepared.notices).toEqual(['“riff” holds 3 notes in a row: the first (A3) is used.']);
  });

  it('is that of the note it is cut to, whatever the length', async () => {
    const sound = wholeSound([row], RATE, 'riff');
    for (const seconds of [0.1, 0.5, 4]) {
      const { root, pitch } = await prepareWhole(sound, {
        ...options,
        seconds,
        trim: { start: 0.8, end: 1.6 },
      });
      expect(Math.abs(root.midi - 64)).toBeLessThan(0.1);
      expect(pitch!.midi).toBe(root.midi);
    }
  });

  it('is the same at every length', async () => {
    const bell = struck(midiToHertz(73), [[0.5, 0.5, 3], [1, 0.6, 1.6], [1.2, 0.8, 1.3], [1.5, 0.35, 0.9], [2, 1, 0.9], [2.66, 0.3, 0.45]], 2.5, RATE); // prettier-ignore
    const roots = await Promise.all(
      [0.05, 0.3, 1, 2, 4].map(
        async (seconds) => (await prepareSamples([bell], RATE, 'x', { ...options, seconds })).root,
      ),
    );
    for (const root of roots) expect(root).toEqual(roots[0]);
  });
});
