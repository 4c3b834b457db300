/** Generates in a worker, on a device of the worker's own. */
import type { GeneratorNote } from '../../../src/generator/generator.js';
import { createWebgpuGenerator } from '../../../src/generator/webgpu/generator.js';
import { tinyDecoder } from '../../generator/models.js';

interface Task {
  readonly seed: number;
  readonly batch: readonly GeneratorNote[];
  readonly temperature: number;
}

addEventListener('message', (event: MessageEvent<Task>) => {
  const { seed, batch, temperature } = event.data;
  void (async () => {
    const device = await (await navigator.gpu.requestAdapter())!.requestDevice();
    const generator = await createWebgpuGenerator(tinyDecoder({}, seed), { device, adapterName: 'worker' });
    const made = await generator.generate(batch, { temperature });
    postMessage(made.map((note) => note.codes));
  })().catch((error: unknown) => postMessage(String(error)));
});
