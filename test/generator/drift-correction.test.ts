/** Tests drift correction: whole numbers, bounds, effect. */
import { describe, expect, it } from 'vitest';
import { DECODE_TABLE } from '../../src/audio/mulaw.js';
import {
  driftFactor,
  driftOffset,
  MAX_DRIFT_GAIN,
  correctedWord,
} from '../../src/generator/drift-correction.js';
import { createReferenceGenerator } from '../../src/generator/reference.js';
import { randomCodes, tinyDecoder, tinyNote } from './models.js';

describe('drift correction', () => {
  it('pulls by the gain times the mean of the window before the block, in shares of all words', () => {
    const codes = new Uint8Array(2000).fill(200);
    const offset = driftOffset(codes, 1111, driftFactor(0.25)) / 2 ** 32;
    expect(offset).toBeCloseTo(0.25 * DECODE_TABLE[200]!, 4);
  });

  it('knows of nothing but the window', () => {
    const codes = randomCodes(2000, 1);
    const offset = driftOffset(codes, 1111, 64);
    const others = Uint8Array.from(codes, (code, t) => (t >= 512 && t < 1024 ? code : 255 - code));
    for (const t of [1024, 1151]) expect(driftOffset(others, t, 64)).toBe(offset);
    expect(driftOffset(others, 1152, 64)).not.toBe(offset);
  });

  it('has no window before the note, and half of one soon after', () => {
    const codes = new Uint8Array(2000).fill(200);
    expect(driftOffset(codes, 127, 64)).toBe(0);
    expect(driftOffset(codes, 256, 64)).toBe(driftOffset(codes, 512, 64) / 2);
  });

  it('is as strong upwards as downwards', () => {
    const codes = randomCodes(600, 2);
    const mirrored = codes.map((code) => 255 - code);
    expect(driftOffset(mirrored, 600, 64)).toBe(-driftOffset(codes, 600, 64));
  });

  it('leaves words words', () => {
    expect(correctedWord(5, 6)).toBe(0);
    expect(correctedWord(0xfffffff0, -100)).toBe(0xffffffff);
    expect(correctedWord(1000, 1)).toBe(999);
    const extreme = driftOffset(new Uint8Array(600).fill(255), 600, driftFactor(MAX_DRIFT_GAIN));
    expect(extreme).toBeLessThan(2 ** 31);
  });

  it('draws a decoder back that leans to one side', async () => {
    const decoder = tinyDecoder({ dilations: [1], skip: 8 }, 33);
    const biases = decoder.logits.biases.map((bias, i) => bias + (i > 180 && i < 220 ? 1.5 : 0));
    const mean = async (centring: number): Promise<number> => {
      const leaning = {
        ...decoder,
        config: { ...decoder.config, centring },
        logits: { ...decoder.logits, biases },
      };
      const note = tinyNote(leaning, { length: 4000 });
      const [made] = await createReferenceGenerator(leaning).generate([note], { temperature: 1 });
      return made!.codes.slice(1000).reduce((sum, code) => sum + DECODE_TABLE[code]!, 0) / 3000;
    };
    const [free, held] = [await mean(0), await mean(0.45)];
    expect(Math.abs(free)).toBeGreaterThan(0.02);
    expect(Math.abs(held)).toBeLessThan(0.8 * Math.abs(free));
  });
});
