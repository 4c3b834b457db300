/** Tests the root of bells, basses, chords and noises, and which of several roots is used. */
import { describe, expect, it } from 'vitest';
import { decimate } from '../../src/audio/decimate.js';
import { notesInName } from '../../src/audio/note-names.js';
import { findOnset } from '../../src/audio/onset.js';
import { detectPitch } from '../../src/audio/pitch.js';
import { chooseRoot } from '../../src/audio/root.js';
import { wholeSound } from '../../src/audio/source.js';
import { usedPart } from '../../src/audio/used-part.js';
import { hertzToMidi, midiToHertz } from '../../src/units.js';
import { noise, sine } from './signals.js';
import { drum, inversions, MEMBRANE, series, struck, zoo } from './zoo.js';

describe('what is heard', () => {
  const beasts = zoo().map((beast) => {
    const slow = decimate(beast.x, beast.rate);
    return { ...beast, heard: detectPitch(slow.samples, slow.sampleRate) };
  });

  it('is the root that a musician gives, or none where it is no tone', () => {
    const wrong = beasts.flatMap(({ name, heard, want }) => {
      const right = heard ? want?.some((midi) => Math.abs(heard.midi - midi) < 0.5) : want === null;
      return right ? [] : [`${name}: ${heard?.midi.toFixed(2) ?? 'none'}`];
    });
    // A bell whose hum is out of tune with the rest has no root that can be heard for sure: none is right as well.
    expect(wrong.filter((line) => !/^(old church bell|seventh chord).*none$/.test(line))).toEqual([]);
  });

  it('is the bass of a chord, and only chords are chords', () => {
    for (const { name, heard } of beasts) {
      if (heard) expect([name, heard.chord !== null]).toEqual([name, name.includes('chord')]);
    }
  });
});

describe('a triad', () => {
  const RATE = 32000;
  const kinds = {
    'of odd harmonics': series(15, 1, 9).filter((_, i) => i % 2 === 0),
    'of many harmonics': series(20, 0.8, 2),
    'whose harmonics are not in tune': series(12, 1, 3).map(
      ([ratio, amplitude, decay], k) => [ratio * (1 + 0.004 * Math.sin(7 * k)), amplitude, decay] as const,
    ),
  };
  const triads = [
    [0, 4, 7],
    [0, 3, 7],
  ] as const;
  it.each(Object.entries(kinds))('%s is a chord over its bass note, in every inversion', (_, ratios) => {
    for (const bass of [48, 65]) {
      const played = new Map<number, Float32Array>();
      for (let key = bass; key <= bass + 12; key++)
        played.set(key, struck(midiToHertz(key), [...ratios], 1, RATE, 0.01));
      for (const intervals of triads.flatMap(inversions)) {
        const notes = intervals.map((interval) => played.get(bass + interval)!);
        const sum = notes[0]!.map((_, i) => notes.reduce((all, note) => all + note[i]!, 0));
        const heard = detectPitch(sum, RATE);
        expect([intervals, heard?.chord !== null, Math.abs(heard!.midi - bass) < 0.5]).toEqual([
          intervals,
          true,
          true,
        ]);
      }
    }
  });
});

describe('a drum head', () => {
  it.each([60, 82, 110, 147, 196])('of %i Hz has its first mode as its root, or none', (hertz) => {
    for (const [bright, slack] of [
      [0.4, 0],
      [1, 0],
      [1, 1.5],
      [1.8, 1.5],
    ] as const) {
      const heard = detectPitch(drum(MEMBRANE, { hertz, bright, slack, seed: hertz }), 32000);
      const away = heard ? Math.abs(heard.midi - hertzToMidi(hertz)) : 0;
      expect([bright, slack, away < 0.5, heard?.chord ?? null]).toEqual([bright, slack, true, null]);
    }
  });
});

describe('notes in names', () => {
  it.each([
    ['Bell_F#3.wav', [54]],
    ['Rhodes - Take 14 [24bit 96k] A3.wav', [57]],
    ['pad c4', [60]],
    ['strings-Bb2-mf.flac', [46]],
    ['folder C3/E♭5.aif', [75]],
    ['piano midi057.wav', [57]],
    ['Rhodes 57.wav', []],
    ['Velocity 097 Take 14.wav', []],
    ['F16 flyby.wav', []],
    ['D50 CS80 A100.wav', []],
    ['Am7 loop 120bpm.wav', []],
  ])('%s', (name, notes) => expect(notesInName(name)).toEqual(notes));
});

describe('the choice of a root', () => {
  const heard = (midi: number, confidence = 0.95) => ({ midi, confidence });
  it.each([
    ['the file, where nothing is heard', null, 48, 'x', 48, 'file', 0],
    ['the name, where nothing is heard', null, null, 'hat F#3', 54, 'name', 0],
    ['C4 for want of anything', null, null, 'hat', 60, 'assumed', 0],
    ['the file over the name', heard(57), 57, 'x C3', 57, 'file', 0],
    ['the octave of the file, tuned as heard', heard(57.1), 45, 'x', 45.1, 'file', 0],
    ['the note of the name, in the octave that is heard', heard(60.1), null, 'x C3', 60.1, 'name', 0],
    ['the file over the ear', heard(57), 64, 'x', 64, 'file', 1],
    ['the ear over a C4 that programs write unasked', heard(57), 60, 'x', 57, 'heard', 1],
    ['the ear over a name, where it is sure', heard(57), null, 'Hammond B3', 57, 'heard', 1],
    ['the name over an ear that is not', heard(61.1, 0.5), null, 'bell F5', 77, 'name', 1],
    ['the name that agrees with the ear', heard(57), null, 'Hammond B3 A3', 57, 'name', 0],
  ] as const)('%s', (_, ear, file, name, midi, from, notices) => {
    const chosen = chooseRoot(ear, file, name);
    expect(chosen.root).toMatchObject({ midi, from });
    expect(chosen.notices).toHaveLength(notices);
  });
});

describe('the beginning', () => {
  const RATE = 16000;
  const note = sine(220, RATE, 1, 0.7).map((x, i) => x * Math.exp((-2 * i) / RATE) * Math.min(1, i / 80));
  const after = (lead: Float32Array): number => {
    const samples = new Float32Array(lead.length + note.length);
    samples.set(lead);
    samples.set(note, lead.length);
    return findOnset(samples, RATE) / RATE;
  };

  it.each([-24, -30, -40, -44])('is not a tick %d dB below, long before it', (level) => {
    const lead = new Float32Array(1.6 * RATE);
    lead.set(sine(1500, RATE, 0.004, 0.7 * 10 ** (level / 20)), 0.04 * RATE);
    lead.set(sine(900, RATE, 0.004, 0.7 * 10 ** (level / 20)), 0.8 * RATE);
    expect(Math.abs(after(lead) - 1.6)).toBeLessThan(0.01);
  });

  it('is not soft breath before it', () => {
    expect(Math.abs(after(noise(0.6 * RATE, 0.02)) - 0.6)).toBeLessThan(0.03);
  });

  it('is a click that belongs to the note', () => {
    const lead = new Float32Array(0.05 * RATE);
    lead.set(noise(32, 0.3));
    expect(after(lead)).toBe(0);
  });

  it.each([-48, -52, -56])('is not a tick before the hiss of %d dB that comes before it', (hiss) => {
    for (const at of [0, 0.002, 0.03, 0.3]) {
      for (const level of [-20, -30, -40]) {
        const lead = noise(1.2 * RATE, Math.sqrt(3) * 10 ** (hiss / 20));
        sine(1500, RATE, 0.004, 10 ** (level / 20)).forEach(
          (x, i) => (lead[Math.round(at * RATE) + i]! += x),
        );
        expect([at, level, Math.abs(after(lead) - 1.2) < 0.01]).toEqual([at, level, true]);
      }
    }
  });
});

describe('the part that is used of a sound that begins after the first minute', () => {
  const RATE = 8000;
  const BEGINS = 70;
  const level = (decibels: number): number => Math.sqrt(3) * 10 ** (decibels / 20); // of noise with this RMS
  const late = (background: (i: number) => number, from = BEGINS): Float32Array => {
    const tone = struck(220, series(8, 1, 1.2), 2, RATE, 0.01);
    return Float32Array.from(
      { length: (from + 2) * RATE },
      (_, i) => background(i) + (tone[i - from * RATE] ?? 0),
    );
  };
  const hiss = noise((BEGINS + 2) * RATE, 1);
  const hum = (i: number): number => Math.sin((2 * Math.PI * 50 * i) / RATE);
  const ticking = (i: number): number => (i % (3 * RATE) < 30 ? hiss[i]! : 0);

  it.each<[string, (i: number) => number]>([
    ['silence', () => 0],
    ['faint hiss', (i) => level(-80) * hiss[i]!],
    ['loud hiss', (i) => level(-26) * hiss[i]!],
    ['hiss', (i) => level(-34) * hiss[i]!],
    ['an offset', () => -0.1],
    ['a large offset with hiss', (i) => 0.3 + level(-40) * hiss[i]!],
    ['hum', (i) => 0.02 * hum(i)],
    ['ticks', (i) => 0.2 * ticking(i)],
    ['ticks in hiss', (i) => 0.2 * ticking(i) + level(-36) * hiss[i]!],
  ])('is found after a minute of %s', (_, background) => {
    const { start, begins } = usedPart([late(background)], RATE, 60);
    expect(Math.abs(begins - BEGINS)).toBeLessThan(0.03);
    const { onset, root, notices } = wholeSound([late(background)], RATE, 'x');
    expect(notices[0]).toContain('begins at 70.0 s');
    expect(Math.abs(start + onset - BEGINS)).toBeLessThan(0.03);
    expect(Math.abs(root.midi - 57)).toBeLessThan(0.3);
  });

  it('begins with what is soft, uneven or pitched, and is not background', () => {
    const drone = (i: number): number => 0.1 * Math.sin((2 * Math.PI * 147 * i) / RATE);
    const soft = (i: number): number => 0.15 * drone(i) * (1 + 0.7 * Math.sin(i / 3000));
    const swelling = (i: number): number => level(-30) * hiss[i]! * (0.1 + i / (60 * RATE));
    for (const sound of [drone, soft, swelling]) {
      expect(usedPart([late(sound)], RATE, 60)).toMatchObject({ start: 0, begins: 0 });
    }
  });

  it('is the first minute where the sound begins within it', () => {
    expect(usedPart([late((i) => level(-34) * hiss[i]!, 58)], RATE, 60).start).toBe(0);
  });

  it('is said, and its root heard', () => {
    for (const amplitude of [0, 1e-4]) {
      const samples = noise(72 * RATE, amplitude);
      samples.set(sine(220, RATE, 2, 0.7), BEGINS * RATE);
      const { notices, onset, root, samples: kept } = wholeSound([samples], RATE, 'late');
      expect(notices).toEqual(['“late” begins at 70.0 s: what is before is left out.']);
      expect([kept.length, Math.abs(onset - 0.5) < 0.01]).toEqual([2.5 * RATE, true]);
      expect(root).toMatchObject({ midi: expect.closeTo(57, 1), from: 'heard' });
    }
  });
});
