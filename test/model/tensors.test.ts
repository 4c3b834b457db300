/** Tests the start of tfjs's backends in Node. */
import { expect, it } from 'vitest';
import { getBackend, tensor1d } from '@tensorflow/tfjs-core';
import { AlloyError } from '../../src/errors.js';
import { findAdapter } from '../../src/model/gpu.js';
import { initTensors, withTensors } from '../../src/model/tensors.js';

it('chooses WebAssembly when asked, once, and starts it when there is work for it', async () => {
  const backend = await initTensors('wasm');
  expect(backend).toEqual({ kind: 'wasm', description: 'WebAssembly', device: null, software: false });
  expect(await initTensors('wasm')).toBe(backend);
  expect(await withTensors(async () => getBackend())).toBe('wasm');
});

it('takes a real adapter where there is one, and WebAssembly where not', async () => {
  const choice = await findAdapter();
  const { kind } = await initTensors('auto');
  expect(kind).toBe(choice && !choice.software ? 'webgpu' : 'wasm');
});

it('says what to do when WebGPU is asked for and there is none', async () => {
  if (await findAdapter(true)) {
    expect((await initTensors('webgpu')).device).not.toBeNull();
  } else {
    const error = await initTensors('webgpu').catch((e: unknown) => e);
    expect(error).toBeInstanceOf(AlloyError);
    expect(error).toMatchObject({ code: 'no-backend', subject: 'webgpu' });
    expect((error as AlloyError).message).toMatch(/"auto" or "wasm"/);
  }
});

it('passes errors of the work on, and does it once', async () => {
  await initTensors('wasm');
  let times = 0;
  const work = async (): Promise<never> => {
    times++;
    throw new Error('of the work');
  };
  await expect(withTensors(work)).rejects.toThrow('of the work');
  expect(times).toBe(1);
  expect(await withTensors(() => tensor1d([1, 2]).data())).toEqual(new Float32Array([1, 2]));
});
