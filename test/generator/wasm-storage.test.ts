/** Narrow weights, and one copy of them for all workers. */
import { readFile } from 'node:fs/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Decoder, DecoderConfig } from '../../src/generator/decoder.js';
import type { GeneratorNote } from '../../src/generator/generator.js';
import { createReferenceGenerator } from '../../src/generator/reference.js';
import { createWasmGenerator } from '../../src/generator/wasm/generator.js';
import { InferenceKernel } from '../../src/generator/wasm/inference-kernel.js';
import { BLOCK, GROUP, MatrixStack, type WeightStorage } from '../../src/generator/wasm/matrices.js';
import { packDecoder, weightBytes } from '../../src/generator/wasm/pack.js';
import { SHAPES } from './agreement.js';
import { halved } from './halved.js';
import { randomCodes, tinyDecoder, tinyNote } from './models.js';

let module: WebAssembly.Module;
beforeAll(async () => {
  const file = new URL('../../src/generator/wasm/kernel.wasm', import.meta.url);
  module = await WebAssembly.compile(await readFile(file));
});

async function logits(decoder: Decoder, storage: WeightStorage, note: GeneratorNote, codes: Uint8Array) {
  return (await InferenceKernel.create(module, packDecoder(decoder, storage))).logits(note, codes);
}

/** Dilations below, at and above the 16 samples that a tap is applied ahead; 5 and 18 fill no whole tile. */
const DILATIONS = [1, 2, 5, 8, 16, 18, 40];
const AHEAD_SHAPES: readonly [string, Partial<DecoderConfig>][] = [
  ...SHAPES,
  ['all dilations, filter 2', { dilations: DILATIONS }],
  ['all dilations, filter 3', { dilations: DILATIONS, filter: 3, width: 36 }],
  ['a filter of one tap', { filter: 1, dilations: [1, 1] }],
];

/** How far logits are from the reference's, relative to their root mean square. */
async function relativeRms(decoder: Decoder, storage: WeightStorage): Promise<number> {
  const note = tinyNote(decoder, { seed: 1 });
  const codes = randomCodes(200, 1);
  const expected = await createReferenceGenerator(decoder).logits(note, codes);
  const made = await logits(decoder, storage, note, codes);
  const squares = (values: Float32Array): number => values.reduce((sum, x) => sum + x * x, 0);
  return Math.sqrt(squares(made.map((x, i) => x - expected[i]!)) / squares(expected));
}

describe.each([
  ['float32', 1e-6],
  ['int16', 1e-3],
  ['int8', 0.02],
] as const)('%s weights', (storage, most) => {
  it.each(AHEAD_SHAPES)(`are as near as they should be: %s`, async (_, config) => {
    const error = await relativeRms(tinyDecoder(config, 31), storage);
    expect(error).toBeLessThan(most);
    if (storage !== 'float32') expect(error).toBeGreaterThan(0);
  });
  it('give the same codes however a note is cut', async () => {
    const decoder = tinyDecoder({ dilations: DILATIONS, filter: 3 }, 8);
    const note = tinyNote(decoder, { length: 400, frames: 4, hop: 70 });
    const kernel = await InferenceKernel.create(module, packDecoder(decoder, storage));
    kernel.open(note, 1);
    kernel.advance(400);
    const whole = kernel.codes(0);
    for (const cut of [1, 15, 16, 17, 133, 399]) {
      kernel.open({ ...note, history: whole.slice(0, cut) }, 1);
      for (let turn = 1; kernel.made < 400; turn++) kernel.advance(turn);
      expect(kernel.codes(0)).toEqual(whole);
    }
  });
  it.each(AHEAD_SHAPES)('give the same codes side by side as alone: %s', async (_, config) => {
    const decoder = tinyDecoder(config, 12);
    const packed = packDecoder(decoder, storage);
    const alone = await InferenceKernel.create(module, packed);
    // Of different lengths, frames and seeds; some go on after a history, so that they are at different samples.
    const notes = [150, 40, 220, 97, 180].map((length, n) => {
      const note = tinyNote(decoder, { length, frames: 1 + n, hop: 31 + 9 * n, seed: 40 + n });
      alone.open(note, 1);
      alone.advance(length);
      const whole = alone.codes(0);
      return { whole, note: n % 2 ? { ...note, history: whole.slice(0, 11 * n) } : note };
    });
    const kernels = await InferenceKernel.createBatch(module, packed, notes.length);
    for (const [n, { note }] of notes.entries()) kernels[n]!.open(note, 1);
    for (let turn = 1; kernels.some((kernel, n) => kernel.made < notes[n]!.note.length); turn++) {
      InferenceKernel.advanceBatch(kernels.slice(0, turn), turn); // they begin one after the other
    }
    for (const [n, { whole }] of notes.entries()) expect(kernels[n]!.codes(0)).toEqual(whole);
  });
});

it('int16 is nearer than float16', async () => {
  const decoder = tinyDecoder({ width: 32, skip: 32, filter: 3, dilations: DILATIONS }, 4);
  const whole = await relativeRms(decoder, 'int16');
  const reference = (of: Decoder) => createReferenceGenerator(of).logits(tinyNote(of), randomCodes(200, 1));
  const [expected, rounded] = [await reference(decoder), await reference(halved(decoder))];
  const squares = (values: Float32Array): number => values.reduce((sum, x) => sum + x * x, 0);
  const half = Math.sqrt(squares(rounded.map((x, i) => x - expected[i]!)) / squares(expected));
  expect(whole).toBeLessThan(half);
});

it('narrow weights take a half and a quarter of the memory of float32', () => {
  const decoder = tinyDecoder({ width: 64, skip: 32 }, 1);
  const [float32, int16, int8] = (['float32', 'int16', 'int8'] as const).map((storage) => {
    const packed = packDecoder(decoder, storage);
    return weightBytes(packed) - packed.weights.byteLength;
  });
  expect([int16, int8]).toEqual([float32! / 2, float32! / 4]);
});

describe('whole numbers of 16 bits', () => {
  /** Weights of one output: all alike, one far above the others, of both signs, and none at all. */
  const worst: Record<string, (i: number) => number> = {
    'all the same': () => 0.37,
    'one large': (i) => (i === 40 ? 1e6 : 1e-3),
    'both signs': (i) => (i % 3 === 0 ? -1 : 0.6),
    nothing: () => 0,
  };
  it.each(Object.entries(worst))('never add up beyond 32 bits: %s', (_, weight) => {
    const inputs = 64;
    const stack = new MatrixStack('int16', 2, inputs, BLOCK);
    stack.set(
      3,
      Float32Array.from({ length: 2 * inputs }, (_, i) => weight(i)),
      1,
    );
    for (const bytes of stack.bytes) {
      const words = new Int16Array(bytes.buffer);
      for (let group = 0; group < inputs / GROUP; group++) {
        const ours = words.subarray(group * GROUP * BLOCK, (group + 1) * GROUP * BLOCK);
        const sum = ours.reduce((total, word) => total + Math.abs(word), 0);
        expect(sum * 16383).toBeLessThan(2 ** 31);
      }
      expect(Math.min(...words)).toBeGreaterThan(-32768);
    }
  });
  it('nor does the kernel lose a bit of the largest sums', async () => {
    const decoder = tinyDecoder({ width: 64, skip: 64, filter: 3, dilations: [1, 20], pitchLag: null }, 6);
    // Every input of a layer is the same largest number, every weight of an output too.
    decoder.startconv.w.fill(0);
    decoder.startconv.biases.fill(1);
    const layers = decoder.layers.map((layer) => ({
      ...layer,
      dilated: { ...layer.dilated, w: layer.dilated.w.map((_, i) => (i % 2 ? 0.02 : -0.02)) },
    }));
    expect(await relativeRms({ ...decoder, layers }, 'int16')).toBeLessThan(1e-3);
  });
});

describe('shared weights', () => {
  const decoder = halved(tinyDecoder({}, 5));
  const batch = [1, 2, 3, 4, 5].map((seed) => tinyNote(decoder, { seed, length: 700 }));

  it.each(['float32', 'int16', 'int8'] as const)('give the same samples: %s', async (storage) => {
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
