/**
 * Renders a list of notes through what ships, for training/evaluate.py to measure:
 *
 *     node --import tsx bench/quality/render-set.ts FOLDER
 *
 * FOLDER/set.json is a `RenderSet`. For each source FOLDER/<id>.source.f32 receives the sound as it was prepared, and <id>.found.json what was found of it;
 * for each note FOLDER/<id>.f32 the sound and FOLDER/<id>.codes the bare codes, before any filter. Samples are float32, little endian, at the model's rate.
 */
import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { isAbsolute, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { codeSignal } from '../../src/audio/loudness.js';
import { encodeSample } from '../../src/audio/mulaw.js';
import { loadSound, prepareWhole } from '../../src/audio/source.js';
import { RenderEngine } from '../../src/render/engine.js';
import { Synthesis } from '../../src/render/synthesis.js';
import type { RenderNote } from '../../src/render/notes.js';
import { gaussian } from './noise.js';

interface SetSource {
  readonly id: string;
  /** In FOLDER, or absolute. */
  readonly file: string;
  /** Known, so that only its course is found; null: whatever the instrument finds, as for a sound that people load. */
  readonly rootMidi: number | null;
  readonly seconds: number;
}

interface SetNote extends Omit<RenderNote, 'rootMidi'> {
  /** Null: its first source's own. */
  readonly rootMidi: number | null;
  /**
   * What stands in the network's place: white noise at the level of its codes, or the first source's own codes (what a perfect network would
   * say, at the source's own root). All filters follow as ever.
   */
  readonly instead?: 'noise' | 'source';
}

interface RenderSet {
  /** Folder of the model. */
  readonly model: string;
  readonly sources: readonly SetSource[];
  readonly notes: readonly SetNote[];
}

interface Found {
  readonly midi: number;
  readonly pitched: boolean;
  /** Samples until its end. */
  readonly sounding: number;
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
const { sampleRate, signal } = engine.info.manifest;
const found = new Map<string, Found>();
const prepared = new Map<string, Float32Array>();
const sources = new Map(set.sources.map((source) => [source.id, source]));
for (let first = 0; first < set.notes.length; first += BATCH) {
  const batch = set.notes.slice(first, first + BATCH);
  const needed = new Set(batch.flatMap((note) => note.weights.map(({ source }) => source)));
  for (const id of needed) if (!found.has(id)) await addSource(sources.get(id)!); // a run that is stopped has kept what it did
  const notes = batch.map((note) => ({
    ...note,
    rootMidi: note.rootMidi ?? found.get(note.weights[0]!.source)!.midi,
  }));
  const insteadOf = new Map(notes.map((note) => [note.id, instead(note)]));
  for (const made of await engine.generateBatch(notes, { historyOf: (id) => insteadOf.get(id) ?? null })) {
    await writeFile(join(folder, `${made.id}.codes`), made.codes);
    await writeFile(join(folder, `${made.id}.f32`), new Synthesis(made.synthesis).process(made.codes));
  }
  console.log(`${Math.min(set.notes.length, first + BATCH)} of ${set.notes.length} notes`);
}
await engine.close();
process.exit(0);

async function addSource({ id, file, rootMidi, seconds }: SetSource): Promise<void> {
  const bytes = await readFile(isAbsolute(file) ? file : join(folder!, file));
  const options = { sampleRate, seconds, peak: signal.peak, air: true };
  const sound = await prepareWhole(await loadSound(Uint8Array.from(bytes).buffer, file), options);
  const near = sound.pitch && Math.abs(sound.pitch.midi - (rootMidi ?? NaN)) < SAME_NOTE_SEMITONES;
  const pitch = rootMidi === null || near ? sound.pitch : undefined;
  const midi = pitch?.midi ?? rootMidi ?? sound.root.midi;
  const embedding = await engine.addSource(id, sound.samples, midi, pitch, sound.air);
  const what = { midi, pitched: embedding.pitch !== null, sounding: sound.soundingSamples };
  found.set(id, what);
  prepared.set(id, sound.samples);
  await writeFile(join(folder!, `${id}.found.json`), JSON.stringify(what));
  const path = join(folder!, `${id}.source.f32`);
  if (!existsSync(path)) await writeFile(path, sound.samples);
}

/** The codes that stand for a note's own, all of them; null where the network makes them. */
function instead({ instead: kind, weights, seconds, seed }: SetNote): Uint8Array | null {
  const length = Math.round(seconds * sampleRate);
  if (!kind || !signal.loudness) return null;
  if (kind === 'noise') {
    const noise = gaussian(length, seed);
    return Uint8Array.from(noise, (value) => encodeSample(signal.loudness!.rms * value));
  }
  const codes = new Uint8Array(length).fill(128);
  const { preEmphasis, loudness } = signal;
  codes.set(
    codeSignal(prepared.get(weights[0]!.source)!, { preEmphasis, loudness }).codes.subarray(0, length),
  );
  return codes;
}
