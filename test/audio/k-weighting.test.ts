/** Tests loudness against ITU-R BS.1770-4. */
import { describe, expect, it } from 'vitest';
import { noteLoudness } from '../../src/audio/k-weighting.js';
import { sine } from './signals.js';

describe('loudness by BS.1770', () => {
  it.each([48000, 44100, 16000])('of a full sine of 997 Hz at %i Hz is −3.01', (rate) => {
    expect(noteLoudness(sine(997, rate, 2), rate)).toBeCloseTo(-3.01, 1);
  });

  it('follows the K curve: 4 dB up at 5 kHz, 10 dB down near 20 Hz', () => {
    expect(noteLoudness(sine(5000, 48000, 2), 48000)).toBeCloseTo(-3.01 + 3.3, 0);
    expect(noteLoudness(sine(5000, 16000, 2), 16000)).toBeCloseTo(-3.01 + 3.3, 0);
    expect(noteLoudness(sine(20, 48000, 4), 48000)).toBeLessThan(-13);
  });

  it('is that of the loudest second, whatever comes after', () => {
    const long = new Float32Array(16000 * 6);
    long.set(sine(997, 16000, 2));
    long.set(sine(997, 16000, 4, 0.3), 32000);
    expect(noteLoudness(long, 16000)).toBeCloseTo(-3.01, 1);
    const late = new Float32Array(16000 * 4);
    late.set(sine(997, 16000, 2, 0.5), 32000);
    expect(noteLoudness(late, 16000)).toBeCloseTo(-9.03, 1);
  });

  it('does not count what is much quieter than the rest of that second', () => {
    const burst = new Float32Array(16000);
    burst.set(sine(997, 16000, 0.45));
    // without gates the mean of seven blocks would be 4.5 dB down
    expect(noteLoudness(burst, 16000)).toBeGreaterThan(-3.01 - 2.5);
  });

  it('of a sound of 0.1 s is that of the whole, and of silence −Infinity', () => {
    expect(noteLoudness(sine(997, 16000, 0.1), 16000)).toBeCloseTo(-3.01, 0);
    expect(noteLoudness(new Float32Array(16000), 16000)).toBe(-Infinity);
    expect(noteLoudness(new Float32Array(0), 16000)).toBe(-Infinity);
  });
});
