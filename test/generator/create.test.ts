/** Tests the choice of a generator. */
import { expect, it } from 'vitest';
import { isSoftwareAdapter, fasterOf, measureSpeed } from '../../src/generator/choose.js';
import { createGenerator } from '../../src/generator/create.js';
import type { Generator } from '../../src/generator/generator.js';
import { createReferenceGenerator } from '../../src/generator/reference.js';
import { tinyDecoder } from './models.js';

const decoder = tinyDecoder({}, 6);
const large = tinyDecoder({ width: 32, skip: 64 }, 6);

it('makes what is asked for', async () => {
  for (const backend of ['reference', 'wasm'] as const) {
    const generator = await createGenerator(decoder, { backend, workers: 1 });
    expect(generator.kind).toBe(backend);
    expect(generator.decoder).toBe(decoder);
    await generator.close();
  }
});

it('auto without a device is wasm', async () => {
  const generator = await createGenerator(decoder, { backend: 'auto', workers: 1 });
  expect(generator).toMatchObject({ kind: 'wasm', description: 'WebAssembly SIMD, 1 worker' });
  await generator.close();
});

it('webgpu without a device says what to do', async () => {
  await expect(createGenerator(decoder, { backend: 'webgpu' })).rejects.toMatchObject({
    code: 'no-backend',
    message: expect.stringContaining('"wasm"'),
  });
});

it('knows software adapters by name', () => {
  for (const name of ['Google SwiftShader', 'llvmpipe (LLVM 15)', 'Microsoft Basic Render Driver']) {
    expect(isSoftwareAdapter(name)).toBe(true);
  }
  for (const name of ['nvidia hopper', 'Apple M2', 'AMD Radeon RX 6600', 'Intel UHD 620', '']) {
    expect(isSoftwareAdapter(name)).toBe(false);
  }
});

/** A real generator that remembers whether it was closed. */
function candidate(of: typeof decoder): { open: () => Promise<Generator>; closed: () => boolean } {
  const generator = createReferenceGenerator(of);
  let closed = false;
  const close = generator.close.bind(generator);
  generator.close = () => {
    closed = true;
    return close();
  };
  return { open: async () => generator, closed: () => closed };
}

it('takes the faster of two and closes the other', async () => {
  for (const swapped of [false, true]) {
    const quick = candidate(decoder);
    const slow = candidate(large);
    const pair = swapped ? ([slow, quick] as const) : ([quick, slow] as const);
    // Speeds are told: on a busy machine a measured one may be anything.
    const speedOf = async ({ decoder: of }: Generator): Promise<number> => (of === large ? 1e4 : 1e5);
    const chosen = await fasterOf(pair[0].open, pair[1].open, speedOf);
    expect(chosen).toBe(await quick.open());
    expect([quick.closed(), slow.closed()]).toEqual([false, true]);
    await chosen.close();
  }
});

it('takes the other one when one fails, and says why when both do', async () => {
  const broken = async (): Promise<Generator> => {
    throw new Error('no such thing');
  };
  const works = candidate(decoder);
  expect(await fasterOf(broken, works.open)).toBe(await works.open());
  expect(await fasterOf(works.open, broken)).toBe(await works.open());
  expect(works.closed()).toBe(false);
  await expect(fasterOf(broken, broken)).rejects.toThrow('no such thing');
  await (await works.open()).close();
});

it('measures in about the time that it is given', async () => {
  const generator = createReferenceGenerator(decoder);
  expect(await measureSpeed(generator, 20)).toBeGreaterThan(100);
});
