/** The resident kernel against the plain generator. In CI the GPU is SwiftShader: tiny models, short notes. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Decoder, DecoderConfig } from '../../../src/generator/decoder.js';
import type { Generator } from '../../../src/generator/generator.js';
import { createReferenceGenerator } from '../../../src/generator/reference.js';
import { randomWord, sampleCode } from '../../../src/generator/sampler.js';
import {
  createWebgpuGenerator,
  type WebgpuGeneratorOptions,
} from '../../../src/generator/webgpu/generator.js';
import { halved } from '../../generator/halved.js';
import { maxError, randomCodes, tinyDecoder, tinyNote } from '../../generator/models.js';

let device: GPUDevice;
const open: Generator[] = [];

beforeAll(async () => {
  device = await (await navigator.gpu.requestAdapter())!.requestDevice();
  device.addEventListener('uncapturederror', (event) => {
    throw new Error(event.error.message);
  });
});
afterAll(async () => {
  await Promise.all(open.map((generator) => generator.close()));
  device.destroy();
});

async function webgpu(decoder: Decoder, options: Partial<WebgpuGeneratorOptions> = {}): Promise<Generator> {
  const generator = await createWebgpuGenerator(decoder, { device, adapterName: 'test GPU', ...options });
  open.push(generator);
  return generator;
}

/** Logits of more shapes are held to the reference in webgpu-suite.test.ts. */
const sizes: [string, Partial<DecoderConfig>][] = [
  ['filter 2, start filter 3', { startFilter: 3 }],
  ['filter 3, start filter 3', { filter: 3, startFilter: 3, pitchLag: null }],
  ['wider than the workgroup in its first phases', { width: 40, skip: 72, dilations: [1, 2, 4] }],
];

it.each(sizes)('takes the plain codes at temperature 0, one note and five: %s', async (_, config) => {
  const decoder = tinyDecoder(config, 3);
  const generator = await webgpu(decoder);
  const batch = [1, 2, 3, 4, 5].map((seed) => tinyNote(decoder, { seed, length: 100 + 9 * seed }));
  const expected = await createReferenceGenerator(decoder).generate(batch, { temperature: 0 });
  expect(await generator.generate(batch, { temperature: 0 })).toEqual(expected);
  expect(await generator.generate(batch.slice(3, 4), { temperature: 0 })).toEqual([expected[3]]);
  expect(new Set(expected.flatMap((note) => [...note.codes])).size).toBeGreaterThan(2);
});

describe('float16 weights', () => {
  const exact = halved(tinyDecoder({ width: 12 }, 5));
  it('are taken where they lose nothing, and give the plain logits', async () => {
    const generator = await webgpu(exact);
    expect(generator.description).toBe('WebGPU, test GPU, float16 weights');
    const codes = randomCodes(100, 4);
    const note = tinyNote(exact);
    const expected = await createReferenceGenerator(exact).logits(note, codes);
    expect(maxError(await generator.logits(note, codes), expected)).toBeLessThan(1e-4);
  });
  it('give bit for bit what float32 gives', async () => {
    const batch = [tinyNote(exact, { length: 90 })];
    const half = await (await webgpu(exact)).generate(batch, { temperature: 1 });
    const full = await webgpu(exact, { float16: false });
    expect(full.description).toContain('float32');
    expect(await full.generate(batch, { temperature: 1 })).toEqual(half);
  });
  it('are not taken unasked where they lose something', async () => {
    const decoder = tinyDecoder({}, 5);
    expect((await webgpu(decoder)).description).toContain('float32');
    expect((await webgpu(decoder, { float16: true })).description).toContain('float16');
  });
});

it('samples as the sampler says', async () => {
  const decoder = tinyDecoder({}, 6);
  const generator = await webgpu(decoder);
  const note = { ...tinyNote(decoder, { length: 400 }), seed: 0xfffffff0, stream: 0x80000001 };
  for (const temperature of [0.3, 1, 2.5]) {
    const [made] = await generator.generate([note], { temperature });
    const rows = await generator.logits(note, made!.codes);
    const expected = made!.codes.map((_code, t) =>
      sampleCode(rows, 256 * t, 256, temperature, randomWord(note.seed, note.stream, t)),
    );
    expect(made!.codes).toEqual(expected);
    expect(new Set(made!.codes).size).toBeGreaterThan(20);
  }
});
