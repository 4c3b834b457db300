/** The shipped model: the wasm generator against the reference on what it really plays. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Decoder } from '../../src/generator/decoder.js';
import type { Generator, GeneratorNote } from '../../src/generator/generator.js';
import { createReferenceGenerator } from '../../src/generator/reference.js';
import { driftFactor, driftOffset, correctedWord } from '../../src/generator/drift-correction.js';
import { argmax, randomWord, sampleCode } from '../../src/generator/sampler.js';
import { createWasmGenerator } from '../../src/generator/wasm/generator.js';
import { loadModel } from '../../src/model/load.js';
import { Goldens } from '../model/goldens.js';
import { excess, lead, NEAR_TIE, rowsOf } from './closeness.js';

const STEPS = 1000;

let decoder: Decoder;
let note: GeneratorNote;
let wasm: Generator;

beforeAll(async () => {
  const goldens = await Goldens.open();
  const model = await loadModel('instruments');
  const rootMidi = goldens.pitchMidi;
  const timbre = { frames: 16, channels: 16, hop: 512, values: goldens.floats('embedding') };
  const pitch = { rootMidi, hop: 512, deviation: new Float32Array() };
  const conditioning = await model.condition({ timbre, loudness: null, pitch }, { rootMidi });
  decoder = model.decoder;
  note = { conditioning, length: STEPS, seed: 11, stream: 57 };
  wasm = await createWasmGenerator(decoder, { workers: 1 });
});
afterAll(async () => wasm.close());

/** The codes that wasm made, and what the reference says of each, given those before it. */
async function made(temperature: number): Promise<{ codes: Uint8Array; rows: Float32Array[] }> {
  const [generated] = await wasm.generate([note], { temperature });
  const { codes } = generated!;
  const { levels } = decoder.config;
  const rows = rowsOf(await createReferenceGenerator(decoder).logits(note, codes), levels);
  const ours = rowsOf(await wasm.logits(note, codes), levels);
  const excesses = rows.map((row, t) => excess(ours[t]!, row));
  // Now and then float32 adds up badly: not further off than 1e-3, and seldom.
  expect(Math.max(...excesses)).toBeLessThan(10);
  expect(excesses.filter((value) => value >= 1).length).toBeLessThan(STEPS / 200);
  return { codes, rows };
}

it('at temperature 0: every sample the reference’s, near ties apart', async () => {
  const { codes, rows } = await made(0);
  let ties = 0;
  for (const [t, row] of rows.entries()) {
    if (lead(row) < NEAR_TIE) ties++;
    else expect(codes[t], `sample ${t}`).toBe(argmax(row, 0, row.length));
  }
  expect(ties).toBeLessThan(STEPS / 50);
});

it('at the model’s temperature: the reference’s samples, but where a draw falls on a border', async () => {
  const { codes, rows } = await made(0.85);
  const different = rows.filter((row, t) => {
    const offset = driftOffset(codes, t, driftFactor(decoder.config.centring));
    const word = correctedWord(randomWord(note.seed, note.stream, t), offset);
    return codes[t] !== sampleCode(row, 0, row.length, 0.85, word);
  });
  expect(different.length).toBeLessThan(STEPS / 200);
  expect(new Set(codes).size).toBeGreaterThan(20);
});
