/** Tests the root and the first trim of a sound in a slot. */
import { describe, expect, it } from 'vitest';
import { firstTrim, foundRoot, isAnalysed } from '../../../src/instrument/sounds/sound-root.js';
import type { LoadedSound } from '../../../src/instrument/sounds/prepare/messages.js';

const passages = [57, 60, null, 64].map((midi, i) => ({ start: i, end: i + 0.8, midi }));

const sound: LoadedSound = {
  name: 'A3 C4 E4.wav',
  fingerprint: 'f',
  sampleRate: 16000,
  samples: new Float32Array(64000),
  notices: [],
  onset: 0,
  heard: { midi: 57.02, confidence: 0.9 },
  chord: null,
  passages,
  fileRoot: null,
  root: { midi: 57.02, from: 'name', confidence: 0.9 },
  pitched: true,
};

describe('the root that is used', () => {
  it('is the whole sound’s, however it is trimmed, where it is one note', () => {
    const one = { ...sound, passages: passages.slice(0, 1) };
    for (const trim of [null, { start: 0.1, end: 0.2 }, { start: 3, end: 3.5 }]) {
      expect(foundRoot({ sound: one, trim })).toBe(sound.root);
    }
  });

  it('is that of the passage that is used, of a part of it too', () => {
    const rootAt = (start: number, end: number) => foundRoot({ sound, trim: { start, end } });
    expect(rootAt(0, 0.8)).toBe(sound.root);
    expect(rootAt(1, 1.8)).toEqual({ midi: 60, from: 'heard', confidence: 0.9 });
    expect(rootAt(3.2, 3.5)).toMatchObject({ midi: 64 });
    expect(rootAt(2, 2.8)).toBe(sound.root); // nothing is heard there
    expect(rootAt(0.5, 3.5)).toBe(sound.root); // more than one
    expect(foundRoot({ sound, trim: null })).toBe(sound.root);
  });
});

it('the first of several notes is used at first, one note from its onset on', () => {
  expect(firstTrim(sound)).toEqual({ start: 0, end: 0.8 });
  expect(firstTrim({ passages: passages.slice(0, 1) })).toBeNull();
  expect(firstTrim({ passages: [] })).toBeNull();
});

it('a sound of a former version is known by what it lacks', () => {
  const { name, fingerprint, sampleRate, samples, notices } = sound;
  const former = { name, fingerprint, sampleRate, samples, notices };
  expect(isAnalysed(sound)).toBe(true);
  expect(isAnalysed(former as LoadedSound)).toBe(false);
});
