/** A device that goes away in the middle of a render. */
import { beforeAll, describe, expect, it } from 'vitest';
import type { Generator, GeneratorChunk, GeneratorProgress } from '../../../src/generator/generator.js';
import { DeviceLostError } from '../../../src/generator/device-lost.js';
import { createReferenceGenerator } from '../../../src/generator/reference.js';
import { createResilientGenerator, type ResilientOptions } from '../../../src/generator/resilient.js';
import { createWebgpuGenerator } from '../../../src/generator/webgpu/generator.js';
import { maxError, tinyDecoder, tinyNote } from '../../generator/models.js';

const decoder = tinyDecoder({}, 21);
const lengths = [160, 90, 30];
const batch = lengths.map((length, n) => tinyNote(decoder, { seed: n + 1, length }));
const temperature = 1;
const adapterName = 'test GPU';
let whole: Uint8Array[];

async function newDevice(): Promise<GPUDevice> {
  return (await navigator.gpu.requestAdapter())!.requestDevice();
}

beforeAll(async () => {
  const device = await newDevice();
  const generator = await createWebgpuGenerator(decoder, { device, adapterName });
  whole = (await generator.generate(batch, { temperature })).map((note) => note.codes);
  await generator.close();
  device.destroy();
});

/** Everything that a call hands out, and a hook when the first note has 48 samples. */
function listener(onHalf: () => void) {
  const codes = batch.map<number[]>(() => []);
  const progress: GeneratorProgress[] = [];
  let half = false;
  return {
    progress,
    codes: () => codes.map((list) => Uint8Array.from(list)),
    options: {
      temperature,
      chunkSamples: 24,
      onProgress: (report: GeneratorProgress) => progress.push(report),
      onChunk: (chunk: GeneratorChunk) => {
        expect(chunk.start).toBe(codes[chunk.note]!.length);
        codes[chunk.note]!.push(...chunk.codes);
        if (!half && chunk.note === 0 && chunk.start >= 24) {
          half = true;
          onHalf();
        }
      },
    },
  };
}

describe('a plain WebGPU generator', () => {
  it('rejects with what was made', async () => {
    const device = await newDevice();
    const generator = await createWebgpuGenerator(decoder, { device, adapterName, stepsPerDispatch: 10 });
    const heard = listener(() => device.destroy());
    const error = await generator.generate(batch, heard.options).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(DeviceLostError);
    const { partial, code, subject } = error as DeviceLostError;
    expect([code, subject]).toEqual(['device-lost', adapterName]);
    expect(partial.map((note) => note.complete)).toEqual([false, false, true]);
    expect(partial.map((note) => note.codes)).toEqual(heard.codes());
    expect(partial.map((note, n) => whole[n]!.slice(0, note.codes.length))).toEqual(heard.codes());
    expect(partial[0]!.codes.length).toBeGreaterThanOrEqual(48);
    await generator.close();
  });
  it('rejects later calls and a new generator on the lost device too', async () => {
    const device = await newDevice();
    const generator = await createWebgpuGenerator(decoder, { device, adapterName });
    device.destroy();
    await device.lost;
    const history = whole[0]!.slice(0, 7);
    const error = await generator
      .generate([{ ...batch[0]!, history }], { temperature })
      .catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(DeviceLostError);
    expect((error as DeviceLostError).partial).toEqual([{ codes: history, complete: false }]);
    await expect(generator.logits(batch[0]!, whole[0]!)).rejects.toBeInstanceOf(DeviceLostError);
    await expect(createWebgpuGenerator(decoder, { device, adapterName })).rejects.toBeInstanceOf(
      DeviceLostError,
    );
  });
});

describe('a resilient generator', () => {
  const neverFallback = (): Promise<Generator> => Promise.reject(new Error('there was no need'));
  async function resilient(options: Partial<ResilientOptions>): Promise<[Generator, GPUDevice]> {
    const device = await newDevice();
    const generator = await createResilientGenerator(decoder, {
      device,
      adapterName,
      stepsPerDispatch: 10,
      fallback: neverFallback,
      ...options,
    });
    return [generator, device];
  }
  function expectWholeProgress(reports: readonly GeneratorProgress[]): void {
    const done = reports.map((report) => report.samplesDone);
    expect(done).toEqual([...done].sort((a, b) => a - b));
    expect(reports.every((report) => report.samplesTotal === 280)).toBe(true);
    expect(done.at(-1)).toBe(280);
  }

  it('goes on on a new device as if nothing had happened', async () => {
    const devices: GPUDevice[] = [];
    const [generator, first] = await resilient({
      newDevice: async () => {
        devices.push(await newDevice());
        return devices.at(-1)!;
      },
    });
    const heard = listener(() => first.destroy());
    const made = await generator.generate(batch, heard.options);
    expect(made.map((note) => note.codes)).toEqual(whole);
    expect(heard.codes()).toEqual(whole);
    expectWholeProgress(heard.progress);
    expect([devices.length, generator.kind]).toEqual([1, 'webgpu']);

    devices[0]!.destroy(); // and again, between two calls, with two calls at once
    const both = await Promise.all([1, 2].map(() => generator.generate(batch, { temperature })));
    for (const notes of both) expect(notes.map((note) => note.codes)).toEqual(whole);
    expect(devices.length).toBe(2);
    await generator.close();
    devices[1]!.destroy();
  });

  it.each([
    ['there is no new device', () => Promise.resolve(null)],
    ['asking for one fails', () => Promise.reject(new Error('driver down'))],
    [
      'every new one is lost at once',
      async () => {
        const device = await newDevice();
        device.destroy();
        return device;
      },
    ],
  ])('goes on on the fallback when %s', async (_, lookForDevice) => {
    let before: Uint8Array[] = [];
    const [generator, first] = await resilient({
      newDevice: lookForDevice,
      fallback: () => {
        before = heard.codes();
        return Promise.resolve(createReferenceGenerator(decoder));
      },
    });
    const heard = listener(() => first.destroy());
    const made = await generator.generate(batch, heard.options);
    expect(generator.kind).toBe('reference');
    expect(heard.codes()).toEqual(made.map((note) => note.codes));
    expectWholeProgress(heard.progress);
    // The GPU's samples up to the loss, the reference's after it: the two may differ by rounding.
    expect(before.map((codes, n) => whole[n]!.slice(0, codes.length))).toEqual(before);
    expect(before[0]!.length).toBeGreaterThanOrEqual(48);
    const rest = batch.map((note, n) => ({ ...note, history: before[n]! }));
    expect(made).toEqual(await createReferenceGenerator(decoder).generate(rest, { temperature }));
    await generator.close();
  });

  it('also for logits', async () => {
    const [generator, first] = await resilient({ newDevice });
    first.destroy();
    const expected = await createReferenceGenerator(decoder).logits(batch[0]!, whole[0]!);
    expect(maxError(await generator.logits(batch[0]!, whole[0]!), expected)).toBeLessThan(1e-4);
    await generator.close();
    await expect(generator.generate(batch, { temperature })).rejects.toMatchObject({ code: 'closed' });
  });
});
