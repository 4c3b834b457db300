import { describe, expect, it } from 'vitest';
import { integratedLoudness } from '../../src/audio/k-weighting.js';
import { sine } from './signals.js';

describe('loudness by BS.1770', () => {
  it.each([48000, 44100, 16000])('of a full sine of 997 Hz at %i Hz is −3.01', (rate) => {
    expect(integratedLoudness(sine(997, rate, 2), rate)).toBeCloseTo(-3.01, 1);
  });

  it('follows the K curve: 4 dB up at 5 kHz, 10 dB down near 20 Hz', () => {
    expect(integratedLoudness(sine(5000, 48000, 2), 48000)).toBeCloseTo(-3.01 + 3.3, 0);
    expect(integratedLoudness(sine(5000, 16000, 2), 16000)).toBeCloseTo(-3.01 + 3.3, 0);
    expect(integratedLoudness(sine(20, 48000, 4), 48000)).toBeLessThan(-13);
  });

  it('does not count what is silent, or much quieter than the rest', () => {
    const loud = sine(997, 16000, 2);
    const gap = new Float32Array(16000 * 4);
    gap.set(loud);
    // blocks across the edge count in part
    expect(integratedLoudness(gap, 16000)).toBeGreaterThan(-3.7);
    gap.set(sine(997, 16000, 2, 0.05), 32000);
    expect(integratedLoudness(gap, 16000)).toBeGreaterThan(-3.7);
  });

  it('of a sound of 0.1 s is that of the whole, and of silence −Infinity', () => {
    expect(integratedLoudness(sine(997, 16000, 0.1), 16000)).toBeCloseTo(-3.01, 0);
    expect(integratedLoudness(new Float32Array(16000), 16000)).toBe(-Infinity);
    expect(integratedLoudness(new Float32Array(0), 16000)).toBe(-Infinity);
  });
});
