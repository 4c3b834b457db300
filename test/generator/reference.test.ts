/** Tests the reference generator against whole-sequence convolutions. */
import { describe, expect, it } from 'vitest';
import { forcedLogits } from '../../src/generator/convolution.js';
import type { DecoderConfig } from '../../src/generator/decoder.js';
import { createReferenceGenerator } from '../../src/generator/reference.js';
import { maxError, randomCodes, tinyDecoder, tinyNote } from './models.js';
import { generatorSuite } from './suite.js';

const sizes: [string, Partial<DecoderConfig>][] = [
  ['the default size', {}],
  ['no pitch lag', { pitchLag: null }],
  ['filter 3, start filter 3', { filter: 3, startFilter: 3 }],
  ['filter 3, no pitch lag', { filter: 3, pitchLag: null }],
  ['filter 2, start filter 3', { startFilter: 3 }],
  ['odd widths', { width: 6, skip: 10, dilations: [1, 3, 9], filter: 3 }],
  ['one layer', { dilations: [5] }],
  ['wider', { width: 24, skip: 40, dilations: [1, 2, 4, 8, 16] }],
];

describe('step by step equals the whole sequence at once', () => {
  it.each(sizes)('%s', async (_, config) => {
    const decoder = tinyDecoder(config, 3);
    const generator = createReferenceGenerator(decoder);
    for (const seed of [1, 2, 3, 4, 5]) {
      const note = tinyNote(decoder, { seed });
      const codes = randomCodes(160, seed);
      const forced = forcedLogits(decoder, note, codes);
      expect(maxError(await generator.logits(note, codes), forced)).toBeLessThan(1e-4);
      expect(maxError(forced, new Float32Array(forced.length))).toBeGreaterThan(1);
    }
  });
  it('in a batch of one and of five, on its own output', async () => {
    const decoder = tinyDecoder({}, 8);
    const generator = createReferenceGenerator(decoder);
    const batch = [1, 2, 3, 4, 5].map((seed) => tinyNote(decoder, { seed, length: 120 }));
    const five = await generator.generate(batch, { temperature: 1 });
    for (const [n, note] of batch.entries()) {
      const [one] = await generator.generate([note], { temperature: 1 });
      expect(five[n]).toEqual(one);
      expect(new Set(one!.codes).size).toBeGreaterThan(10);
    }
  });
});

generatorSuite('reference', async (decoder) => createReferenceGenerator(decoder));
