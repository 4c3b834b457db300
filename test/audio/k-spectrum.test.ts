/** Tests the prediction of K-weighting from a spectrum. */
import { expect, it } from 'vitest';
import { KSpectrum } from '../../src/audio/k-spectrum.js';
import { contourLoudness, kPower, noteLoudness } from '../../src/audio/k-weighting.js';
import { midiToHertz } from '../../src/units.js';
import { sine } from './signals.js';

const RATE = 16000;

it('weighs sines as the filters do', () => {
  const decibels = (hertz: number): number => 10 * Math.log10(kPower(hertz));
  for (const hertz of [40, 100, 1000, 3000]) {
    // a sine of full scale has −3.01 dB, and the recommendation's offset is −0.691
    expect(decibels(hertz)).toBeCloseTo(noteLoudness(sine(hertz, 48000, 2), 48000) + 3.01 + 0.691, 1);
  }
});

it('knows the weighting of a sound where it is and at other keys', () => {
  const spectrum = new KSpectrum(sine(midiToHertz(60), RATE, 1), RATE);
  for (const semitones of [-24, 0, 36]) {
    const own = 10 * Math.log10(kPower(midiToHertz(60 + semitones)));
    expect(spectrum.weighting(semitones)).toBeCloseTo(own, 0);
  }
  expect(new KSpectrum(new Float32Array(RATE), RATE).weighting(0)).toBe(0);
});

it('takes the loudest second of a level contour', () => {
  const levels = (seconds: number, level: number): number[] => Array<number>(seconds * 125).fill(level);
  const contour = [...levels(1, -60), ...levels(2, -10), ...levels(3, -30)];
  expect(contourLoudness(Float32Array.from(contour), 1 / 125)).toBeCloseTo(-10.69, 1);
  expect(contourLoudness(new Float32Array(125).fill(-100), 1 / 125)).toBe(-Infinity);
});
