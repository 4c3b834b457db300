/**
 * Renders a list of notes through what ships, for training/evaluate.py to measure:
 *
 *     node --import tsx bench/quality/render-set.ts FOLDER
 *
 * FOLDER/set.json is a `RenderSet`. For each source FOLDER/<id>.source.f32 receives the sound as it was prepared; for each note
 * FOLDER/<id>.f32 the sound and FOLDER/<id>.codes the bare codes, before any filter. Samples are float32, little endian, at the model's rate.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { prepareSource } from '../../src/audio/source.js';
import { RenderEngine } from '../../src/render/engine.js';
import type { RenderNote } from '../../src/render/notes.js';

interface RenderSet {
  /** Folder of the model. */
  readonly model: string;
  /** `file` in FOLDER; `rootMidi` is known, the course of the pitch is found. */
  readonly sources: readonly { id: string; file: string; rootMidi: number; seconds: number }[];
  readonly notes: readonly RenderNote[];
}

/** Farther from the known root than this, a found pitch is another note's. */
const SAME_NOTE_SEMITONES = 0.6;
/** Notes that are generated together. */
const BATCH = 16;

const folder = process.argv[2];
if (!folder) {
  console.error('Which folder?');
  process.exit(2);
}
const set = JSON.parse(await readFile(join(folder, 'set.json'), 'utf8')) as RenderSet;
const engine = await RenderEngine.open({ model: pathToFileURL(`${set.model}/`), backend: 'wasm' });
for (const source of set.sources) await addSource(source);
for (let first = 0; first < set.notes.length; first += BATCH) {
  for (const { id, samples, codes } of await engine.render(set.notes.slice(first, first + BATCH))) {
    await writeFile(join(folder, `${id}.f32`), samples);
    await writeFile(join(folder, `${id}.codes`), codes);
  }
  console.log(`${Math.min(set.notes.length, first + BATCH)} of ${set.notes.length} notes`);
}
await engine.close();
process.exit(0);

async function addSource({ id, file, rootMidi, seconds }: RenderSet['sources'][number]): Promise<void> {
  const bytes = await readFile(join(folder!, file));
  const { sampleRate, signal } = engine.info.manifest;
  const options = { sampleRate, seconds, peak: signal.peak };
  const source = await prepareSource(new Uint8Array(bytes).buffer, file, options);
  const found =
    source.pitch && Math.abs(source.pitch.midi - rootMidi) < SAME_NOTE_SEMITONES ? source.pitch : undefined;
  await engine.addSource(id, source.samples, found?.midi ?? rootMidi, found);
  await writeFile(join(folder!, `${id}.source.f32`), source.samples);
}
