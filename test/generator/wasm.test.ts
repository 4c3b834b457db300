/** Tests the wasm generator with the suite of every generator. */
import { describe, expect, it } from 'vitest';
import { createReferenceGenerator } from '../../src/generator/reference.js';
import { createWasmGenerator } from '../../src/generator/wasm/generator.js';
import { generatorAgreement } from './agreement.js';
import { tinyDecoder, tinyNote } from './models.js';
import { generatorSuite } from './suite.js';

generatorSuite('wasm', (decoder) => createWasmGenerator(decoder, { workers: 2 }));
generatorAgreement('wasm', (decoder) => createWasmGenerator(decoder, { workers: 1 }));

describe('the pool', () => {
  it('makes the same samples with one worker and with two', async () => {
    const decoder = tinyDecoder({}, 5);
    const batch = [1, 2, 3, 4, 5].map((seed) => tinyNote(decoder, { seed, length: 3000 }));
    const [one, two] = await Promise.all([1, 2].map((workers) => createWasmGenerator(decoder, { workers })));
    const expected = await createReferenceGenerator(decoder).generate(batch.slice(0, 1), { temperature: 1 });
    const made = await one!.generate(batch, { temperature: 1 });
    expect(await two!.generate(batch, { temperature: 1 })).toEqual(made);
    expect(made[0]!.codes.slice(0, 200)).toEqual(expected[0]!.codes.slice(0, 200));
    await Promise.all([one!.close(), two!.close()]);
  });
});
