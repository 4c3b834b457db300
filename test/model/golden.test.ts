/** The shipped models against PyTorch on the same float16 weights. */
import { beforeAll, describe, expect, it } from 'vitest';
import type { Conditioning } from '../../src/generator/generator.js';
import { forcedLogits } from '../../src/generator/convolution.js';
import { createReferenceGenerator } from '../../src/generator/reference.js';
import { conditioningWidth } from '../../src/generator/decoder.js';
import { loadModel, type Model } from '../../src/model/load.js';
import type { Embedding } from '../../src/timbre/embedding.js';
import { largestDifference } from '../audio/goldens.js';
import { Goldens } from './goldens.js';

describe.each(['instruments', 'voices'] as const)('the model of %s', (name) => {
  let goldens: Goldens;
  let model: Model;

  beforeAll(async () => {
    goldens = await Goldens.open(name);
    model = await loadModel(name);
  });

  function goldenEmbedding(rootMidi: number): Embedding {
    return {
      timbre: { frames: 16, channels: 16, hop: 512, values: goldens.floats('embedding') },
      loudness: null,
      pitch: { rootMidi, hop: 512, deviation: new Float32Array(0) },
    };
  }

  it('encodes to the same embedding', async () => {
    const timbre = await model.encode(goldens.floats('wave'));
    expect(timbre).toMatchObject({ frames: 16, channels: 16, hop: 512 });
    expect(largestDifference(timbre.values, goldens.floats('embedding'))).toBeLessThan(1e-3);
  });

  it('moves a band envelope to another pitch as the training does', () => {
    const embedding = goldenEmbedding(goldens.pitchMidi);
    const bandEnvelope = { frames: 16, width: 48, hop: 512, values: goldens.floats('colour') };
    const moved = model.bandEnvelopeAt({ ...embedding, bandEnvelope }, 64).bandEnvelope!;
    expect(largestDifference(moved.values, goldens.floats('movedColour'))).toBeLessThan(0.01); // dB
  });

  it('conditions to the same biases', async () => {
    const width = conditioningWidth(model.decoder.config);
    const expected = goldens.floats('conditioning');
    for (const [frame, rootMidi] of goldens.floats('conditioningPitchMidi').entries()) {
      const { values } = await model.condition(goldenEmbedding(rootMidi), { rootMidi, frames: 3 });
      const row = (of: Float32Array): Float32Array => of.slice(frame * width, (frame + 1) * width);
      expect(largestDifference(row(values), row(expected))).toBeLessThan(1e-4);
    }
  });

  describe.each([
    ['laggedSteps', 'laggedLogits', true],
    ['unlaggedSteps', 'unlaggedLogits', false],
  ] as const)('predicts the same %s', (stepsName, logitsName, lagged) => {
    let conditioning: Conditioning;
    let steps: Int32Array;
    let codes: Uint8Array;

    beforeAll(async () => {
      const rootMidi = goldens.pitchMidi;
      conditioning = await model.condition(goldenEmbedding(rootMidi), { rootMidi });
      if (!lagged) conditioning = { ...conditioning, lags: null };
      steps = goldens.integers(stepsName);
      codes = Uint8Array.from(goldens.integers('codes').subarray(0, Math.max(...steps) + 1), (q) => q + 128);
    });

    const rowsAt = (all: Float32Array): Float32Array => {
      const rows = new Float32Array(steps.length * 256);
      steps.forEach((t, i) => rows.set(all.subarray(t * 256, (t + 1) * 256), i * 256));
      return rows;
    };

    it('by the reference generator', async () => {
      const note = { conditioning, length: codes.length, seed: 0, stream: 0 };
      const all = await createReferenceGenerator(model.decoder).logits(note, codes);
      expect(largestDifference(rowsAt(all), goldens.floats(logitsName))).toBeLessThan(1e-3);
    });

    it('by whole convolutions', () => {
      const note = { conditioning, length: codes.length, seed: 0, stream: 0 };
      const all = forcedLogits(model.decoder, note, codes);
      expect(largestDifference(rowsAt(all), goldens.floats(logitsName))).toBeLessThan(1e-3);
    });
  });
});
