/** Tests resampling: spectrum, length, time. */
import { describe, expect, it } from 'vitest';
import { resample } from '../../src/audio/resample.js';
import { amplitudeAt, peakOf, sine } from './signals.js';

const MODEL_RATE = 16000;
const decibels = (gain: number): number => 20 * Math.log10(gain);

describe('to 16 kHz', () => {
  it.each([44100, 48000, 96000, 192000])(
    'from %i Hz nothing above 8.5 kHz comes back below 7.5 kHz',
    async (rate) => {
      const tones = [8500, 8700, 9500, 12000, 15000, 15990, 17000, 20000, 22000, 0.45 * rate, 0.499 * rate];
      for (const hertz of tones.filter((f) => f < rate / 2)) {
        const output = await resample(sine(hertz, rate, 0.2), rate, MODEL_RATE);
        // Without the ends, where the tone's own start and stop sound at every frequency.
        expect(decibels(peakOf(output.subarray(400, -400)))).toBeLessThan(-100);
      }
    },
  );

  it.each([8000, 11025, 22050, 44100, 48000, 96000, 192000])(
    'from %i Hz it is flat up to 7 kHz',
    async (rate) => {
      for (const hertz of [30, 1000, 3500, 7000].filter((f) => f < 0.44 * rate)) {
        const output = await resample(sine(hertz, rate, 0.3), rate, MODEL_RATE);
        expect(Math.abs(decibels(amplitudeAt(output, hertz, MODEL_RATE)))).toBeLessThan(0.1);
      }
    },
  );

  it.each([8000, 44100, 48000, 192000])('from %i Hz an impulse lands in its place', async (rate) => {
    const impulse = new Float32Array(rate);
    impulse[rate / 2] = 1;
    const output = await resample(impulse, rate, MODEL_RATE);
    expect(output.length).toBe(MODEL_RATE);
    expect(output.indexOf(output.reduce((a, b) => Math.max(a, b)))).toBe(MODEL_RATE / 2);
    expect(output[MODEL_RATE / 2 - 1]).toBeCloseTo(output[MODEL_RATE / 2 + 1]!, 4);
  });
});

it('keeps time and length over a whole minute', async () => {
  const output = await resample(sine(1000, 48000, 60), 48000, MODEL_RATE);
  expect(output.length).toBe(60 * MODEL_RATE);
  const end = output.subarray(-2000, -500);
  expect(amplitudeAt(end, 1000, MODEL_RATE)).toBeCloseTo(1, 3);
  const expected = sine(1000, MODEL_RATE, 60).subarray(-2000, -500);
  expect(peakOf(end.map((x, i) => x - expected[i]!))).toBeLessThan(1e-4);
});

it('does not clip or change the input', async () => {
  const input = sine(100, 44100, 0.1, 3);
  const copy = input.slice();
  const output = await resample(input, 44100, 48000);
  expect(peakOf(output)).toBeCloseTo(3, 1);
  expect(input).toEqual(copy);
});

it('at the same rate, and nothing of nothing', async () => {
  expect(await resample(Float32Array.of(1, 2), 16000, 16000)).toEqual(Float32Array.of(1, 2));
  expect((await resample(new Float32Array(0), 44100, 16000)).length).toBe(0);
});

it.each([
  [0, 16000],
  [44100, NaN],
  [16000, 16000 * 300],
])('refuses %d Hz to %d Hz', async (from, to) => {
  await expect(resample(sine(10, 100, 1), from, to)).rejects.toMatchObject({ code: 'bad-argument' });
});
