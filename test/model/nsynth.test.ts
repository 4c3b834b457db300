/** A checkpoint of TensorFlow's through conversion, encoder and the generators that need no browser. */
import { describe, expect, it } from 'vitest';
import { createReferenceGenerator } from '../../src/generator/reference.js';
import { createWasmGenerator } from '../../src/generator/wasm/generator.js';
import { loadModel } from '../../src/model/load.js';
import { initTensors } from '../../src/model/tensors.js';
import { convertGolden, goldenNote, nsynthGolden, pickRows, relativeError } from './nsynth.js';
import { nsynthSuite } from './nsynth-golden.js';

nsynthSuite('reference', async (decoder) => createReferenceGenerator(decoder));
nsynthSuite('wasm', (decoder) => createWasmGenerator(decoder, { workers: 1 }));

describe('the encoder', () => {
  it("gives TensorFlow's embeddings within 1e-4", async () => {
    await initTensors('wasm');
    const golden = await nsynthGolden();
    const model = await loadModel(await convertGolden({ float32: true }));
    const timbre = await model.encode(golden.wave);
    expect([timbre.frames, timbre.channels]).toEqual([3, 16]);
    expect(relativeError(timbre.values, golden.embedding)).toBeLessThan(1e-4);
  });
});

describe('float16', () => {
  it('moves embeddings and logits by less than a hundredth', async () => {
    await initTensors('wasm');
    const golden = await nsynthGolden();
    const model = await loadModel(await convertGolden({}));
    expect(relativeError((await model.encode(golden.wave)).values, golden.embedding)).toBeLessThan(0.01);
    const note = await goldenNote(model, golden, golden.codes.length);
    const generator = await createWasmGenerator(model.decoder, { workers: 1 });
    const logits = await generator.logits(note, golden.codes);
    await generator.close();
    expect(relativeError(pickRows(logits, golden.rows), golden.logits)).toBeLessThan(0.01);
  });
});
