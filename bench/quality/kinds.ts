/**
 * Measures reconstructions of every kind of sound: `node --import tsx bench/quality/kinds.ts FOLDER`. FOLDER has a folder of sound files for each
 * group. Each sound is rendered at its own root as former versions encoded it, and as this one does, from the same codes.
 */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { loadSound, prepareWhole } from '../../src/audio/source.js';
import { RenderEngine } from '../../src/render/engine.js';
import { median, printTable, type Row } from '../row.js';
import { kindDistance, type KindDistance } from './measures.js';

const SECONDS = 2;
const COLUMNS = ['melS', 'melA', 'env90', 'on50'] as const;

const folder = process.argv[2];
if (folder === undefined) {
  console.error('Usage: node --import tsx bench/quality/kinds.ts FOLDER');
  process.exit(2);
}

const engine = await RenderEngine.open({ model: 'instruments', backend: 'wasm' });
const { sampleRate, signal, generation } = engine.info.manifest;

async function measure(path: string): Promise<readonly [KindDistance, KindDistance]> {
  const whole = await loadSound(Uint8Array.from(await readFile(path)).buffer, path);
  const options = { sampleRate, seconds: SECONDS, peak: signal.peak, air: true };
  const { samples, soundingSamples, pitch, root, air } = await prepareWhole(whole, options);
  const distances: KindDistance[] = [];
  for (const version of [null, air]) {
    await engine.addSource('sound', samples, root.midi, pitch, version);
    const note = { id: 'note', weights: [{ source: 'sound', weight: 1 }], rootMidi: root.midi };
    const [made] = await engine.render([{ ...note, seconds: SECONDS, seed: 1, ...generation }]);
    distances.push(
      kindDistance(made!.samples.subarray(0, soundingSamples), samples.subarray(0, soundingSamples)),
    );
  }
  const text = distances
    .map((one) => COLUMNS.map((column) => one[column].toFixed(1)).join(' / '))
    .join('  →  ');
  console.error(`${path.split('/').at(-1)!} (${pitch ? 'pitch' : 'no pitch'}): ${text}`);
  return [distances[0]!, distances[1]!];
}

const rows: Row[] = [];
for (const group of (await readdir(folder)).sort()) {
  const files = (await readdir(join(folder, group))).sort();
  const found: (readonly [KindDistance, KindDistance])[] = [];
  for (const file of files) found.push(await measure(join(folder, group, file)));
  const middle = (version: 0 | 1): string =>
    COLUMNS.map((column) => median(found.map((one) => one[version][column])).toFixed(1)).join(' / ');
  rows.push({
    figure: `${group}, ${files.length} sounds: ${COLUMNS.join(' / ')}`,
    asked: '',
    measured: `${middle(0)} → ${middle(1)}`,
    ok: null,
  });
}
printTable(rows);
process.exit(0);
