/** What of tfjs ships is what the models call: see scripts/tfjs-kernels.js. */
import { profile } from '@tensorflow/tfjs-core';
import { beforeAll, expect, it } from 'vitest';
import { KERNELS } from '../../scripts/tfjs-kernels.js';
import { loadModel, type Model } from '../../src/model/load.js';
import { initTensors, withTensors } from '../../src/model/tensors.js';
import { TINY_NSYNTH, pluck, tinyModel } from './models.js';

beforeAll(() => initTensors('wasm'));

async function kernelsOf(model: Model): Promise<readonly string[]> {
  const pitch = { rootMidi: 57, hop: 512, deviation: new Float32Array(4) };
  const { kernelNames } = await withTensors(() =>
    profile(() => {
      const work = model
        .encode(pluck(57, 0.1))
        .then((timbre) => model.condition({ timbre, loudness: null, pitch }, { rootMidi: 57 }));
      return work as never; // profile waits for promises, whatever its types say
    }),
  );
  return kernelNames;
}

it.each([
  ['log-mel', () => loadModel('instruments')],
  ['waveform', () => loadModel(tinyModel(TINY_NSYNTH, 5).files)],
])('a %s encoder and its conditioning call no other kernels', async (_, load) => {
  const names = await kernelsOf(await load());
  expect(names.length).toBeGreaterThan(3);
  expect(names.filter((name) => !KERNELS.includes(name))).toEqual([]);
});
