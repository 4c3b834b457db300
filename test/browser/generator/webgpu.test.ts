import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DecoderConfig } from '../../../src/generator/decoder.js';
import { createReferenceGenerator } from '../../../src/generator/reference.js';
import { createWebgpuGenerator } from '../../../src/generator/webgpu/generator.js';
import { maxError, randomCodes, tinyDecoder, tinyNote } from '../../generator/models.js';

let device: GPUDevice;
beforeAll(async () => {
  device = await (await navigator.gpu.requestAdapter())!.requestDevice();
});
afterAll(() => device.destroy());

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

describe('logits', () => {
  it.each(sizes)('%s', async (_, config) => {
    const decoder = tinyDecoder(config, 3);
    const note = tinyNote(decoder);
    const codes = randomCodes(100, 4);
    const expected = await createReferenceGenerator(decoder).logits(note, codes);
    const generator = await createWebgpuGenerator(decoder, { device, adapterName: 'test', float16: false });
    const actual = await generator.logits(note, codes);
    expect(maxError(actual, expected)).toBeLessThan(1e-4);
    await generator.close();
  });
});
