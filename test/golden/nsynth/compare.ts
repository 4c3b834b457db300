/**
 * `node --import tsx test/golden/nsynth/compare.ts FOLDER`: converts the full-size checkpoint that `make.py --full FOLDER`
 * wrote, and prints how far Alloy's encoder and WebAssembly generator are from TensorFlow, for each storage of weights.
 */
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { openCheckpoint } from '../../../src/cli/checkpoint-files.js';
import { createWasmGenerator } from '../../../src/generator/wasm/generator.js';
import type { WeightStorage } from '../../../src/generator/wasm/matrices.js';
import { convertCheckpoint } from '../../../src/model/checkpoint/convert.js';
import { loadModel } from '../../../src/model/load.js';
import { initTensors } from '../../../src/model/tensors.js';
import { goldenNote, MemorySink, nsynthGolden, pickRows, relativeError } from '../../model/nsynth.js';

const folder = resolve(process.argv[2] ?? '.');
const at = (name: string): URL => pathToFileURL(join(folder, name));
const golden = await nsynthGolden(at('golden.json'), at('golden.bin'));
await initTensors('wasm');

const seconds = async <T>(label: string, work: () => Promise<T>): Promise<T> => {
  const begun = performance.now();
  const result = await work();
  console.log(`  ${label}: ${((performance.now() - begun) / 1000).toFixed(1)} s`);
  return result;
};

async function compare(float32: boolean, storage: WeightStorage): Promise<void> {
  console.log(`converted to ${float32 ? 'float32' : 'float16'}, ${storage} in memory`);
  const sink = new MemorySink();
  await seconds('conversion', () => convertCheckpoint(openCheckpoint(folder), sink, { float32 }));
  const shards = [...sink.contents.values()].map(({ length }) => length);
  const megabytes = (bytes: number): string => (bytes / 2 ** 20).toFixed(1);
  console.log(`  ${shards.length - 1} shards, the largest ${megabytes(Math.max(...shards))} MiB`);
  const model = await seconds('loading', () => loadModel(sink.files));
  const timbre = await seconds('encoding', () => model.encode(golden.wave));
  console.log(
    `  embedding: relative error ${relativeError(timbre.values, golden.embedding).toExponential(1)}`,
  );
  const generator = await createWasmGenerator(model.decoder, { workers: 2, storage });
  const note = await goldenNote(model, golden, golden.codes.length);
  const logits = await seconds('logits', () => generator.logits(note, golden.codes));
  const error = relativeError(pickRows(logits, golden.rows), golden.logits);
  console.log(`  logits: relative error ${error.toExponential(1)}`);
  const steps = golden.generated.length;
  const [made] = await generator.generate([{ ...note, length: steps }], { temperature: 0 });
  const differs = golden.generated.findIndex((code, t) => code !== made!.codes[t]);
  console.log(
    `  likeliest codes: ${differs < 0 ? `all ${steps} the same` : `the first ${differs} of ${steps} the same`}`,
  );
  await generator.close();
  model.dispose();
}

await compare(true, 'float32');
await compare(false, 'float32');
await compare(true, 'int16');
await compare(false, 'int16');
await compare(false, 'int8');
