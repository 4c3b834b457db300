/** Writes a model of NSynth's published size to a folder: 59 million weights a sample, random, in float16 shards as a conversion makes them. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { randomWord } from '../src/generator/sampler.js';
import { fromHalf, toHalf } from '../src/generator/webgpu/half.js';
import { ShardWriter } from '../src/model/checkpoint/shards.js';
import type { ModelManifest } from '../src/model/manifest.js';
import { expectedWeights } from '../src/model/shapes.js';

const MANIFEST: ModelManifest = {
  ...{ format: 'alloy-model', version: 1, name: 'nsynth-random', title: 'NSynth’s size, random' },
  ...{ description: 'Random weights of NSynth’s published shapes.', license: 'Apache-2.0' },
  sampleRate: 16000,
  signal: { peak: 0.9, preEmphasis: 0, levels: 256, loudness: null },
  generation: { temperature: 1 },
  encoder: {
    ...{ kind: 'waveform', layers: 30, layersPerStage: 10, filter: 3, width: 128, embedding: 16, hop: 512 },
  },
  conditioning: { kind: 'linear' },
  decoder: {
    ...{ startFilter: 3, filter: 3, width: 512, skip: 256, levels: 256, pitchLag: null },
    dilations: Array.from({ length: 30 }, (_, n) => 2 ** (n % 10)),
  },
  weightsManifest: [],
};

/** Different numbers; no speed and no size depends on how many. */
const VALUES = 4093;

export async function writeNsynthSized(folder: string): Promise<void> {
  const unit = Float32Array.from({ length: VALUES }, (_, i) => randomWord(1, 1, i) / 2 ** 31 - 1);
  const writer = new ShardWriter(
    { write: async (path, bytes) => writeFileSync(join(folder, path), bytes) },
    false,
  );
  for (const [name, shape] of expectedWeights(MANIFEST)) {
    const count = shape.reduce((product, size) => product * size, 1);
    const scale = name.endsWith('biases') ? 0.1 : 1.2 / Math.sqrt(shape[1]! * shape[2]!);
    const scaled = unit.map((value) => fromHalf(toHalf(value * scale)));
    await writer.add(
      name,
      shape,
      Float32Array.from({ length: count }, (_, i) => scaled[i % VALUES]!),
    );
  }
  await writer.flush();
  const manifest = { ...MANIFEST, weightsManifest: writer.groups };
  writeFileSync(join(folder, 'model.json'), JSON.stringify(manifest));
}
