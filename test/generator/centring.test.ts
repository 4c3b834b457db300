import { describe, expect, it } from 'vitest';
import { DECODE_TABLE } from '../../src/audio/mulaw.js';
import { centringFactor, centringPull, MOST_CENTRING, pulledWord } from '../../src/generator/centring.js';
import { createReferenceGenerator } from '../../src/generator/reference.js';
import { randomCodes, tinyDecoder, tinyNote } from './models.js';

describe('centring', () => {
  it('pulls by the gain times the mean of the window before the block, in shares of all words', () => {
    const codes = new Uint8Array(2000).fill(200);
    const pull = centringPull(codes, 1111, centringFactor(0.25)) / 2 ** 32;
    expect(pull).toBeCloseTo(0.25 * DECODE_TABLE[200]!, 4);
  });

  it('knows of nothing but the window', () => {
    const codes = randomCodes(2000, 1);
    const pull = centringPull(codes, 1111, 64);
    const others = Uint8Array.from(codes, (code, t) => (t >= 512 && t < 1024 ? code : 255 - code));
    for (const t of [1024, 1151]) expect(centringPull(others, t, 64)).toBe(pull);
    expect(centringPull(others, 1152, 64)).not.toBe(pull);
  });

  it('has no window before the note, and half of one soon after', () => {
    const codes = new Uint8Array(2000).fill(200);
    expect(centringPull(codes, 127, 64)).toBe(0);
    expect(centringPull(codes, 256, 64)).toBe(centringPull(codes, 512, 64) / 2);
  });

  it('is as strong upwards as downwards', () => {
    const codes = randomCodes(600, 2);
    const mirrored = codes.map((code) => 255 - code);
    expect(centringPull(mirrored, 600, 64)).toBe(-centringPull(codes, 600, 64));
  });

  it('leaves words words', () => {
    expect(pulledWord(5, 6)).toBe(0);
    expect(pulledWord(0xfffffff0, -100)).toBe(0xffffffff);
    expect(pulledWord(1000, 1)).toBe(999);
    const extreme = centringPull(new Uint8Array(600).fill(255), 600, centringFactor(MOST_CENTRING));
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
