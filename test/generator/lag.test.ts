/** Tests pitch-lag taps. */
import { describe, expect, it } from 'vitest';
import { compand, DECODE_TABLE } from '../../src/audio/mulaw.js';
import { lagrangeWeights, lagTable, lagTaps, tapDelays } from '../../src/generator/lag.js';
import { Goldens } from '../model/goldens.js';
import { maxError, PITCH_LAG, TINY, tinyDecoder, tinyNote } from './models.js';

it('the weights reproduce cubics', () => {
  const cubic = (x: number): number => 0.3 - 0.7 * x + 0.2 * x ** 2 + 0.5 * x ** 3;
  for (const f of [0, 0.001, 0.25, 0.5, 0.999]) {
    const sum = lagrangeWeights(f).reduce((total, weight, n) => total + weight * cubic(n - 1), 0);
    expect(sum).toBeCloseTo(cubic(f), 12);
  }
});

it('delays: the offsets around one period, then around two, never below 1', () => {
  expect(tapDelays(PITCH_LAG, 50.25)).toEqual([52.25, 51.25, 50.25, 49.25, 48.25, 101.5, 100.5, 99.5]);
  expect(tapDelays(PITCH_LAG, 1.5)).toEqual([3.5, 2.5, 1.5, 1, 1, 4, 3, 2]);
});

describe('the taps', () => {
  it('of a sine are the sine one and two periods ago', () => {
    const period = 71.4;
    const config = { ...TINY, pitchLag: { onePeriod: [0], twoPeriods: [0] } };
    const note = tinyNote(tinyDecoder(config, 1), { frames: 1, lags: [period] });
    const taps = new Float32Array(2);
    lagTaps(
      taps,
      lagTable(config, note.conditioning),
      0,
      (ago) => 0.5 * Math.sin((2 * Math.PI * (100 - ago)) / period),
    );
    for (const tap of taps) expect(tap).toBeCloseTo(compand(0.5 * Math.sin((2 * Math.PI * 100) / period)), 4);
  });
  it('are 0 in a frame without lag, and without lags', () => {
    for (const lags of [[0], null]) {
      const note = tinyNote(tinyDecoder({}, 1), { frames: 1, lags });
      const table = lagTable(TINY, note.conditioning);
      const taps = new Float32Array(8).fill(9);
      lagTaps(taps, table, 0, () => 0.7);
      expect([...taps]).toEqual(Array(8).fill(0));
    }
  });
  it('reach no closer than the last sample, and as far as `reach`', () => {
    const note = tinyNote(tinyDecoder({}, 1), { frames: 3, lags: [0.1, 1.5, 40.6] });
    const { delays, reach } = lagTable(TINY, note.conditioning);
    expect(Math.min(...delays)).toBe(1);
    expect(Math.max(...delays)).toBe(reach);
    expect(reach).toBe(Math.floor(2 * Math.fround(40.6) + 1) + 2);
  });
  it('are those that the model was trained with', async () => {
    const goldens = await Goldens.open();
    const expected = goldens.floats('taps');
    const codes = goldens.integers('codes');
    const period = 16000 / (440 * 2 ** ((goldens.pitchMidi - 69) / 12));
    const note = tinyNote(tinyDecoder({}, 1), { frames: 1, lags: [period] });
    const table = lagTable(TINY, note.conditioning);
    const taps = new Float32Array(expected.length);
    for (let t = 0; t < expected.length / 8; t++) {
      const past = (ago: number): number => (ago > t ? 0 : DECODE_TABLE[codes[t - ago]! + 128]!);
      lagTaps(taps.subarray(8 * t), table, 0, past);
    }
    expect(maxError(taps, expected)).toBeLessThan(1e-4); // the lag is float32 here, a double there
    expect(Math.max(...expected)).toBeGreaterThan(0.1);
  });
});
