/** Generates within a worker, for wasm.test.ts. [worker] */
import { createWasmGenerator } from '../../../src/generator/wasm/generator.js';
import { tinyDecoder, tinyNote } from '../../generator/models.js';

async function main(): Promise<void> {
  const decoder = tinyDecoder({}, 7);
  const generator = await createWasmGenerator(decoder, { workers: 2 });
  const [note] = await generator.generate([tinyNote(decoder)], { temperature: 0 });
  await generator.close();
  self.postMessage(note!.codes);
}

void main();
