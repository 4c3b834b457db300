/**
 * Run by webgpu-node.test.ts in a process of its own, because a Vulkan loader is chosen before a process starts.
 * Renders a short note with the model at argv[2] and prints what it found as one line of JSON.
 */
import { toErrorMessage } from '../../src/errors.js';
import { RenderEngine } from '../../src/render/engine.js';
import { pluck } from '../model/models.js';

async function run(): Promise<unknown> {
  const engine = await RenderEngine.open({ model: process.argv[2]!, backend: 'webgpu' });
  const { timbre } = await engine.addSource('a', pluck(57, 0.1), 57);
  const weights = [{ source: 'a', weight: 1 }];
  const note = { id: 'n', weights, rootMidi: 57, seconds: 0.02, seed: 1, temperature: 1 };
  const [rendered] = await engine.render([note]);
  const { tensors, generator } = engine.info;
  await engine.close();
  return { tensors, generator, complete: rendered!.complete, embedding: [...timbre.values] };
}

console.log(`FOUND ${JSON.stringify(await run().catch(toErrorMessage))}`);
process.exit(0);
