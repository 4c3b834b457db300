/** Tests conditioning against plain arithmetic. */
import { describe, expect, it } from 'vitest';
import { memory } from '@tensorflow/tfjs-core';
import { conditioningWidth } from '../../src/generator/decoder.js';
import { loadModel } from '../../src/model/load.js';
import type { Embedding, PitchTrack } from '../../src/timbre/embedding.js';
import { largestDifference } from '../audio/goldens.js';
import { uniforms } from '../generator/models.js';
import { TINY_FACTORY, TINY_NSYNTH, tinyModel } from './models.js';

function embedding(frames: number, hop: number, pitch: PitchTrack | null = null): Embedding {
  return { timbre: { frames, channels: 16, hop, values: uniforms(frames * 16, 8) }, loudness: null, pitch };
}

const steady: PitchTrack = { rootMidi: 60, hop: 512, deviation: new Float32Array(0) };

describe('linear conditioning', () => {
  it('is one map of z a layer, and one for the output', async () => {
    const tiny = tinyModel(TINY_NSYNTH, 2, 'float32');
    const model = await loadModel(tiny.files);
    const source = embedding(3, 64);
    const { frames, hop, values, lags } = await model.condition(source, { rootMidi: 60 });
    expect({ frames, hop, lags }).toEqual({ frames: 3, hop: 64, lags: null });
    const expected: number[] = [];
    for (let frame = 0; frame < 3; frame++) {
      for (const map of [
        'cond_map_1',
        'cond_map_2',
        'cond_map_3',
        'cond_map_4',
        'cond_map_5',
        'cond_map_6',
        'cond_map_out1',
      ]) {
        const w = tiny.weights.get(`${map}/W`)!;
        const biases = tiny.weights.get(`${map}/biases`)!;
        biases.forEach((bias, o) => {
          let sum = bias;
          for (let i = 0; i < 16; i++)
            sum += source.timbre.values[frame * 16 + i]! * w[i * biases.length + o]!;
          expected.push(sum);
        });
      }
    }
    expect(largestDifference(values, expected)).toBeLessThan(1e-5);
  });
});

describe('pitched conditioning', () => {
  it('has periods of the pitch for lags, and zeros without a pitch', async () => {
    const model = await loadModel(tinyModel(TINY_FACTORY).files);
    const pitched = await model.condition(embedding(2, 512, steady), { rootMidi: 69 });
    expect(pitched.lags![0]).toBeCloseTo(16000 / 440, 4);
    const unpitched = await model.condition(embedding(2, 512), { rootMidi: 69 });
    expect(unpitched.lags).toEqual(new Float32Array(2));
    expect(unpitched.values).toEqual(pitched.values);
  });

  it('follows the deviation frame by frame, but no octave slips', async () => {
    const model = await loadModel(tinyModel(TINY_FACTORY).files);
    const deviation = Float32Array.from([0, 0, 0.5, 0.5, -0.3, -0.1, 12, 12]);
    const pitch = { rootMidi: 60, hop: 256, deviation };
    const { lags, values } = await model.condition(embedding(5, 512, pitch), { rootMidi: 72 });
    const semitones = Array.from(lags!, (lag) => 69 + 12 * Math.log2(16000 / lag / 440) - 72);
    expect(largestDifference(semitones, [0, 0.5, -0.2, 2, 0])).toBeLessThan(1e-4);
    const flat = await model.condition(embedding(5, 512, steady), { rootMidi: 72 });
    const width = conditioningWidth(TINY_FACTORY.decoder);
    const frame = (of: Float32Array, n: number): Float32Array => of.slice(n * width, (n + 1) * width);
    expect(frame(values, 0)).toEqual(frame(flat.values, 0));
    expect(frame(values, 1)).not.toEqual(frame(flat.values, 1));
  });

  it('holds the last frame when more are asked, and stops where fewer are', async () => {
    const model = await loadModel(tinyModel(TINY_FACTORY).files);
    const source = embedding(2, 512, steady);
    const width = conditioningWidth(TINY_FACTORY.decoder);
    const two = await model.condition(source, { rootMidi: 50 });
    const four = await model.condition(source, { rootMidi: 50, frames: 4 });
    const one = await model.condition(source, { rootMidi: 50, frames: 1 });
    expect(four.frames).toBe(4);
    expect(four.values.slice(0, 2 * width)).toEqual(two.values);
    expect(four.values.slice(3 * width)).toEqual(two.values.slice(width));
    expect(one.values).toEqual(two.values.slice(0, width));
  });

  it('leaves no tensors behind', async () => {
    const model = await loadModel(tinyModel(TINY_FACTORY).files);
    await model.condition(embedding(4, 512, steady), { rootMidi: 60 });
    const { numTensors, numBytes } = memory();
    for (let i = 0; i < 20; i++) await model.condition(embedding(4, 512, steady), { rootMidi: 60 });
    expect(memory()).toMatchObject({ numTensors, numBytes });
  });
});
