/** Tests `alloy convert-checkpoint`. */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { convertFiles } from '../../src/cli/convert.js';
import { findModel } from '../../src/cli/paths.js';
import { createProgress } from '../../src/cli/progress.js';
import { loadModel } from '../../src/model/load.js';

const checkpoint = fileURLToPath(new URL('../golden/nsynth/model.ckpt-200000', import.meta.url));
const display = createProgress(process.stderr, true);
let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'alloy-convert-'))));
afterEach(() => rmSync(folder, { recursive: true }));

const convert = (from: string, out: string, signal = new AbortController().signal) =>
  convertFiles(from, { out }, display, signal);

it('writes a model that the command finds and that an index beside it lists', async () => {
  writeFileSync(join(folder, 'index.json'), '[{"id":"x","folder":"x","title":"X","description":""}]');
  const out = join(folder, 'nsynth-instruments');
  for (let times = 0; times < 2; times++) await convert(checkpoint, out); // the second replaces the first
  const model = await loadModel(findModel(out));
  expect(model.manifest.title).toBe('NSynth Instruments');
  const index = JSON.parse(readFileSync(join(folder, 'index.json'), 'utf8')) as { id: string }[];
  expect(index.map(({ id }) => id)).toEqual(['x', 'nsynth-instruments']);
  expect(readdirSync(folder).sort()).toEqual(['index.json', 'nsynth-instruments']);
});

it('reads a folder, and an .index file by name', async () => {
  for (const from of [join(checkpoint, '..'), `${checkpoint}.index`]) {
    await convert(from, join(folder, 'm'));
    expect(readdirSync(join(folder, 'm')).sort()).toEqual(['README.md', 'model.json', 'weights-1.bin']);
  }
});

it('leaves nothing behind when it fails or is stopped, and keeps what was there', async () => {
  const out = join(folder, 'm');
  await convert(checkpoint, out);
  const before = readFileSync(join(out, 'model.json'));
  const broken = join(folder, 'broken.tar');
  writeFileSync(broken, new Uint8Array(2000).fill(7));
  await expect(convert(broken, out)).rejects.toMatchObject({ code: 'model-invalid' });
  await expect(convert(checkpoint, out, AbortSignal.abort())).rejects.toThrow();
  expect(readFileSync(join(out, 'model.json'))).toEqual(before);
  expect(readdirSync(folder).sort()).toEqual(['broken.tar', 'm']);
});

it('never replaces a folder that is no model', async () => {
  const out = join(folder, 'mine');
  mkdirSync(out);
  writeFileSync(join(out, 'diary.txt'), 'dear diary');
  await expect(convert(checkpoint, out)).rejects.toMatchObject({ code: 'bad-argument' });
  await expect(convert(join(folder, 'nothing'), join(folder, 'm'))).rejects.toMatchObject({
    code: 'model-missing',
  });
});
