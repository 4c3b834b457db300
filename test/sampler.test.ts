/** Tests the sampler: random words, weights, choice. */
import { describe, expect, it } from 'vitest';
import { mulHigh, randomWord, sampleCode } from '../src/generator/sampler.js';

describe('random words', () => {
  it('match the known answers of Philox2x32-10 (Random123, kat_vectors)', () => {
    expect(randomWord(0, 0, 0)).toBe(0xff1dae59);
    expect(randomWord(0xffffffff, 0xffffffff, 0xffffffff)).toBe(0x2c3f628b);
    expect(randomWord(0x13198a2e, 0x85a308d3, 0x243f6a88)).toBe(0xdd7ce038);
  });
  it('mulHigh is the high word of the product', () => {
    for (const [a, b] of [
      [0xffffffff, 0xffffffff],
      [0xd256d193, 0x12345678],
      [1, 0xffffffff],
      [0x10000, 0x10000],
    ] as const) {
      expect(mulHigh(a, b)).toBe(Number((BigInt(a) * BigInt(b)) >> 32n));
    }
  });
});

describe('sampling', () => {
  it('follows the softmax', () => {
    const logits = new Float32Array([0, 1, 2, -1]);
    const p = [...logits].map(Math.exp);
    const total = p.reduce((a, b) => a + b);
    const counts = [0, 0, 0, 0];
    const n = 20000;
    for (let t = 0; t < n; t++) counts[sampleCode(logits, 0, 4, 1, randomWord(7, 0, t))]!++;
    for (let i = 0; i < 4; i++) expect(Math.abs(counts[i]! / n - p[i]! / total)).toBeLessThan(0.012);
  });
  it('takes the first largest at temperature 0', () => {
    expect(sampleCode(new Float32Array([1, 3, 3, 2]), 0, 4, 0, 12345)).toBe(1);
  });
  it('survives extreme logits and words', () => {
    const logits = new Float32Array([-1e30, 0, -1e30]);
    for (const word of [0, 0xffffffff]) expect(sampleCode(logits, 0, 3, 1, word)).toBe(1);
    expect(sampleCode(new Float32Array([0, 0]), 0, 2, 1, 0xffffffff)).toBe(1);
    expect(sampleCode(new Float32Array([0, 0]), 0, 2, 1, 0)).toBe(0);
  });
});
