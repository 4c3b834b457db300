/** How a WebGPU render runs: the same samples however it is cut, aborting, going on, closing. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Generator, GeneratorChunk } from '../../../src/generator/generator.js';
import {
  createWebgpuGenerator,
  type WebgpuGeneratorOptions,
} from '../../../src/generator/webgpu/generator.js';
import { tinyDecoder, tinyNote } from '../../generator/models.js';

const decoder = tinyDecoder({}, 9);
const lengths = [150, 40, 210, 1, 97];
const batch = lengths.map((length, n) => tinyNote(decoder, { seed: n + 1, length, frames: n + 1, hop: 64 }));
const temperature = 0.9;
let device: GPUDevice;
let generator: Generator;
let whole: Uint8Array[];

async function webgpu(options: Partial<WebgpuGeneratorOptions> = {}): Promise<Generator> {
  return createWebgpuGenerator(decoder, { device, adapterName: 'test GPU', ...options });
}

function joined(chunks: readonly GeneratorChunk[], note: number, history: Uint8Array): Uint8Array {
  const codes = [...history];
  for (const chunk of chunks.filter((one) => one.note === note)) {
    expect(chunk.start).toBe(codes.length);
    codes.push(...chunk.codes);
  }
  return Uint8Array.from(codes);
}

beforeAll(async () => {
  device = await (await navigator.gpu.requestAdapter())!.requestDevice();
  generator = await webgpu();
  const made = await generator.generate(batch, { temperature });
  expect(made.map((note) => [note.complete, note.codes.length])).toEqual(lengths.map((n) => [true, n]));
  whole = made.map((note) => note.codes);
});
afterAll(async () => {
  await generator.close();
  device.destroy();
});

describe('the samples do not depend on', () => {
  it('the other notes of the batch', async () => {
    for (const [n, note] of batch.entries()) {
      const [alone] = await generator.generate([note], { temperature });
      expect(alone!.codes).toEqual(whole[n]);
    }
    const reversed = await generator.generate([...batch].reverse(), { temperature });
    expect(reversed.map((note) => note.codes).reverse()).toEqual(whole);
  });
  it.each([1, 7, 64])('the length of a dispatch, here %d samples', async (stepsPerDispatch) => {
    const other = await webgpu({ stepsPerDispatch });
    const made = await other.generate(batch, { temperature });
    expect(made.map((note) => note.codes)).toEqual(whole);
    await other.close();
  });
  it('the memory for a group of notes', async () => {
    const other = await webgpu({ memoryBytes: 6_000 });
    const starts: number[] = [];
    const made = await other.generate(batch, { temperature, onChunk: ({ note }) => starts.push(note) });
    expect(made.map((note) => note.codes)).toEqual(whole);
    expect(starts.findLastIndex((note) => note === 0)).toBeLessThan(starts.indexOf(4));
    await other.close();
  });
  it.each([1, 16, 1000])('the length of a chunk, here %d samples', async (chunkSamples) => {
    const chunks: GeneratorChunk[] = [];
    const made = await generator.generate(batch, {
      temperature,
      chunkSamples,
      onChunk: (chunk) => chunks.push(chunk),
    });
    expect(made.map((note) => note.codes)).toEqual(whole);
    for (const [n, codes] of whole.entries()) {
      expect(joined(chunks, n, new Uint8Array())).toEqual(codes);
      const sizes = chunks.filter((chunk) => chunk.note === n).map((chunk) => chunk.codes.length);
      expect(sizes.slice(0, -1).every((size) => size === chunkSamples)).toBe(true);
    }
  });
});

it('goes on from any history as if it had never stopped', async () => {
  for (const made of [1, 2, 14, 15, 16, 90, 209, 210]) {
    const note = { ...batch[2]!, history: whole[2]!.slice(0, made) };
    const chunks: GeneratorChunk[] = [];
    const fresh = batch[0]!;
    const [resumed, other] = await generator.generate([note, fresh], {
      temperature,
      onChunk: (chunk) => chunks.push(chunk),
    });
    expect(resumed).toEqual({ codes: whole[2], complete: true });
    expect(joined(chunks, 0, note.history)).toEqual(whole[2]);
    expect(other!.codes).toEqual(whole[0]);
  }
});

it('aborted, gives what was made, and goes on from there', async () => {
  const other = await webgpu({ stepsPerDispatch: 20 });
  const abort = new AbortController();
  const chunks: GeneratorChunk[] = [];
  const part = await other.generate(batch, {
    temperature,
    chunkSamples: 32,
    signal: abort.signal,
    onChunk: (chunk) => {
      chunks.push(chunk);
      if (chunk.start >= 32) abort.abort();
    },
  });
  expect(part.map((note) => note.complete)).toEqual([false, true, false, true, false]);
  for (const [n, note] of part.entries()) {
    expect(note.codes).toEqual(whole[n]!.slice(0, note.codes.length));
    expect(joined(chunks, n, new Uint8Array())).toEqual(note.codes);
  }
  const rest = batch.map((note, n) => ({ ...note, history: part[n]!.codes }));
  const made = await other.generate(rest, { temperature });
  expect(made.map((note) => note.codes)).toEqual(whole);
  await other.close();
});

it('closed, rejects what is pending and what comes', async () => {
  const other = await webgpu({ stepsPerDispatch: 1 });
  let pending: Promise<unknown> | undefined;
  await new Promise<void>((resolve) => {
    pending = other.generate(batch, { temperature, onProgress: () => resolve() });
    pending.catch(() => undefined);
  });
  await other.close();
  await expect(pending).rejects.toMatchObject({ code: 'closed' });
  await expect(other.generate(batch, { temperature })).rejects.toMatchObject({ code: 'closed' });
  await expect(other.logits(batch[0]!, new Uint8Array(3))).rejects.toMatchObject({ code: 'closed' });
});

it('refuses what it cannot do, with the reason', async () => {
  const wide = tinyDecoder({ width: 600, skip: 600, dilations: [1] }, 1);
  const refused = createWebgpuGenerator(wide, { device, adapterName: 'test GPU', shape: 'resident' });
  await expect(refused).rejects.toMatchObject({ code: 'no-backend', subject: 'test GPU' });
  await expect(refused).rejects.toThrow(/does not fit .* bytes of workgroup memory/);
  const classes = tinyDecoder({ levels: 128 }, 1);
  const either = createWebgpuGenerator(classes, { device, adapterName: 'test GPU' });
  await expect(either).rejects.toThrow(/does not fit .* 128 classes/);
  await expect(generator.generate(batch, { temperature: -1 })).rejects.toMatchObject({
    code: 'bad-argument',
  });
});

it('runs in a worker as in a page', async () => {
  const worker = new Worker(new URL('./webgpu.worker.ts', import.meta.url), { type: 'module' });
  const answer = await new Promise<unknown>((resolve, reject) => {
    worker.onmessage = (event: MessageEvent<unknown>) => resolve(event.data);
    worker.onerror = (event) => reject(new Error(event.message));
    worker.postMessage({ seed: 9, batch, temperature });
  });
  worker.terminate();
  expect(answer).toEqual(whole);
});
