/** Tests the root of bells, basses, chords and noises, and which of several roots is used. */
import { describe, expect, it } from 'vitest';
import { decimate } from '../../src/audio/decimate.js';
import { notesInName } from '../../src/audio/note-names.js';
import { findOnset } from '../../src/audio/onset.js';
import { detectPitch } from '../../src/audio/pitch.js';
import { chooseRoot } from '../../src/audio/root.js';
import { wholeSound } from '../../src/audio/source.js';
import { noise, sine } from './signals.js';
import { zoo } from './zoo.js';

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

  it('is looked for beyond the first minute, past silence and hiss', () => {
    for (const hiss of [0, 1e-4]) {
      const samples = new Float32Array(72 * 8000);
      samples.set(noise(samples.length, hiss));
      samples.set(sine(220, 8000, 2, 0.7), 70 * 8000);
      const { notices, onset, root, samples: kept } = wholeSound([samples], 8000, 'late');
      expect(notices).toEqual(['“late” begins at 70.0 s: what is before is left out.']);
      expect([kept.length, Math.abs(onset - 0.5) < 0.01]).toEqual([2.5 * 8000, true]);
      expect(root).toMatchObject({ midi: expect.closeTo(57, 1), from: 'heard' });
    }
  });
});
