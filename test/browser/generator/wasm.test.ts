/** The wasm generator in a real browser: module workers, from the page and from within a worker. */
import { expect, it } from 'vitest';
import { createGenerator } from '../../../src/generator/create.js';
import { createReferenceGenerator } from '../../../src/generator/reference.js';
import { createWasmGenerator } from '../../../src/generator/wasm/generator.js';
import { generatorAgreement } from '../../generator/agreement.js';
import { tinyDecoder, tinyNote } from '../../generator/models.js';
import { generatorSuite } from '../../generator/suite.js';

generatorSuite('wasm', (decoder) => createWasmGenerator(decoder, { workers: 2 }));
generatorAgreement('wasm', (decoder) => createWasmGenerator(decoder, { workers: 1 }));

it('runs within a worker, its own workers nested', async () => {
  const worker = new Worker(new URL('./wasm.worker.ts', import.meta.url), { type: 'module' });
  const codes = await new Promise<Uint8Array>((resolve, reject) => {
    worker.onmessage = ({ data }: MessageEvent<Uint8Array>) => resolve(data);
    worker.onerror = (event) => reject(new Error(event.message));
  });
  worker.terminate();
  const decoder = tinyDecoder({}, 7);
  const [made] = await createReferenceGenerator(decoder).generate([tinyNote(decoder)], { temperature: 0 });
  expect(codes).toEqual(made!.codes);
});

it('auto on a software adapter is wasm', async () => {
  const adapter = await navigator.gpu.requestAdapter();
  const device = await adapter!.requestDevice();
  const generator = await createGenerator(tinyDecoder({}, 7), {
    backend: 'auto',
    device,
    adapterName: `${adapter!.info.vendor} ${adapter!.info.architecture} ${adapter!.info.description}`,
    workers: 1,
  });
  expect(generator.kind).toBe('wasm');
  await generator.close();
  device.destroy();
});
