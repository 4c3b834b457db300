/** NSynth's topology on the GPU: a checkpoint of TensorFlow's through both kernels, and one sample at full size. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { multiplyAdds, type Decoder, type Dense } from '../../../src/generator/decoder.js';
import { createReferenceGenerator } from '../../../src/generator/reference.js';
import { createWebgpuGenerator } from '../../../src/generator/webgpu/generator.js';
import type { ShapeName } from '../../../src/generator/webgpu/shape.js';
import { maxError, tinyDecoder, tinyNote, uniforms } from '../../generator/models.js';
import { nsynthSuite } from '../../model/nsynth-golden.js';
import { halved } from '../../generator/halved.js';

let device: GPUDevice;
beforeAll(async () => {
  device = await (await navigator.gpu.requestAdapter())!.requestDevice();
});
afterAll(() => device.destroy());

const open = (shape: ShapeName) => (decoder: Decoder) =>
  createWebgpuGenerator(decoder, { device, adapterName: 'test GPU', shape });
nsynthSuite('webgpu, resident', open('resident'));
nsynthSuite('webgpu, layer by layer', open('layered'), 200);

/** The published sizes; all layers share one layer's weights, or making them would take longer than the sample. */
function fullSize(): Decoder {
  const [width, skip] = [512, 256];
  const dilations = Array.from({ length: 30 }, (_, n) => 2 ** (n % 10));
  const frame = tinyDecoder({ width: 4, skip: 4, filter: 3, startFilter: 3, dilations, pitchLag: null }, 1);
  const dense = (taps: number, inputs: number, outputs: number, gain: number): Dense => {
    const scale = gain * Math.sqrt(3 / (taps * inputs));
    const w = uniforms(taps * inputs * outputs, 5, outputs).map((value) => value * scale);
    return { taps, inputs, outputs, w, biases: uniforms(outputs, 6, outputs).map((value) => value * 0.1) };
  };
  const layer = {
    dilated: dense(3, width, 2 * width, 1.5),
    res: dense(1, width, width, 0.2),
    skip: dense(1, width, skip, 0.3),
  };
  return halved({
    config: { ...frame.config, width, skip },
    startconv: dense(3, 1, width, 1.5),
    startLag: null,
    skipStart: dense(1, width, skip, 1),
    layers: [layer],
    out1: dense(1, skip, skip, 1),
    logits: dense(1, skip, 256, 2),
  });
}

it('makes the first samples at full size as the reference does', async () => {
  const one = fullSize();
  const decoder = { ...one, layers: one.config.dilations.map(() => one.layers[0]!) };
  expect(multiplyAdds(decoder.config)).toBeGreaterThan(59e6);
  const generator = await createWebgpuGenerator(decoder, { device, adapterName: 'test GPU' });
  expect(generator.description).toBe('WebGPU, test GPU, float16 weights, layer by layer');
  const note = tinyNote(decoder, { length: 2, frames: 1 });
  const codes = Uint8Array.of(140, 90);
  const expected = await createReferenceGenerator(decoder).logits(note, codes);
  const scale = expected.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  expect(maxError(await generator.logits(note, codes), expected) / scale).toBeLessThan(1e-4);
  const batch = [1, 2, 3].map((seed) => tinyNote(decoder, { seed, length: 1, frames: 1 }));
  const made = await generator.generate(batch, { temperature: 1 });
  expect(made).toEqual(await createReferenceGenerator(decoder).generate(batch, { temperature: 1 }));
  await generator.close();
});
