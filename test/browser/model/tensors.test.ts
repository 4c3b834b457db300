/** The same checks as in Node, on WebGPU and on WebAssembly as a browser has them. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { memory } from '@tensorflow/tfjs-core';
import { findAdapter } from '../../../src/model/gpu.js';
import { conditioningWidth } from '../../../src/generator/decoder.js';
import { loadModel, type Model } from '../../../src/model/load.js';
import type { ModelManifest } from '../../../src/model/manifest.js';
import { initTensors } from '../../../src/model/tensors.js';
import type { Embedding } from '../../../src/timbre/embedding.js';
import { maxError } from '../../generator/models.js';
import { Goldens } from '../../model/goldens.js';
import { TINY_NSYNTH, pluck, tinyModel } from '../../model/models.js';

const instruments = new URL('../../../models/instruments/model.json', import.meta.url);

it('prefers WebAssembly to an adapter that is a CPU in disguise', async () => {
  const choice = await findAdapter();
  expect(choice).not.toBeNull(); // SwiftShader here, or the adapter of a real machine
  const { kind } = await initTensors('auto');
  expect(kind).toBe(choice!.software ? 'wasm' : 'webgpu');
});

describe.each(['webgpu', 'wasm'] as const)('on %s', (kind) => {
  let goldens: Goldens;
  let model: Model;

  beforeAll(async () => {
    const backend = await initTensors(kind);
    expect(backend.kind).toBe(kind);
    expect(backend.device !== null).toBe(kind === 'webgpu');
    expect(backend.description).not.toBe('');
    goldens = await Goldens.open();
    model = await loadModel(instruments);
  });

  afterAll(() => model.dispose());

  it('encodes to the golden embedding', async () => {
    const { values } = await model.encode(goldens.floats('wave'));
    expect(maxError(values, goldens.floats('embedding'))).toBeLessThan(1e-3);
  });

  it('conditions to the golden biases', async () => {
    const width = conditioningWidth(model.decoder.config);
    const rootMidi = goldens.pitchMidi;
    const embedding: Embedding = {
      timbre: { frames: 16, channels: 16, hop: 512, values: goldens.floats('embedding') },
      loudness: null,
      pitch: { rootMidi, hop: 512, deviation: new Float32Array(0) },
    };
    const { values } = await model.condition(embedding, { rootMidi, frames: 1 });
    expect(maxError(values, goldens.floats('conditioning').slice(0, width))).toBeLessThan(1e-3);
  });

  it('holds no more memory after many sounds than after one', async () => {
    const samples = pluck(57, 0.1);
    await model.encode(samples);
    const { numTensors, numBytes } = memory();
    for (let i = 0; i < 10; i++) await model.encode(samples);
    expect(memory()).toMatchObject({ numTensors, numBytes });
  });
});

it("encodes alike on both, NSynth's way", async () => {
  // Two layers: SwiftShader takes a second for each new shader.
  const encoder = { ...TINY_NSYNTH.encoder, layers: 2 };
  const tiny = tinyModel({ ...TINY_NSYNTH, encoder } as ModelManifest, 5);
  const results: Float32Array[] = [];
  for (const kind of ['webgpu', 'wasm'] as const) {
    await initTensors(kind);
    results.push((await (await loadModel(tiny.files)).encode(pluck(60, 0.04))).values);
  }
  expect(maxError(results[0]!, results[1]!)).toBeLessThan(1e-4);
});

it('goes on when the device is lost', async () => {
  const { device } = await initTensors('webgpu');
  const encoder = { ...TINY_NSYNTH.encoder, layers: 2 };
  const model = await loadModel(tinyModel({ ...TINY_NSYNTH, encoder } as ModelManifest, 5).files);
  const before = (await model.encode(pluck(60, 0.04))).values;
  device!.destroy();
  await device!.lost;
  const after = (await model.encode(pluck(60, 0.04))).values;
  expect(maxError(before, after)).toBeLessThan(1e-4);
});
