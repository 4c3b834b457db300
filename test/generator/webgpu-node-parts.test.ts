/** The parts of the WebGPU generator that need no GPU. */
import { describe, expect, it } from 'vitest';
import type { DecoderConfig } from '../../src/generator/decoder.js';
import type { GeneratorChunk } from '../../src/generator/generator.js';
import { areHalves, fromHalf, toHalf } from '../../src/generator/webgpu/half.js';
import { fitsResident, residentLayout, type ResidentLimits } from '../../src/generator/webgpu/layout.js';
import { Pace } from '../../src/generator/webgpu/pace.js';
import {
  isHalfPrecision,
  packConditioning,
  packConstants,
  packWeights,
} from '../../src/generator/webgpu/pack.js';
import { planGroups, planNote } from '../../src/generator/webgpu/plan.js';
import { NoteWriter } from '../../src/generator/webgpu/writer.js';
import { PITCH_LAG, TINY, tinyDecoder, tinyNote, uniforms } from './models.js';

/** What every WebGPU device allows at least. */
const LEAST: ResidentLimits = {
  maxComputeInvocationsPerWorkgroup: 256,
  maxComputeWorkgroupSizeX: 256,
  maxComputeWorkgroupStorageSize: 16384,
  maxComputeWorkgroupsPerDimension: 65535,
  maxStorageBufferBindingSize: 134217728,
  maxStorageBuffersPerShaderStage: 8,
  maxBufferSize: 268435456,
};

const stages = (dilations: readonly number[], count: number) =>
  Array.from({ length: count }, () => dilations).flat();
const FACTORY: DecoderConfig = {
  ...TINY,
  dilations: stages([1, 2, 4, 8, 16, 32], 2),
  width: 48,
  skip: 96,
};
const NSYNTH: DecoderConfig = {
  startFilter: 3,
  filter: 3,
  dilations: stages([1, 2, 4, 8, 16, 32, 64, 128, 256, 512], 3),
  width: 512,
  skip: 256,
  levels: 256,
  pitchLag: null,
};

describe('float16', () => {
  it('takes every float16 to itself', () => {
    for (let half = 0; half < 65536; half++) {
      const value = fromHalf(half);
      if (!Number.isNaN(value)) expect(toHalf(value)).toBe(half);
    }
    expect(fromHalf(toHalf(NaN))).toBeNaN();
  });
  it('rounds to the nearest, ties to even', () => {
    for (const scale of [1, 1e-3, 1e-5, 3e-7, 6e4]) {
      for (const value of uniforms(2000, 1).map((x) => x * scale)) {
        const half = toHalf(value);
        const error = Math.abs(fromHalf(half) - value);
        expect(error).toBeLessThanOrEqual(Math.abs(fromHalf(half + 1) - value));
        if (half & 0x7fff) expect(error).toBeLessThanOrEqual(Math.abs(fromHalf(half - 1) - value));
      }
    }
    expect([1 + 2 ** -11, 1 + 3 * 2 ** -11, 2 ** -25, 65520].map((x) => fromHalf(toHalf(x)))).toEqual([
      1,
      1 + 2 ** -9,
      0,
      Infinity,
    ]);
  });
  it('is told from float32', () => {
    expect(areHalves(Float32Array.of(0.5, -0.0625, 0, 65504))).toBe(true);
    expect(areHalves(Float32Array.of(0.5, 0.1))).toBe(false);
    expect(isHalfPrecision(tinyDecoder({}, 1))).toBe(false);
  });
});

describe('fitsResident', () => {
  it('takes the factory model on the least device', () => {
    expect(fitsResident(FACTORY, LEAST, true)).toEqual({ fits: true });
    expect(fitsResident({ ...FACTORY, width: 64, skip: 128 }, LEAST, false)).toEqual({ fits: true });
  });
  it.each<[string, DecoderConfig, Partial<ResidentLimits>, RegExp]>([
    ["NSynth's model", NSYNTH, {}, /needs \d+ bytes of workgroup memory, this device allows 16384/],
    [
      "NSynth's model on a large device",
      NSYNTH,
      { maxComputeWorkgroupStorageSize: 49152 },
      /bytes of weights/,
    ],
    ['other levels', { ...TINY, levels: 128 }, {}, /128 classes/],
    ['no layers', { ...TINY, dilations: [] }, {}, /0 layers/],
    ['very many layers', { ...TINY, dilations: stages([1], 65) }, {}, /65 layers/],
    ['too few buffers', TINY, { maxStorageBuffersPerShaderStage: 4 }, /needs 8 storage buffers/],
    ['long queues', { ...TINY, width: 64, dilations: [2 ** 20] }, {}, /bytes of queues/],
  ])('refuses %s', (_, config, limits, reason) => {
    const fit = fitsResident(config, { ...LEAST, ...limits }, false);
    expect(fit.fits ? '' : fit.reason).toMatch(reason);
  });
  it('keeps the workgroup within the device', () => {
    expect(residentLayout(FACTORY, LEAST).workgroup).toBe(128);
    expect(residentLayout(NSYNTH, { ...LEAST, maxComputeInvocationsPerWorkgroup: 128 }).workgroup).toBe(128);
  });
});

describe('packing', () => {
  it.each<Partial<DecoderConfig>>([
    {},
    { width: 6, skip: 10, filter: 3, startFilter: 3 },
    { pitchLag: null },
  ])('fills the layout exactly: %o', (overrides) => {
    const decoder = tinyDecoder(overrides, 2);
    const layout = residentLayout(decoder.config, LEAST);
    const words = packWeights(decoder, layout, false);
    expect(words.length).toBe(layout.blocks * 8);
    const dense = [
      ...decoder.layers.flatMap((layer) => [layer.dilated, layer.res, layer.skip]),
      decoder.skipStart,
      decoder.out1,
      decoder.logits,
    ].flatMap((one) => [...one.w]);
    const packed = [...new Float32Array(words.buffer)].filter((weight) => weight !== 0);
    expect(packed.sort()).toEqual(dense.filter((weight) => weight !== 0).sort());
    const constants = packConstants(decoder, layout);
    expect(constants.length).toBe(2 * layout.constantPairs);
    expect(constants.at(-1)).toBe(decoder.logits.biases.at(-1));
  });
  it('adds the biases to the conditioning', () => {
    const decoder = tinyDecoder({ width: 6, skip: 10 }, 2);
    const layout = residentLayout(decoder.config, LEAST);
    const { values } = tinyNote(decoder, { frames: 2 }).conditioning;
    const packed = new Float32Array(4 * layout.framePairs);
    packConditioning(decoder, layout, values, packed);
    const row = values.length / 2;
    const second = 2 * layout.framePairs;
    const { dilated } = decoder.layers[1]!;
    expect(packed[second + 2 * layout.width + 2 * 5]).toBeCloseTo(
      values[row + 12 + 5]! + dilated.biases[5]!,
      6,
    );
    expect(packed[second + 2 * layout.width + 2 * 5 + 1]).toBeCloseTo(
      values[row + 12 + 11]! + dilated.biases[11]!,
      6,
    );
    expect(packed[second + 2 * 6 * layout.width + 9]).toBeCloseTo(
      values[row + 81]! + decoder.out1.biases[9]!,
      6,
    );
  });
});

describe('planGroups', () => {
  const decoder = tinyDecoder({ pitchLag: PITCH_LAG }, 2);
  const kernel = { decoder, layout: residentLayout(decoder.config, LEAST) };
  const notes = [1, 2, 3, 4, 5].map((seed) =>
    planNote(kernel, tinyNote(decoder, { seed, frames: 4 }), new Uint8Array(), 0, 100),
  );
  const sizes = (limits: Partial<ResidentLimits>, budget: number) =>
    planGroups(kernel, notes, { limits: { ...LEAST, ...limits }, budget, adapterName: 'x' }).map(
      (g) => g.length,
    );
  const conditioning = 4 * kernel.layout.framePairs * 8;

  it('puts all in one group where there is room', () => expect(sizes({}, 1e6)).toEqual([5]));
  it('keeps each buffer within the limits', () => {
    expect(sizes({ maxStorageBufferBindingSize: 2 * conditioning }, 1e6)).toEqual([2, 2, 1]);
    expect(sizes({ maxComputeWorkgroupsPerDimension: 3 }, 1e6)).toEqual([3, 2]);
  });
  it('keeps to the budget, a note at least', () => expect(sizes({}, 1)).toEqual([1, 1, 1, 1, 1]));
  it('refuses a note beyond the limits', () => {
    expect(() => sizes({ maxBufferSize: conditioning - 1 }, 1e6)).toThrow(/4 frames needs \d+ bytes/);
  });
});

describe('Pace', () => {
  it('finds the dispatch length of a device, fast or slow', () => {
    for (const perStep of [0.005, 0.5, 20, 500]) {
      const pace = new Pace(1e6, 4096);
      for (let i = 0; i < 12; i++) pace.measured(pace.steps, pace.steps * perStep);
      expect(pace.steps).toBe(Math.max(1, Math.min(4096, Math.floor(30 / perStep))));
    }
  });
  it('never grows more than fourfold at once', () => {
    const pace = new Pace(1e6, 4096);
    expect(pace.steps).toBe(4);
    pace.measured(4, 0);
    expect(pace.steps).toBe(16);
  });
  it('stays where it was put', () => {
    const pace = new Pace(1e6, 4096, 7);
    pace.measured(7, 1000);
    expect([pace.steps, pace.most]).toEqual([7, 7]);
  });
});

describe('NoteWriter', () => {
  const note = { ...tinyNote(tinyDecoder({}, 1), { length: 20 }), history: Uint8Array.of(1, 2, 3) };
  function write(
    chunkSamples: number | undefined,
    writes: readonly number[],
  ): [GeneratorChunk[], NoteWriter] {
    const chunks: GeneratorChunk[] = [];
    const writer = new NoteWriter(7, note, (chunk) => chunks.push(chunk), chunkSamples);
    let next = 4;
    for (const count of writes) writer.write(Array.from({ length: count }, () => next++));
    return [chunks, writer];
  }
  it('hands out chunks of the asked length, the rest at the end', () => {
    const [chunks, writer] = write(5, [3, 9, 5]);
    expect(chunks.map((chunk) => [chunk.note, chunk.start, chunk.codes.length])).toEqual([
      [7, 3, 5],
      [7, 8, 5],
      [7, 13, 5],
      [7, 18, 2],
    ]);
    expect(writer.note()).toEqual({
      codes: Uint8Array.from({ length: 20 }, (_, i) => i + 1),
      complete: true,
    });
  });
  it('without a length hands out what there is', () => {
    const [chunks] = write(undefined, [3, 9]);
    expect(chunks.map((chunk) => chunk.codes.length)).toEqual([3, 9]);
  });
  it('flushes what is left of an unfinished note once', () => {
    const [chunks, writer] = write(5, [7]);
    writer.flush();
    writer.flush();
    expect(chunks.map((chunk) => [...chunk.codes])).toEqual([
      [4, 5, 6, 7, 8],
      [9, 10],
    ]);
    expect(writer.note()).toMatchObject({ complete: false });
  });
});
