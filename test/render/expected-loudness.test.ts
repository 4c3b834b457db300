/** Tests the prediction of a note's loudness. */
import { expect, it } from 'vitest';
import { noteLoudness } from '../../src/audio/k-weighting.js';
import { expectedLoudness, MeasuredLevel } from '../../src/render/expected-loudness.js';
import { sourceLoudness } from '../../src/render/level.js';
import { midiToHertz } from '../../src/units.js';
import { sine } from '../audio/signals.js';

const RATE = 16000;
const signal = {
  levels: 256,
  preEmphasis: 0.85,
  peak: 0.9,
  loudness: { windowSamples: 512, hop: 128, floorDb: -50, rms: 0.1 },
} as const;
const loud = sine(midiToHertz(69), RATE, 2, 0.8);
const quiet = sine(midiToHertz(69), RATE, 2, 0.08);
const of = (samples: Float32Array, weight = 1) => ({ level: new MeasuredLevel(samples, RATE, 69), weight });
const note = { rootMidi: 69, length: 2 * RATE, rate: RATE, track: null };

it('of a source at its own root is that of the source', () => {
  const track = sourceLoudness(loud, signal, RATE / midiToHertz(69))!;
  expect(expectedLoudness([of(loud)], { ...note, track })).toBeCloseTo(noteLoudness(loud, RATE), 0);
});

it('of a note that ends before its source is loud is less', () => {
  const late = new Float32Array(2 * RATE);
  late.set(loud.subarray(RATE), RATE);
  const track = sourceLoudness(late, signal, RATE / midiToHertz(69))!;
  const whole = expectedLoudness([of(late)], { ...note, track });
  expect(whole).toBeCloseTo(noteLoudness(late, RATE), 0);
  expect(expectedLoudness([of(late)], { ...note, track, length: RATE / 2 })).toBeLessThan(whole - 20);
});

it('where the model leaves the level to the note it is the mean of the sources, by their weights', () => {
  const [high, low] = [noteLoudness(loud, RATE), noteLoudness(quiet, RATE)];
  expect(expectedLoudness([of(loud, 3), of(quiet, 1)], note)).toBeCloseTo(0.75 * high + 0.25 * low, 5);
});

it('of silence is nothing', () => {
  const silence = new Float32Array(RATE);
  const track = sourceLoudness(silence, signal, RATE / midiToHertz(69))!;
  expect(expectedLoudness([of(silence)], { ...note, track })).toBe(-Infinity);
});
