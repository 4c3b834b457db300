/** Tests that weights which the package ships in byte planes are the same weights. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { splitPlanes } from '../../scripts/byte-planes.js';
import { joinPlanes } from '../../src/model/byte-planes.js';
import { loadModel } from '../../src/model/load.js';
import { TINY_FACTORY, tinyModel } from './models.js';

const dense = (bytes: Uint8Array): ArrayBuffer => new Uint8Array(bytes).buffer;

it('a model in planes is the same to the bit, and to its fingerprint', async () => {
  const plain = await loadModel(tinyModel(TINY_FACTORY, 3, 'float16', 3).files);
  const tiny = tinyModel(TINY_FACTORY, 3, 'float16', 3);
  for (const [name, bytes] of tiny.contents)
    if (name.endsWith('.bin') && bytes.length % 2 === 0)
      tiny.contents.set(name, Uint8Array.from(splitPlanes(bytes)));
  const planes = await loadModel(tiny.files);
  expect(planes.decoder).toEqual(plain.decoder);
  expect(planes.fingerprint).toBe(plain.fingerprint);
});

it('shards that are in none stay as they are, and the models that ship are smaller in planes', () => {
  const path = fileURLToPath(new URL('../../models/instruments/weights-1-of-1.bin', import.meta.url));
  const bytes = readFileSync(path);
  expect(new Uint8Array(joinPlanes(dense(bytes)))).toEqual(new Uint8Array(bytes));
  const planes = splitPlanes(bytes);
  expect(new Uint8Array(joinPlanes(dense(planes)))).toEqual(new Uint8Array(bytes));
  expect(gzipSync(planes).length).toBeLessThan(0.95 * gzipSync(bytes).length);
});

it('a shard in planes that is cut short is too short', async () => {
  const tiny = tinyModel(TINY_FACTORY, 3, 'float16', 1);
  const whole = splitPlanes(tiny.contents.get('weights-1-of-1.bin')!);
  tiny.contents.set('weights-1-of-1.bin', Uint8Array.from(whole.subarray(0, -2)));
  await expect(loadModel(tiny.files)).rejects.toMatchObject({ code: 'model-truncated' });
});
