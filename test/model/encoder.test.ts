/** Tests both encoders against plain convolutions. */
import { describe, expect, it } from 'vitest';
import { memory } from '@tensorflow/tfjs-core';
import { encodeSample } from '../../src/audio/mulaw.js';
import { loadModel } from '../../src/model/load.js';
import type { WaveformEncoderConfig } from '../../src/model/manifest.js';
import { largestDifference } from '../audio/goldens.js';
import { pluck, TINY_FACTORY, TINY_NSYNTH, tinyModel } from './models.js';

/** A signal as rows of channels. */
type Rows = number[][];

/** A convolution with zero padding, straight from its definition; `w` is [filter, in, out]. */
function convolve(x: Rows, w: Float32Array, biases: Float32Array, filter: number, dilation = 1): Rows {
  const inputs = x[0]!.length;
  const outputs = biases.length;
  return x.map((_, t) =>
    Array.from({ length: outputs }, (_, o) => {
      let sum = biases[o]!;
      for (let tap = 0; tap < filter; tap++) {
        const row = x[t + (tap - (filter - 1) / 2) * dilation];
        if (!row) continue;
        for (let i = 0; i < inputs; i++) sum += row[i]! * w[(tap * inputs + i) * outputs + o]!;
      }
      return sum;
    }),
  );
}

/** NSynth's encoder as its paper has it. */
function plainEncoder(
  samples: Float32Array,
  { layers, layersPerStage, filter, hop }: WaveformEncoderConfig,
  weights: ReadonlyMap<string, Float32Array>,
): number[] {
  const conv = (x: Rows, name: string, taps: number, dilation = 1): Rows =>
    convolve(x, weights.get(`${name}/W`)!, weights.get(`${name}/biases`)!, taps, dilation);
  const relu = (x: Rows): Rows => x.map((row) => row.map((value) => Math.max(0, value)));
  let e = conv(
    Array.from(samples, (x) => [(encodeSample(x) - 128) / 128]),
    'ae_startconv',
    filter,
  );
  for (let n = 1; n <= layers; n++) {
    const d = conv(relu(e), `ae_dilatedconv_${n}`, filter, 2 ** ((n - 1) % layersPerStage));
    const r = conv(relu(d), `ae_res_${n}`, 1);
    e = e.map((row, t) => row.map((value, i) => value + r[t]![i]!));
  }
  const z = conv(e, 'ae_bottleneck', 1);
  return Array.from({ length: z.length / hop }, (_, frame) =>
    z.slice(frame * hop, (frame + 1) * hop),
  ).flatMap((rows) => rows[0]!.map((_, i) => rows.reduce((sum, row) => sum + row[i]!, 0) / hop));
}

describe("NSynth's encoder", () => {
  const tiny = tinyModel(TINY_NSYNTH, 5, 'float32');
  const config = TINY_NSYNTH.encoder as WaveformEncoderConfig;

  it('is the plain convolutions of the paper', async () => {
    const model = await loadModel(tiny.files);
    const samples = pluck(60, 640 / 16000);
    const timbre = await model.encode(samples);
    expect(timbre).toMatchObject({ frames: 10, channels: 16, hop: 64 });
    const expected = plainEncoder(samples, config, tiny.weights);
    expect(Math.max(...expected.map(Math.abs))).toBeGreaterThan(0.1);
    expect(largestDifference(timbre.values, expected)).toBeLessThan(2e-5);
  });

  it('fills the last hop with silence', async () => {
    const model = await loadModel(tiny.files);
    const samples = pluck(60, 600 / 16000);
    const padded = new Float32Array(640);
    padded.set(samples);
    expect((await model.encode(samples)).values).toEqual((await model.encode(padded)).values);
  });
});

describe.each([TINY_FACTORY, TINY_NSYNTH])('the encoder of $name', (base) => {
  it('holds no more memory after fifty sounds than after one', async () => {
    const model = await loadModel(tinyModel(base).files);
    const samples = pluck(57, 0.1);
    await model.encode(samples);
    const { numTensors, numBytes } = memory();
    for (let i = 0; i < 50; i++) await model.encode(samples);
    expect(memory()).toMatchObject({ numTensors, numBytes });
  });

  it('takes sounds of one sample and of many', async () => {
    const model = await loadModel(tinyModel(base).files);
    for (const length of [1, base.encoder.hop, 5 * base.encoder.hop + 1]) {
      const timbre = await model.encode(new Float32Array(length).fill(0.5));
      expect(timbre.frames).toBe(Math.ceil(length / base.encoder.hop));
      expect(timbre.values.length).toBe(timbre.frames * 16);
      expect(timbre.values.every(Number.isFinite)).toBe(true);
    }
  });

  it('gives bit for bit the same again, also when asked twice at once', async () => {
    const model = await loadModel(tinyModel(base).files);
    const [a, b] = [pluck(57, 0.2), pluck(64, 0.2)];
    const alone = [await model.encode(a), await model.encode(b)];
    expect(await Promise.all([model.encode(a), model.encode(b)])).toEqual(alone);
    expect(alone[0]).not.toEqual(alone[1]);
  });
});
