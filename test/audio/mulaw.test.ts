/** Tests mu-law coding against NSynth's. */
import { describe, expect, it } from 'vitest';
import { compand, decodeMuLaw, decodeSample, encodeMuLaw, encodeSample } from '../../src/audio/mulaw.js';

describe('mu-law', () => {
  it('gives the codes of the published formula', () => {
    expect(encodeSample(0)).toBe(128);
    expect(encodeSample(1)).toBe(255);
    expect(encodeSample(-1)).toBe(0);
    expect(encodeSample(-1e-9)).toBe(127); // floor, not round
    expect(encodeSample(5)).toBe(255);
    expect(encodeSample(0.1)).toBe(128 + Math.floor((128 * Math.log(26.5)) / Math.log(256)));
  });
  it('every code comes back as itself', () => {
    const codes = Uint8Array.from({ length: 256 }, (_, i) => i);
    expect(encodeMuLaw(decodeMuLaw(codes))).toEqual(codes);
  });
  it('stays within half a step', () => {
    for (let x = -1; x <= 1; x += 0.001) {
      const back = decodeSample(encodeSample(x));
      expect(Math.abs(compand(back) - compand(x))).toBeLessThan(0.5 / 128 + 1e-9);
    }
  });
});
