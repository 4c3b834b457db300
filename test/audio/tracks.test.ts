/** Tests the loudness track and the coded signal against training's. */
import { describe, expect, it } from 'vitest';
import { DeEmphasis, preEmphasis } from '../../src/audio/emphasis.js';
import { codeSignal, loudnessGains, loudnessTrack } from '../../src/audio/loudness.js';
import { logMel } from '../../src/audio/logmel.js';
import { decodeMuLaw } from '../../src/audio/mulaw.js';
import { goldenArray, largestDifference } from './goldens.js';

const signal = { preEmphasis: 0.85, loudness: { windowSamples: 512, hop: 128, floorDb: -45, rms: 0.2 } };
const mel = { fftSize: 1024, hop: 512, bands: 80, minHz: 30, maxHz: 7900 };

describe('against the goldens of the training recipe', async () => {
  const wave = (await goldenArray('wave')) as Float32Array;

  it('log-mel', async () => {
    const features = logMel(wave, mel);
    expect([features.frames, features.bands]).toEqual([16, 80]);
    const golden = await goldenArray('logMel');
    // Near the features' floor, −1.57, the golden's float32 FFT rounds: a float64 one differs from it as much.
    expect(largestDifference(features.values, golden)).toBeLessThan(2e-3);
    const loud = [...golden.keys()].filter((i) => golden[i]! > -1);
    expect(loud.length).toBeGreaterThan(300);
    const at = (values: ArrayLike<number>): number[] => loud.map((i) => values[i]!);
    expect(largestDifference(at(features.values), at(golden))).toBeLessThan(1e-4);
  });

  it('loudness', async () => {
    const track = loudnessTrack(wave, signal);
    expect(largestDifference(track.levels, await goldenArray('loudnessDb'))).toBeLessThan(1e-4);
  });

  it('codes', async () => {
    const { codes } = codeSignal(wave, signal);
    const golden = Uint8Array.from(await goldenArray('codes'), (q) => q + 128);
    expect(largestDifference(codes, golden)).toBeLessThanOrEqual(1);
    expect(codes.reduce((count, code, i) => count + Number(code !== golden[i]), 0)).toBeLessThan(5);
  });

  it('the wave back from codes and loudness', async () => {
    const { codes, loudness } = codeSignal(wave, signal);
    const gains = loudnessGains(loudness, codes.length);
    const levelled = decodeMuLaw(codes).map((x, i) => (x * gains[i]!) / signal.loudness.rms);
    const decoded = new DeEmphasis(0.85).process(levelled);
    expect(largestDifference(decoded, await goldenArray('decodedWave'))).toBeLessThan(1e-3);
  });
});

describe('loudness', () => {
  it('is the RMS of a steady sine, whatever the hop', () => {
    const sine = Float32Array.from(
      { length: 4000 },
      (_, i) => 0.5 * Math.sin((2 * Math.PI * 1000 * i) / 16000),
    );
    const track = loudnessTrack(sine, { ...signal, preEmphasis: 0 });
    expect(track.levels.length).toBe(32);
    for (const level of track.levels.slice(3, -3))
      expect(level).toBeCloseTo(20 * Math.log10(0.5 / Math.SQRT2), 3);
  });

  it('clamps silence at −100 dB and codes it as the middle', () => {
    const { codes, loudness } = codeSignal(new Float32Array(1000), signal);
    expect([...loudness.levels]).toEqual(Array(8).fill(-100));
    expect(codes.every((code) => code === 128)).toBe(true);
  });

  it('gains are linear between hops and constant after the last', () => {
    const track = { hop: 4, levels: Float32Array.of(0, -20), silence: -100 };
    const expected = [1, 0.775, 0.55, 0.325, 0.1, 0.1, 0.1];
    expect(largestDifference(loudnessGains(track, 7), expected)).toBeLessThan(1e-6);
  });
});

describe('emphasis', () => {
  const noise = Float32Array.from({ length: 1000 }, (_, i) => Math.sin(i * i) * 0.7);

  it('is w[n] = x[n] − a·x[n−1]', () => {
    expect([...preEmphasis(Float32Array.of(1, 0.5, 0), 0.5)]).toEqual([1, 0, -0.25]);
  });

  it('comes back in blocks of any size, in place too', () => {
    const inverse = new DeEmphasis(0.85);
    const blocks = preEmphasis(noise, 0.85);
    for (const [from, to] of [
      [0, 1],
      [1, 128],
      [128, 128],
      [128, 1000],
    ] as const) {
      const block = blocks.subarray(from, to);
      inverse.process(block, block);
    }
    expect(largestDifference(blocks, noise)).toBeLessThan(1e-6);
  });

  it('forgets the past at reset', () => {
    const inverse = new DeEmphasis(0.85);
    inverse.process(Float32Array.of(1));
    inverse.reset();
    expect([...inverse.process(Float32Array.of(0, 1))]).toEqual([0, 1]);
  });
});
