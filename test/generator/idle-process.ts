/** Generates and closes nothing: run by pool.test.ts, which waits for this process to end by itself. */
import { createWasmGenerator } from '../../src/generator/wasm/generator.js';
import { tinyDecoder, tinyNote } from './models.js';

const decoder = tinyDecoder({}, 4);

async function main(): Promise<void> {
  (await createWasmGenerator(decoder)).warm!();
  const generator = await createWasmGenerator(decoder, { workers: 2 });
  const [note] = await generator.generate([tinyNote(decoder)], { temperature: 1 });
  console.log(`made ${note!.codes.length}`);
}

void main();
