/** Narrow weights, and one copy of them for all workers. */
import { readFile } from 'node:fs/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Decoder } from '../../src/generator/decoder.js';
import type { GeneratorNote } from '../../src/generator/generator.js';
import { createReferenceGenerator } from '../../src/generator/reference.js';
import { createWasmGenerator } from '../../src/generator/wasm/generator.js';
import { Kernel } from '../../src/generator/wasm/kernel.js';
import { packDecoder, type WeightStorage } from '../../src/generator/wasm/pack.js';
import { SHAPES } from './agreement.js';
import { halved } from './halved.js';
import { maxError, randomCodes, tinyDecoder, tinyNote } from './models.js';

let module: WebAssembly.Module;
beforeAll(async () => {
  const file = new URL('../../src/generator/wasm/kernel.wasm', import.meta.url);
  module = await WebAssembly.compile(await readFile(file));
});

async function logits(decoder: Decoder, storage: WeightStorage, note: GeneratorNote, codes: Uint8Array) {
  return (await Kernel.create(module, packDecoder(decoder, storage))).logits(note, codes);
}

describe('float16 weights', () => {
  it.each(SHAPES)('give the plain logits where they lose nothing: %s', async (_, config) => {
    const decoder = halved(tinyDecoder(config, 31));
    const note = tinyNote(decoder, { seed: 1 });
    const codes = randomCodes(200, 1);
    const expected = await createReferenceGenerator(decoder).logits(note, codes);
    expect(maxError(await logits(decoder, 'float16', note, codes), expected)).toBeLessThan(1e-4);
  });
  it('hold the smallest and the largest weights', async () => {
    const decoder = halved(tinyDecoder({}, 3));
    const { w } = decoder.layers[0]!.dilated;
    w.set([2 ** -24, -(2 ** -20), 60, 0]); // subnormal, and as large as leaves room for it
    const [note, codes] = [tinyNote(decoder), randomCodes(60, 1)];
    const expected = await createReferenceGenerator(decoder).logits(note, codes);
    expect(maxError(await logits(decoder, 'float16', note, codes), expected)).toBeLessThan(1e-4);
  });
});

describe('int8 weights', () => {
  it.each(SHAPES)('are near: %s', async (_, config) => {
    const decoder = tinyDecoder(config, 31);
    const note = tinyNote(decoder, { seed: 1 });
    const codes = randomCodes(200, 1);
    const expected = await createReferenceGenerator(decoder).logits(note, codes);
    const rms = Math.sqrt(expected.reduce((sum, x) => sum + x * x, 0) / expected.length);
    const made = await logits(decoder, 'int8', note, codes);
    const error = Math.sqrt(made.reduce((sum, x, i) => sum + (x - expected[i]!) ** 2, 0) / made.length);
    expect(error / rms).toBeLessThan(0.02);
    expect(error).toBeGreaterThan(0);
  });
  it('take a quarter of the memory of float32', () => {
    const decoder = tinyDecoder({ width: 64, skip: 32 }, 1);
    const [whole, half, byte] = (['float32', 'float16', 'int8'] as const).map((storage) => {
      const { weights, narrow } = packDecoder(decoder, storage);
      return { weights: weights.byteLength, narrow: narrow.byteLength };
    });
    const layers = whole!.weights - half!.weights;
    expect([half!.narrow, byte!.narrow]).toEqual([layers / 2, layers / 4]);
  });
});

describe('shared weights', () => {
  const decoder = halved(tinyDecoder({}, 5));
  const batch = [1, 2, 3, 4, 5].map((seed) => tinyNote(decoder, { seed, length: 700 }));

  it.each(['float32', 'float16', 'int8'] as const)('give the same samples: %s', async (storage) => {
    const own = await createWasmGenerator(decoder, { workers: 2, storage, shared: false });
    const shared = await createWasmGenerator(decoder, { workers: 3, storage, shared: true });
    expect(shared.description).toBe(own.description.replace('2', '3'));
    expect(own.description.includes(storage)).toBe(storage !== 'float32');
    const expected = await own.generate(batch, { temperature: 1 });
    expect(await shared.generate(batch, { temperature: 1 })).toEqual(expected);
    expect(await shared.generate([...batch].reverse(), { temperature: 1 })).toEqual([...expected].reverse());
    const codes = randomCodes(150, 1);
    expect(await shared.logits(batch[0]!, codes)).toEqual(await own.logits(batch[0]!, codes));
    await Promise.all([own.close(), shared.close()]);
  });
  it('leave each worker room for long notes', async () => {
    const shared = await createWasmGenerator(decoder, { workers: 2, shared: true });
    const long = [1, 2, 3].map((seed) => tinyNote(decoder, { seed, length: 120_000 }));
    const history = randomCodes(119_900, 3);
    const told = long.map((note) => ({ ...note, history }));
    const own = await createWasmGenerator(decoder, { workers: 1, shared: false });
    const made = await shared.generate(told, { temperature: 1 });
    expect(made).toEqual(await own.generate(told, { temperature: 1 }));
    await Promise.all([own.close(), shared.close()]);
  });
});
