/** Tests loading models, and what is said of broken ones. */
import { describe, expect, it } from 'vitest';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { AlloyError } from '../../src/errors.js';
import { loadModel, type Model, type ModelSource } from '../../src/model/load.js';
import { largestDifference } from '../audio/goldens.js';
import {
  pluck,
  TINY_FACTORY,
  TINY_NSYNTH,
  tinyModel,
  withManifest,
  writeModel,
  type Storage,
} from './models.js';

async function failure(source: ModelSource): Promise<AlloyError> {
  const outcome = await loadModel(source).catch((error: unknown) => error);
  if (outcome instanceof AlloyError) return outcome;
  throw new Error(`no AlloyError: ${String(outcome)}`);
}

describe('weights', () => {
  it.each<[Storage, number]>([
    ['float32', 0],
    ['float16', 5e-4],
    ['uint16', 2e-5],
    ['uint8', 5e-3],
  ])('are read from %s', async (storage, tolerance) => {
    const tiny = tinyModel(TINY_FACTORY, 3, storage);
    const { decoder } = await loadModel(tiny.files);
    const of = (name: string): Float32Array => tiny.weights.get(name)!;
    const within = (a: Float32Array, name: string): void =>
      expect(largestDifference(a, of(name)), name).toBeLessThanOrEqual(tolerance);
    within(decoder.startconv.w, 'startconv/W');
    within(decoder.startLag!.w, 'start_lag/W');
    within(decoder.layers[3]!.dilated.w, 'dilatedconv_4/W');
    within(decoder.layers[3]!.dilated.biases, 'dilatedconv_4/biases');
    within(decoder.layers[0]!.skip.w, 'skip_1/W');
    within(decoder.out1.w, 'out1/W');
    within(decoder.logits.biases, 'logits/biases');
    expect(decoder.layers[3]!.dilated).toMatchObject({ taps: 2, inputs: 4, outputs: 8 });
  });

  it('are the same from one shard and from three', async () => {
    const one = await loadModel(tinyModel(TINY_FACTORY, 3, 'float16', 1).files);
    const three = await loadModel(tinyModel(TINY_FACTORY, 3, 'float16', 3).files);
    expect(three.decoder).toEqual(one.decoder);
  });

  it('change the fingerprint with any bit', async () => {
    const model = await loadModel(tinyModel(TINY_FACTORY).files);
    const again = await loadModel(tinyModel(TINY_FACTORY).files);
    const tiny = tinyModel(TINY_FACTORY);
    tiny.contents.get('weights-1-of-1.bin')![1234]! ^= 1;
    const other = await loadModel(tiny.files);
    expect(again.fingerprint).toBe(model.fingerprint);
    expect(other.fingerprint).not.toBe(model.fingerprint);
  });
});

describe('a model that cannot be loaded', () => {
  const { manifest } = tinyModel(TINY_FACTORY);
  const group = manifest.weightsManifest[0]!;
  const withWeights = (weights: unknown[]): unknown => ({
    ...manifest,
    weightsManifest: [{ ...group, weights }],
  });

  it.each([
    [
      'lacks a weight',
      group.weights.filter(({ name }) => name !== 'res_2/W'),
      'res_2/W',
      /names no weight res_2/,
    ],
    [
      'has one too many',
      [...group.weights, { name: 'ae_res_99/W', shape: [1, 1, 2, 2], dtype: 'float32' }],
      'ae_res_99/W',
      /weights-1-of-1\.bin has a weight ae_res_99/,
    ],
    ['has one twice', [...group.weights, group.weights[4]], group.weights[4]!.name, /a second time/],
    [
      'has one of another shape',
      group.weights.map((w) => (w.name === 'logits/W' ? { ...w, shape: [1, 1, 256, 6] } : w)),
      'logits/W',
      /weights-1-of-1\.bin: the weight logits\/W has shape \[1,1,256,6\].*\[1,1,6,256\]/,
    ],
  ])('%s', async (_, weights, subject, message) => {
    const error = await failure(withManifest(tinyModel(TINY_FACTORY), withWeights(weights)).files);
    expect(error).toMatchObject({ code: 'model-mismatch', subject });
    expect(error.message).toMatch(message);
  });

  it('has a weight of NSynth that its configuration does not know', async () => {
    const { manifest: nsynth, files } = tinyModel(TINY_NSYNTH);
    const decoder = { ...nsynth.decoder, dilations: nsynth.decoder.dilations.slice(1) };
    const error = await failure({
      ...files,
      read: async (path) =>
        path === 'model.json'
          ? new TextEncoder().encode(JSON.stringify({ ...nsynth, decoder })).buffer
          : files.read(path),
    });
    expect(error.code).toBe('model-mismatch');
    expect(error.subject).toMatch(/_6\//);
  });

  it('lacks a shard', async () => {
    const tiny = tinyModel(TINY_FACTORY, 1, 'float16', 3);
    tiny.contents.delete('weights-2-of-3.bin');
    const error = await failure(tiny.files);
    expect(error).toMatchObject({ code: 'model-missing', subject: 'weights-2-of-3.bin' });
    expect(error.message).toMatch(/weights-2-of-3\.bin/);
  });

  it.each([
    ['cut short', (bytes: Uint8Array) => bytes.slice(0, -10)],
    ['too long', (bytes: Uint8Array) => new Uint8Array([...bytes, 0, 0])],
    ['empty', () => new Uint8Array(0)],
  ])('has a shard that is %s', async (_, change) => {
    const tiny = tinyModel(TINY_FACTORY);
    const whole = tiny.contents.get('weights-1-of-1.bin')!;
    const changed = change(whole);
    tiny.contents.set('weights-1-of-1.bin', changed);
    const error = await failure(tiny.files);
    expect(error).toMatchObject({ code: 'model-truncated', subject: 'weights-1-of-1.bin' });
    expect(error.message).toContain(`weights-1-of-1.bin (${changed.length} bytes)`);
    expect(error.message).toContain(`says ${whole.length} bytes`);
  });

  it('has a page of HTML for a manifest, as servers send for missing files', async () => {
    const tiny = tinyModel(TINY_FACTORY);
    tiny.contents.set('model.json', new TextEncoder().encode('<!doctype html><title>404</title>'));
    expect(await failure(tiny.files)).toMatchObject({ code: 'model-invalid' });
  });

  it('is nowhere', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'alloy-none-'));
    for (const source of [folder, join(folder, 'model.json'), pathToFileURL(folder), 'no-such-model']) {
      expect(await failure(source)).toMatchObject({ code: 'model-missing' });
    }
    await rm(folder, { recursive: true });
  });
});

describe('a model is found', () => {
  it('by name, where it ships with Alloy', async () => {
    expect((await loadModel('instruments')).manifest.name).toBe('instruments');
  });

  it('by the path or the URL of its folder or file', async () => {
    const folder = await writeModel(tinyModel(TINY_NSYNTH));
    const models: Model[] = [];
    const url = pathToFileURL(folder);
    for (const source of [
      folder,
      join(folder, 'model.json'),
      url,
      new URL(`${url.href}/model.json`),
      url.href,
    ]) {
      models.push(await loadModel(source));
    }
    expect(new Set(models.map(({ fingerprint }) => fingerprint)).size).toBe(1);
    await rm(folder, { recursive: true });
  });
});

describe('a model', () => {
  it('refuses sounds that are none', async () => {
    const model = await loadModel(tinyModel(TINY_FACTORY).files);
    await expect(model.encode(new Float32Array(0))).rejects.toMatchObject({ code: 'empty' });
    await expect(model.encode(new Float32Array([0, NaN]))).rejects.toMatchObject({ code: 'not-finite' });
  });

  it('refuses the embedding of a model of other width', async () => {
    const model = await loadModel(tinyModel(TINY_FACTORY).files);
    const timbre = { frames: 2, channels: 4, hop: 512, values: new Float32Array(8) };
    await expect(
      model.condition({ timbre, loudness: null, pitch: null }, { rootMidi: 60 }),
    ).rejects.toMatchObject({ code: 'bad-argument' });
  });

  it('says that it was let go', async () => {
    const model = await loadModel(tinyModel(TINY_FACTORY).files);
    model.dispose();
    await expect(model.encode(pluck(60, 0.1))).rejects.toMatchObject({ code: 'closed' });
  });
});
