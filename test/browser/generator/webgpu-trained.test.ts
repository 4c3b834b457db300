/** The factory model on the GPU: its float16 weights, conditioning and codes from test/golden. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Decoder } from '../../../src/generator/decoder.js';
import type { Generator, GeneratorNote } from '../../../src/generator/generator.js';
import { createReferenceGenerator } from '../../../src/generator/reference.js';
import { createWebgpuGenerator } from '../../../src/generator/webgpu/generator.js';
import { loadModel } from '../../../src/model/load.js';
import { initTensors } from '../../../src/model/tensors.js';
import { loadBytes, loadText } from '../../../src/platform/assets.js';
import { maxError } from '../../generator/models.js';

interface GoldenIndex {
  readonly periodSamples: number;
  readonly arrays: readonly { name: string; shape: number[]; byteOffset: number }[];
}

/** Logits closer than this may change places by rounding. */
const NEAR_TIE = 1e-3;
let device: GPUDevice;
let generator: Generator;
let decoder: Decoder;
let codes: Uint8Array;
let note: GeneratorNote;

beforeAll(async () => {
  const index = JSON.parse(
    await loadText(new URL('../../golden/instruments/golden.json', import.meta.url)),
  ) as GoldenIndex;
  const bytes = await loadBytes(new URL('../../golden/instruments/golden.bin', import.meta.url));
  const find = (name: string) => {
    const { byteOffset, shape } = index.arrays.find((array) => array.name === name)!;
    return { byteOffset, frames: shape[0]!, count: shape.reduce((a, b) => a * b) };
  };
  const golden = find('codes');
  codes = Uint8Array.from(
    new Int32Array(bytes, golden.byteOffset, golden.count).subarray(0, 400),
    (q) => q + 128,
  );
  const told = find('conditioning');
  const values = new Float32Array(bytes, told.byteOffset, told.count);
  const lags = new Float32Array(told.frames).fill(index.periodSamples);
  const conditioning = { frames: told.frames, hop: 24, values, lags };
  note = { conditioning, length: 0, seed: 1, stream: 60 };
  await initTensors('wasm');
  decoder = (await loadModel(new URL('../../../models/instruments/model.json', import.meta.url))).decoder;
  device = await (await navigator.gpu.requestAdapter())!.requestDevice();
  generator = await createWebgpuGenerator(decoder, { device, adapterName: 'test GPU' });
});
afterAll(async () => {
  await generator.close();
  device.destroy();
});

it('keeps its float16 weights and gives the plain logits', async () => {
  expect(generator.description).toContain('float16');
  const short = codes.subarray(0, 80);
  const expected = await createReferenceGenerator(decoder).logits(note, short);
  expect(maxError(await generator.logits(note, short), expected)).toBeLessThan(1e-4);
});

/** The first row from `start` on whose two largest logits are nearly equal; the number of rows without one. */
function firstNearTie(logits: Float32Array, start: number): number {
  const rows = logits.length / 256;
  for (let t = start; t < rows; t++) {
    const [first, second] = logits.slice(256 * t, 256 * (t + 1)).sort((a, b) => b - a);
    if (first! - second! < NEAR_TIE) return t;
  }
  return rows;
}

it('takes the plain codes at temperature 0, up to the first near tie', async () => {
  const reference = createReferenceGenerator(decoder);
  const batch = [20, 200].map((made) => ({ ...note, length: made + 60, history: codes.slice(0, made) }));
  const actual = await generator.generate(batch, { temperature: 0 });
  const expected = await reference.generate(batch, { temperature: 0 });
  let compared = 0;
  for (const [n, { history, length }] of batch.entries()) {
    const logits = await reference.logits({ ...note, length }, expected[n]!.codes);
    const end = firstNearTie(logits, history.length);
    expect(actual[n]!.codes.slice(0, end)).toEqual(expected[n]!.codes.slice(0, end));
    compared += end - history.length;
  }
  expect(compared).toBeGreaterThan(20);
});
