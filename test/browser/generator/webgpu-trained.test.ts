/** The factory model on the GPU: its float16 weights, conditioning and codes from test/golden. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Decoder } from '../../../src/generator/decoder.js';
import type { Generator, GeneratorNote } from '../../../src/generator/generator.js';
import { createReferenceGenerator } from '../../../src/generator/reference.js';
import { argmax } from '../../../src/generator/sampler.js';
import { createWebgpuGenerator } from '../../../src/generator/webgpu/generator.js';
import { loadModel } from '../../../src/model/load.js';
import { initTensors } from '../../../src/model/tensors.js';
import { loadBytes, loadText } from '../../../src/platform/assets.js';
import { excess, lead, NEAR_TIE, rowsOf } from '../../generator/closeness.js';

interface GoldenIndex {
  readonly periodSamples: number;
  readonly arrays: readonly { name: string; shape: number[]; byteOffset: number }[];
}

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
  const expected = rowsOf(await createReferenceGenerator(decoder).logits(note, short), 256);
  const actual = rowsOf(await generator.logits(note, short), 256);
  for (const [t, row] of expected.entries()) expect(excess(actual[t]!, row), `row ${t}`).toBeLessThan(1);
});

it('takes the plain codes at temperature 0, near ties apart', async () => {
  const reference = createReferenceGenerator(decoder);
  const batch = [20, 200].map((made) => ({ ...note, length: made + 60, history: codes.slice(0, made) }));
  const actual = await generator.generate(batch, { temperature: 0 });
  let compared = 0;
  for (const [n, { history, length }] of batch.entries()) {
    const made = actual[n]!.codes;
    expect(made.slice(0, history.length)).toEqual(history);
    const rows = rowsOf(await reference.logits({ ...note, length }, made), 256);
    for (let t = history.length; t < length; t++) {
      if (lead(rows[t]!) < NEAR_TIE) continue;
      expect(made[t], `sample ${t}`).toBe(argmax(rows[t]!, 0, 256));
      compared++;
    }
  }
  expect(compared).toBeGreaterThan(60);
});
