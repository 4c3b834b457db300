/** What a generator must make of the checkpoint that TensorFlow wrote. Each backend's test file runs this suite. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Decoder } from '../../src/generator/decoder.js';
import type { Generator } from '../../src/generator/generator.js';
import { loadModel, type Model } from '../../src/model/load.js';
import { initTensors } from '../../src/model/tensors.js';
import {
  convertGolden,
  goldenNote,
  nsynthGolden,
  pickRows,
  relativeError,
  type NsynthGolden,
} from './nsynth.js';

/** @param steps how many of the logits' steps to look at, fewer where a backend is slow. */
export function nsynthSuite(
  name: string,
  open: (decoder: Decoder) => Promise<Generator>,
  steps = 1536,
): void {
  describe(`${name}, on a checkpoint of TensorFlow's`, () => {
    let golden: NsynthGolden;
    let model: Model;
    let generator: Generator;
    beforeAll(async () => {
      await initTensors('wasm');
      golden = await nsynthGolden();
      model = await loadModel(await convertGolden({ float32: true }));
      generator = await open(model.decoder);
    });
    afterAll(() => generator.close());

    it('gives its logits within 1e-4', async () => {
      const codes = golden.codes.slice(0, steps);
      const logits = await generator.logits(await goldenNote(model, golden, steps), codes);
      const rows = golden.rows.filter((row) => row < steps);
      const expected = golden.logits.subarray(0, rows.length * 256);
      expect(rows.length).toBeGreaterThan(5);
      expect(relativeError(pickRows(logits, rows), expected)).toBeLessThan(1e-4);
    });
    it('takes the same likeliest code for 1,000 steps', async () => {
      const note = await goldenNote(model, golden, golden.generated.length);
      const [made] = await generator.generate([note], { temperature: 0 });
      expect(golden.generated).toHaveLength(1000);
      expect(new Set(golden.generated).size).toBeGreaterThan(10);
      expect(made!.codes).toEqual(golden.generated);
    });
  });
}
