/** Tests preparing sources: mono, onset, offset, trim, length, level. */
import { describe, expect, it } from 'vitest';
import { downmix } from '../../src/audio/downmix.js';
import { findOnset } from '../../src/audio/onset.js';
import { prepareSamples, prepareSource } from '../../src/audio/source.js';
import { largestDifference } from './goldens.js';
import { sound } from './fixtures.js';
import { amplitudeAt, noise, peakOf, sine } from './signals.js';

const options = { sampleRate: 16000, seconds: 1, peak: 0.9 };

/** A decaying tone after some seconds of silence. */
function pluck(hertz: number, rate: number, silence: number, seconds: number): Float32Array {
  const tone = sine(hertz, rate, seconds, 0.3).map((x, i) => x * Math.exp((-3 * i) / rate));
  const samples = new Float32Array(Math.round(silence * rate) + tone.length);
  samples.set(tone, Math.round(silence * rate));
  return samples;
}

describe('downmix', () => {
  const [a, b] = [noise(2000, 0.5, 1), noise(2000, 0.5, 2)];

  it('is the mean', () => {
    const { samples, onlyChannel } = downmix([a, b]);
    expect(onlyChannel).toBeNull();
    expect(
      largestDifference(
        samples,
        a.map((x, i) => (x + b[i]!) / 2),
      ),
    ).toBeLessThan(1e-7);
  });

  it('keeps a sound that only one of eight channels holds', () => {
    const silent = new Float32Array(2000);
    expect(downmix([silent, silent, silent, a, silent, silent, silent, silent]).onlyChannel).toBeNull();
  });

  it('takes the louder channel where they cancel', () => {
    const { samples, onlyChannel } = downmix([a.map((x) => -0.9 * x), a]);
    expect(onlyChannel).toBe(1);
    expect(samples).toEqual(a);
  });

  it('gives copies', () => {
    const input = a.slice();
    downmix([input]).samples.fill(0);
    expect(input).toEqual(a);
  });
});

describe('onset', () => {
  it.each([0, 0.1, 1.5])('after %d s of silence', (silence) => {
    expect(findOnset(pluck(440, 44100, silence, 1), 44100) / 44100).toBeCloseTo(silence, 2);
  });

  it('after background noise', () => {
    const hiss = noise(27200, 0.01);
    const samples = pluck(440, 16000, 0.7, 1).map((x, i) => x + hiss[i]!);
    expect(Math.abs(findOnset(samples, 16000) / 16000 - 0.7)).toBeLessThan(0.01);
  });

  it('keeps a slow beginning', () => {
    const swell = sine(440, 16000, 2).map((x, i) => x * (i / 32000) ** 2);
    expect(findOnset(swell, 16000) / 16000).toBeLessThan(0.2);
  });

  it('is 0 for silence and for sound from the start', () => {
    expect(findOnset(new Float32Array(1000), 16000)).toBe(0);
    expect(findOnset(noise(1000), 16000)).toBe(0);
  });
});

describe('preparing a source', () => {
  it('trims, resamples, normalises and pads', async () => {
    const left = pluck(440, 44100, 0.5, 0.6);
    const prepared = await prepareSamples([left, left], 44100, 'x', options);
    expect(prepared.samples.length).toBe(16000);
    expect(peakOf(prepared.samples)).toBeCloseTo(0.9, 6);
    expect(prepared.soundingSamples / 16000).toBeCloseTo(0.605, 2);
    expect(peakOf(prepared.samples.subarray(prepared.soundingSamples))).toBe(0);
    expect(Math.abs(prepared.samples.findIndex((x) => Math.abs(x) > 0.1) / 16000 - 0.005)).toBeLessThan(
      0.003,
    );
    expect(Math.abs(prepared.pitch!.midi - 69)).toBeLessThan(0.05);
    expect(prepared.notices).toEqual([]);
  });

  it('cuts with a fade', async () => {
    const { samples, soundingSamples } = await prepareSamples([sine(300, 16000, 3)], 16000, 'x', options);
    expect([samples.length, soundingSamples]).toEqual([16000, 16000]);
    expect(Math.abs(samples[15999]!)).toBeLessThan(0.01);
    expect(peakOf(samples.subarray(14000, 15000))).toBeGreaterThan(0.89);
  });

  it('takes out a constant offset', async () => {
    const shifted = sine(300, 16000, 1, 0.2).map((x) => x + 0.5);
    const { samples } = await prepareSamples([shifted], 16000, 'x', options);
    expect(Math.abs(samples.reduce((a, b) => a + b) / 16000)).toBeLessThan(0.01);
  });

  it('takes out an offset that comes with the sound and stays behind it', async () => {
    const tone = sine(300, 16000, 0.5, 0.5);
    const left = Float32Array.from({ length: 16000 }, (_, i) => (i < 100 ? 0 : (tone[i] ?? 0) + 0.03));
    const { samples } = await prepareSamples([left], 16000, 'x', options);
    expect(peakOf(samples.subarray(12000))).toBeLessThan(0.001);
  });

  it('says what it did to cancelling channels and to long ones', async () => {
    const tone = sine(440, 8000, 61, 0.5);
    const { notices } = await prepareSamples([tone, tone.map((x) => -x)], 8000, 'take', options);
    expect(notices).toEqual([
      '“take” is 61.0 s long: the first 60 s are used.',
      'The channels of “take” cancel each other: channel 1 is used alone.',
    ]);
  });

  it('has no pitch for noise', async () => {
    expect((await prepareSamples([noise(16000)], 16000, 'x', options)).pitch).toBeNull();
  });

  it('refuses what is silent, empty or not a number', async () => {
    const fadedUltrasound = sine(20000, 44100, 1).map((x, i) => x * Math.sin((Math.PI * i) / 44100) ** 4);
    const failing = (channels: Float32Array[]) =>
      expect(prepareSamples(channels, 44100, 'x', options)).rejects;
    await failing([new Float32Array(100)]).toMatchObject({ code: 'silent' });
    await failing([]).toMatchObject({ code: 'empty' });
    await failing([Float32Array.of(NaN)]).toMatchObject({ code: 'not-finite' });
    await failing([fadedUltrasound]).toMatchObject({
      code: 'silent',
      message: expect.stringContaining('sample rate'),
    });
  });

  it('is not disturbed by another source that fails', async () => {
    const good = await sound('tone-vorbis.ogg');
    const alone = await prepareSource(good.slice(0), 'good', options);
    const [first, second, third] = await Promise.allSettled([
      prepareSource(good.slice(0), 'good', options),
      prepareSource(good.slice(0, 4000), 'bad', options),
      prepareSource(good.slice(0), 'good', options),
    ]);
    expect(second.status).toBe('rejected');
    for (const result of [first, third]) expect(result).toEqual({ status: 'fulfilled', value: alone });
  });
});

it('measures amplitude as the tests think', () => {
  expect(amplitudeAt(sine(1000, 16000, 0.1, 0.25), 1000, 16000)).toBeCloseTo(0.25, 3);
});
