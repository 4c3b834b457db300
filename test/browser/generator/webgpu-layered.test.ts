/** The layered kernel against what every generator keeps to, and what is its own. In CI the GPU is SwiftShader. */
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Decoder } from '../../../src/generator/decoder.js';
import type { Generator } from '../../../src/generator/generator.js';
import { DeviceLostError } from '../../../src/generator/device-lost.js';
import { createReferenceGenerator } from '../../../src/generator/reference.js';
import {
  createWebgpuGenerator,
  type WebgpuGeneratorOptions,
} from '../../../src/generator/webgpu/generator.js';
import { generatorAgreement } from '../../generator/agreement.js';
import { maxError, randomCodes, tinyDecoder, tinyNote } from '../../generator/models.js';
import { generatorSuite } from '../../generator/suite.js';
import { halved } from '../../generator/halved.js';

async function freshDevice(features: readonly string[] = []): Promise<GPUDevice> {
  const adapter = (await navigator.gpu.requestAdapter())!;
  const made = await adapter.requestDevice({ requiredFeatures: features as GPUFeatureName[] });
  made.addEventListener('uncapturederror', (event) => {
    throw new Error(event.error.message);
  });
  return made;
}

let device: GPUDevice;
/** With subgroups, where there are any; the last test loses it. A device of its own a test would compile all anew. */
let second: GPUDevice;
const subgroups = async (): Promise<boolean> => {
  const { features } = (await navigator.gpu.requestAdapter())!;
  return navigator.gpu.wgslLanguageFeatures.has('subgroup_id') && features.has('subgroups');
};
beforeAll(async () => {
  device = await freshDevice();
  second = await freshDevice((await subgroups()) ? ['subgroups'] : []);
});
afterAll(() => {
  device.destroy();
  second.destroy();
});

async function layered(decoder: Decoder, options: Partial<WebgpuGeneratorOptions> = {}): Promise<Generator> {
  return createWebgpuGenerator(decoder, { device, adapterName: 'test GPU', shape: 'layered', ...options });
}

// SwiftShader takes as long for a dispatch as for a small layer: fewer layers, fewer samples.
generatorSuite('webgpu, layer by layer', layered, { dilations: [1, 2] }, 40);
generatorAgreement('webgpu, layer by layer', layered, 24);

describe('layer by layer', () => {
  const decoder = tinyDecoder({ width: 20, skip: 40, dilations: [1, 2], filter: 3 }, 7);
  const lengths = Array.from({ length: 37 }, (_, n) => 8 + (n % 3));
  const batch = lengths.map((length, n) => tinyNote(decoder, { seed: n + 1, length, hop: 4 }));

  it('a note is the same alone, among few and among many, and that of the reference', async () => {
    const generator = await layered(decoder);
    const many = await generator.generate(batch, { temperature: 1 });
    expect(many).toEqual(await createReferenceGenerator(decoder).generate(batch, { temperature: 1 }));
    expect(await generator.generate(batch.slice(0, 7), { temperature: 1 })).toEqual(many.slice(0, 7));
    expect(await generator.generate([batch[36]!], { temperature: 1 })).toEqual([many[36]]);
    expect(new Set(many.map(({ codes }) => codes.join())).size).toBeGreaterThan(30);
    await generator.close();
  });
  it.for([false, true])('subgroups change no bit, float16 weights: %s', async (float16, { skip }) => {
    if (!(await subgroups())) return skip('not run: there are no subgroups here');
    const compile = vi.spyOn(second, 'createShaderModule').mockClear();
    const without = await layered(decoder, { float16 });
    const within = await layered(decoder, { float16, device: second });
    const codes = randomCodes(24, 4);
    expect(await within.logits(batch[0]!, codes)).toEqual(await without.logits(batch[0]!, codes));
    // Without subgroups a note is the same in a batch of any size: above, and in the suite.
    const expected = await without.generate(batch, { temperature: 1 });
    // Each size is compiled anew; how weights are stored has nothing to do with it.
    for (const size of float16 ? [3] : [1, 2, 3, 4, 7]) {
      expect(await within.generate(batch.slice(0, size), { temperature: 1 })).toEqual(
        expected.slice(0, size),
      );
    }
    expect(compile.mock.calls.some(([{ code }]) => code.includes('subgroupShuffleXor'))).toBe(true);
    await Promise.all([without.close(), within.close()]);
  });
  it('so with float16 weights', async () => {
    const generator = await layered(decoder, { float16: true });
    const many = await generator.generate(batch, { temperature: 1 });
    expect(await generator.generate([batch[36]!], { temperature: 1 })).toEqual([many[36]]);
    await generator.close();
  });
  it('float16 weights give the plain logits where they lose nothing', async () => {
    const exact = halved(decoder);
    const generator = await layered(exact);
    expect(generator.description).toBe('WebGPU, test GPU, float16 weights, layer by layer');
    const [note, codes] = [tinyNote(exact), randomCodes(24, 4)];
    const expected = await createReferenceGenerator(exact).logits(note, codes);
    expect(maxError(await generator.logits(note, codes), expected)).toBeLessThan(1e-4);
    await generator.close();
  });
  it('a thousand samples need no word from the host, and are the same as one by one', async () => {
    const small = tinyDecoder({ dilations: [1, 2] }, 3);
    const note = tinyNote(small, { length: 1024, frames: 40, hop: 32 });
    const atOnce = await layered(small, { stepsPerDispatch: 1024 });
    let submissions = 0;
    const submit = device.queue.submit.bind(device.queue);
    device.queue.submit = (buffers) => {
      submissions++;
      submit(buffers);
    };
    const made = await atOnce.generate([note], { temperature: 1 });
    device.queue.submit = submit;
    expect(submissions).toBe(1);
    const oneByOne = await layered(small, { stepsPerDispatch: 1 });
    const [part] = await oneByOne.generate([{ ...note, length: 40 }], { temperature: 1 });
    expect(made[0]!.codes.slice(0, 40)).toEqual(part!.codes);
    const [expected] = await createReferenceGenerator(small).generate([{ ...note, length: 100 }], {
      temperature: 1,
    });
    expect(made[0]!.codes.slice(0, 100)).toEqual(expected!.codes.slice(0, 100));
    await Promise.all([atOnce.close(), oneByOne.close()]);
  });
  it('a batch beyond the memory is made in parts', async () => {
    const generator = await layered(decoder, { memoryBytes: 20_000, stepsPerDispatch: 8 });
    const order: number[] = [];
    const onChunk = ({ note }: { note: number }) => order.push(note);
    const made = await generator.generate(batch.slice(0, 9), { temperature: 1, onChunk });
    expect(order.lastIndexOf(0)).toBeLessThan(order.indexOf(8));
    const whole = await layered(decoder);
    expect(made).toEqual(await whole.generate(batch.slice(0, 9), { temperature: 1 }));
    await Promise.all([generator.close(), whole.close()]);
  });
  it('a device with less memory than was thought gets the batch in halves', async () => {
    const generator = await layered(decoder);
    const expected = await generator.generate(batch.slice(0, 4), { temperature: 1 });
    const create = device.createBuffer.bind(device);
    let refused = 0;
    device.createBuffer = (descriptor) => {
      // as an adapter would whose memory holds the queues of one note
      if (descriptor.label === 'alloy gates' && descriptor.size > 24 * 4) {
        refused++;
        throw new RangeError('no memory');
      }
      return create(descriptor);
    };
    const made = await generator.generate(batch.slice(0, 4), { temperature: 1 });
    device.createBuffer = create;
    expect(made).toEqual(expected);
    expect(refused).toBe(3); // four notes, and twice two
    await generator.close();
  });
  it('is what runs a model whose weights no cache holds and that fits no workgroup', async () => {
    const wide = tinyDecoder({ width: 600, skip: 600, dilations: [1], pitchLag: null }, 1);
    const generator = await createWebgpuGenerator(wide, { device, adapterName: 'test GPU' });
    expect(generator.description).toMatch(/layer by layer/);
    const [note, codes] = [tinyNote(wide), randomCodes(4, 4)];
    const expected = await createReferenceGenerator(wide).logits(note, codes);
    expect(maxError(await generator.logits(note, codes), expected)).toBeLessThan(1e-4);
    await generator.close();
  });
  it('a lost device gives what was made, to go on from', async () => {
    const generator = await layered(decoder, { device: second, stepsPerDispatch: 4 });
    const note = tinyNote(decoder, { length: 120, hop: 8 });
    const onProgress = ({ samplesDone }: { samplesDone: number }) => {
      if (samplesDone >= 40) second.destroy();
    };
    const lost: unknown = await generator
      .generate([note], { temperature: 1, onProgress })
      .catch((e: unknown) => e);
    expect(lost).toBeInstanceOf(DeviceLostError);
    const { codes } = (lost as DeviceLostError).partial[0]!;
    expect(codes.length).toBeGreaterThanOrEqual(40);
    const next = await layered(decoder);
    const [whole] = await next.generate([note], { temperature: 1 });
    const [resumed] = await next.generate([{ ...note, history: codes }], { temperature: 1 });
    expect(codes).toEqual(whole!.codes.slice(0, codes.length));
    expect(resumed).toEqual(whole);
    await Promise.all([generator.close(), next.close()]);
  });
});
