/** The engine on WebGPU, in the page, where a test can take its device away. */
import { expect, it } from 'vitest';
import { initTensors } from '../../../src/model/tensors.js';
import { RenderEngine } from '../../../src/render/engine.js';
import { pluck } from '../../model/models.js';

const model = new URL('../../../models/instruments/model.json', import.meta.url);
const weights = [{ source: 'a', weight: 1 }];
const note = { id: 'n', weights, rootMidi: 57, seconds: 0.02, seed: 1, temperature: 0.85 };

it('renders on the device that tfjs has, and goes on when it is lost in the middle', async () => {
  const engine = await RenderEngine.open({ model, backend: 'webgpu' });
  expect(engine.info).toMatchObject({ tensors: 'webgpu', generator: 'webgpu' });
  await engine.addSource('a', pluck(57, 0.5), 57);
  const { device } = await initTensors('webgpu');
  let seen = 0;
  const [rendered] = await engine.render([note], {
    onProgress: ({ fraction }) => {
      if (fraction > 0 && fraction < 1 && seen++ === 0) device!.destroy();
    },
  });
  expect(seen).toBeGreaterThan(0);
  await device!.lost;
  expect(rendered).toMatchObject({ complete: true });
  expect(rendered!.samples.some((x) => Math.abs(x) > 0.01)).toBe(true);
  // Encoder and conditioning go on as well.
  expect((await engine.addSource('b', pluck(64, 0.5), 64)).timbre.frames).toBe(16);
  await engine.close();
});
