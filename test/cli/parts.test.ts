/** Tests options, plan, files and progress of the command. */
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Headroom } from '../../src/audio/headroom.js';
import { GrowingWav } from '../../src/cli/growing-wav.js';
import { numberBetween, parseRoot } from '../../src/cli/options.js';
import { findModel, sourceNames } from '../../src/cli/paths.js';
import { planFiles } from '../../src/cli/plan.js';

describe('names of sources', () => {
  it('drop folders and endings, and stay apart', () => {
    expect(sourceNames(['x/Guitar one.wav', 'flute.flac', 'y/flute.mp3', 'FLUTE.ogg'])).toEqual([
      'Guitar_one',
      'flute',
      'flute-2',
      'FLUTE-3',
    ]);
    expect(sourceNames(['..wav', '二胡.wav', 'a/b:c?.wav'])).toEqual(['sound', '二胡', 'b_c']);
  });
});

describe('options', () => {
  it('read roots as numbers and as names', () => {
    expect(parseRoot('auto')).toBe('auto');
    expect(parseRoot('60.5')).toBe(60.5);
    expect(parseRoot('C4')).toBe(60);
    expect(parseRoot('f#3')).toBe(54);
    expect(parseRoot('Bb-1')).toBe(10);
    for (const bad of ['', 'H4', '200', 'NaN', 'C']) expect(() => parseRoot(bad), bad).toThrow(/MIDI note/);
  });
  it('refuse numbers out of range, and say the range', () => {
    const parse = numberBetween(0, 1);
    expect(parse('0.25')).toBe(0.25);
    for (const bad of ['-0.1', '1.1', 'x', '', 'Infinity']) expect(() => parse(bad)).toThrow('from 0 to 1');
    expect(() => numberBetween(1, 4, true)('1.5')).toThrow('whole number');
  });
  it('name the models there are when one is not found', () => {
    expect(findModel('instruments').href).toMatch(/models\/instruments\/model\.json$/);
    expect(() => findModel('trombones')).toThrow(/“trombones”.*instruments/);
  });
});

describe('the plan', () => {
  const sources = [
    { name: 'a', rootMidi: 60 },
    { name: 'b', rootMidi: 67.2 },
    { name: 'c', rootMidi: 48 },
  ];
  const options = { mix: 0.25, root: 'auto', seconds: 2, seed: 9 } as const;

  it('has every reconstruction and every pair once', () => {
    const files = planFiles(sources, options, 0.9).map((file) => file.fileName);
    expect(files).toEqual([
      'recon_a.wav',
      'recon_b.wav',
      'recon_c.wav',
      'interp_a_X_b.wav',
      'interp_a_X_c.wav',
      'interp_b_X_c.wav',
    ]);
  });
  it('weighs a pair by the mix, and puts it on a semitone between its roots', () => {
    const { note } = planFiles(sources, options, 0.9)[3]!;
    expect(note.weights).toEqual([
      { source: 'a', weight: 0.75 },
      { source: 'b', weight: 0.25 },
    ]);
    expect(note).toMatchObject({ rootMidi: 62, seconds: 2, seed: 9, temperature: 0.9 });
  });
  it('takes a given root for the pairs', () => {
    expect(planFiles(sources, { ...options, root: 50 }, 1)[4]!.note.rootMidi).toBe(50);
  });
});

describe('a growing WAV file', () => {
  let folder: string;
  beforeAll(() => (folder = mkdtempSync(join(tmpdir(), 'alloy-'))));
  afterAll(() => rmSync(folder, { recursive: true }));

  const dataBytes = (path: string) => readFileSync(path).readUInt32LE(40);

  it('is whole and valid after every tenth, and never leaves a part behind', () => {
    const wav = new GrowingWav(join(folder, 'x.wav'), 1000, 16000);
    const saved: number[] = [];
    for (let start = 0; start < 1000; start += 30) {
      wav.write(start, new Float32Array(Math.min(30, 1000 - start)).fill(0.5));
      if (start >= 90) {
        const bytes = readFileSync(wav.path);
        expect(bytes.length).toBe(44 + bytes.readUInt32LE(40));
        expect(bytes.readUInt32LE(4)).toBe(bytes.length - 8);
        if (saved.at(-1) !== dataBytes(wav.path)) saved.push(dataBytes(wav.path));
      }
    }
    expect(saved.length).toBe(10);
    expect(saved.at(-1)).toBe(2000);
    expect(readdirSync(folder)).toEqual(['x.wav']);
  });
  it('scales a sound that passes full scale whole, whenever its peak comes, and its companions alike', () => {
    const headroom = new Headroom();
    const [one, other] = ['one.wav', 'other.wav'].map(
      (name) => new GrowingWav(join(folder, name), 1000, 16000, headroom),
    ) as [GrowingWav, GrowingWav];
    const wave = Float32Array.from({ length: 1000 }, (_, i) => 0.8 * Math.sin(i / 5));
    wave[900] = -1.6;
    const faded = 80; // samples at an end that lies in mid-wave
    for (const [wav, gain] of [
      [other, 0.5],
      [one, 1],
    ] as const) {
      for (let start = 0; start < 1000; start += 50) {
        wav.write(
          start,
          wave.subarray(start, start + 50).map((x) => gain * x),
        );
      }
    }
    for (const wav of [one, other]) wav.save();
    const samples = [one, other].map(({ path }) =>
      Int16Array.from({ length: 1000 }, (_, i) => readFileSync(path).readInt16LE(44 + 2 * i)),
    );
    for (const [i, x] of wave.subarray(0, -faded).entries()) {
      expect(Math.abs(samples[0]![i]! - (32767 * x) / 1.6)).toBeLessThan(1);
      expect(Math.abs(samples[1]![i]! - (32767 * 0.5 * x) / 1.6)).toBeLessThan(1);
    }
    expect(headroom.gain).toBeCloseTo(1 / 1.6, 3);
  });
  it('saves what it has when asked', () => {
    const wav = new GrowingWav(join(folder, 'y.wav'), 1000, 16000);
    wav.write(0, new Float32Array(55));
    wav.save();
    expect(dataBytes(wav.path)).toBe(110);
  });
});
