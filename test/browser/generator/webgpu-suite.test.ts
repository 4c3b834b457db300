/** The WebGPU generator keeps to what every generator keeps to. */
import { afterAll, beforeAll } from 'vitest';
import type { Decoder } from '../../../src/generator/decoder.js';
import { createWebgpuGenerator } from '../../../src/generator/webgpu/generator.js';
import { generatorAgreement } from '../../generator/agreement.js';
import { generatorSuite } from '../../generator/suite.js';

let device: GPUDevice;
beforeAll(async () => {
  device = await (await navigator.gpu.requestAdapter())!.requestDevice();
});
afterAll(() => device.destroy());

const open = (decoder: Decoder) => createWebgpuGenerator(decoder, { device, adapterName: 'test GPU' });
generatorSuite('webgpu', open);
generatorAgreement('webgpu', open);
