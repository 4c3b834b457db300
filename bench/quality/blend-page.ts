/**
 * Makes docs/blends.md: what blends by half are, to hear, to see and in figures, beside a plain crossfade and the live engine's morph.
 *
 *     node --import tsx bench/quality/blend-page.ts FOLDER [backwards | known]
 *
 * FOLDER keeps what is done, so that a run that is stopped goes on, and a second one may come from the other end; `known` writes the page of the
 * pairs that are done. Wants ffmpeg with MP3 and WebP. Sounds and pictures go to docs/blends/, which the
 * documentation alone has: no package does.
 */
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fullBand, type NoteAir } from '../../src/audio/air/full-band.js';
import { analyseTracks } from '../../src/audio/partials/analyse.js';
import { morph } from '../../src/audio/partials/morph.js';
import { synthesise } from '../../src/audio/partials/synthesis.js';
import { transpose } from '../../src/audio/partials/transpose.js';
import { resample } from '../../src/audio/resample.js';
import { loadSound, prepareWhole, type WholeSound } from '../../src/audio/source.js';
import { encodeWav } from '../../src/audio/wav.js';
import { RenderEngine } from '../../src/render/engine.js';
import type { TimbreTrack } from '../../src/timbre/embedding.js';
import { oneFundamental, roughness } from './blend-measures.js';
import { blendPage, type MeasuredPair, type Part } from './blend-text.js';
import { blendPicture } from './blend-picture.js';
import { kindDistance } from './measures.js';

const SECONDS = 2.2;
const FULL = 48_000;
const SEED = 1;
/** Sounds of the page are this loud, as RMS, so that none wins by being louder; and no louder than this. */
const RMS = 0.1;
const LOUDEST = 0.9;
const PARTS: readonly Part[] = ['a', 'blend', 'b', 'crossfade', 'live'];

/** By the sounds' names; each meets at the key of its first. */
const PAIRS: readonly (readonly [string, string])[] = [
  ['grand-piano-c4', 'church-organ-c4'],
  ['violin-a4', 'flute-c5'],
  ['cello-c3', 'choir-aahs-c4'],
  ['trumpet-g4', 'clarinet-d4'],
  ['nylon-guitar-c4', 'flute-c5'],
  ['steel-guitar-g3', 'sitar-g3'],
  ['electric-piano-c4', 'choir-aahs-c4'],
  ['marimba-c4', 'nylon-guitar-c4'],
  ['celesta-c5', 'flute-c5'],
  ['kalimba-c5', 'violin-a4'],
  ['church-organ-c4', 'trumpet-g4'],
  ['clarinet-d4', 'cello-c3'],
  ['harp', 'vibraphone'],
  ['singing-bowl', 'cello-c3'],
  ['tower-bell', 'choir-aahs-c4'],
  ['harpsichord', 'sitar-g3'],
  ['glass-bell', 'celesta-c5'],
  ['tongue-drum', 'grand-piano-c4'],
  ['kettledrum', 'fretless-bass'],
  ['steel-pan', 'trumpet-g4'],
];

interface Named {
  readonly id: string;
  readonly title: string;
  readonly root: number;
  readonly sound: WholeSound;
}

const folder = process.argv[2];
if (folder === undefined) {
  console.error('Usage: node --import tsx bench/quality/blend-page.ts FOLDER');
  process.exit(2);
}
await mkdir(folder, { recursive: true });
const pages = new URL('../../docs/blends/', import.meta.url).pathname;
await mkdir(pages, { recursive: true });
const engine = await RenderEngine.open({ model: 'instruments', backend: 'wasm' });
const { sampleRate, signal, generation } = engine.info.manifest;
const named = await sounds();
const encoded = new Set<string>();
const measured: MeasuredPair[] = [];
const how = process.argv[3];
const backwards = how === 'backwards';
for (const [first, second] of backwards ? PAIRS.toReversed() : PAIRS)
  if (how !== 'known' || existsSync(join(folder, `${first}-x-${second}.json`)))
    measured.push(await pair(named.get(first)!, named.get(second)!));
if (backwards) measured.reverse();
await writeFile(new URL('../../docs/blends.md', import.meta.url), blendPage(measured));
await writeFile(join(folder, 'measured.json'), JSON.stringify(measured, null, 1));
await engine.close();
process.exit(0);

async function sounds(): Promise<Map<string, Named>> {
  const sources = new URL('../../presets/sources/', import.meta.url);
  const list = JSON.parse(await readFile(new URL('index.json', sources), 'utf8')) as {
    id: string;
    title: string;
    file?: string;
    sound?: string;
    rootMidi: number;
  }[];
  const wanted = new Set(PAIRS.flat());
  const found = new Map<string, Named>();
  for (const { id, title, file, sound, rootMidi } of list) {
    if (!wanted.has(id)) continue;
    const bytes = file
      ? Uint8Array.from(await readFile(new URL(file, sources)))
      : new TextEncoder().encode(JSON.stringify({ format: 'alloy-sound', sound }));
    found.set(id, { id, title, root: rootMidi, sound: await loadSound(bytes.buffer, file ?? id) });
  }
  return found;
}

async function pair(a: Named, b: Named): Promise<MeasuredPair> {
  const id = `${a.id}-x-${b.id}`;
  const known = join(folder!, `${id}.json`);
  if (existsSync(known)) return JSON.parse(await readFile(known, 'utf8')) as MeasuredPair;
  const key = a.root;
  const [timbres, rendered] = await renders(id, a, b, key);
  const [crossfade, live] = [await crossfaded(a, b, key), liveMorph(a, b, key)];
  const full: Record<Part, Float32Array> = { ...rendered, crossfade, live };
  const low = {} as Record<Part, Float32Array>;
  for (const part of PARTS) low[part] = await resample(full[part], FULL, sampleRate);
  const wave = (part: Part): string => join(folder!, `${id}-${part}.wav`);
  for (const part of PARTS) {
    await writeFile(wave(part), new Uint8Array(encodeWav(loud(full[part]), FULL)));
    ffmpeg(['-i', wave(part), '-codec:a', 'libmp3lame', '-b:a', '56k', join(pages, `${id}-${part}.mp3`)]);
  }
  const shown = PARTS.map((part) => ({ samples: low[part], timbre: timbres[part] ?? null }));
  const { width, height, pixels } = blendPicture(shown, sampleRate);
  const raw = ['-f', 'rawvideo', '-pix_fmt', 'rgb24', '-s', `${width}x${height}`, '-i', '-'];
  ffmpeg([...raw, '-quality', '60', join(pages, `${id}.webp`)], pixels);
  const of = <T>(measure: (samples: Float32Array) => T): Record<Part, T> =>
    Object.fromEntries(PARTS.map((part) => [part, measure(low[part])])) as Record<Part, T>;
  const result = {
    id,
    titles: [a.title, b.title] as const,
    key,
    size: [width, height] as const,
    toA: of((samples) => kindDistance(levelled(samples), levelled(low.a)).melA),
    toB: of((samples) => kindDistance(levelled(samples), levelled(low.b)).melA),
    rough: of(roughness),
    one: of((samples) => oneFundamental(samples, key)),
  };
  await writeFile(known, JSON.stringify(result));
  console.log(`${id}: ${PARTS.map((part) => result.one[part].toFixed(3)).join(' ')}`);
  return result;
}

/** Both reconstructions and the blend at 48 kHz, and their embeddings. */
async function renders(
  id: string,
  a: Named,
  b: Named,
  key: number,
): Promise<[Partial<Record<Part, TimbreTrack>>, Record<'a' | 'blend' | 'b', Float32Array>]> {
  for (const { id, sound, root } of [a, b]) {
    if (encoded.has(id)) continue;
    const options = { sampleRate, seconds: SECONDS, peak: signal.peak, air: true };
    const { samples, pitch, air } = await prepareWhole(sound, options);
    const near = pitch && Math.abs(pitch.midi - root) < 0.6 ? pitch : undefined;
    await engine.addSource(id, samples, near?.midi ?? root, near, air);
    encoded.add(id);
  }
  const shares = { a: [1, 0], blend: [0.5, 0.5], b: [0, 1] } as const;
  const timbres: Partial<Record<Part, TimbreTrack>> = {};
  const notes = Object.entries(shares).map(([part, [first, second]]) => {
    const weights = [
      { source: a.id, weight: first },
      { source: b.id, weight: second },
    ];
    timbres[part as Part] = engine.embedding(weights).timbre;
    return { id: part, weights, rootMidi: key, seconds: SECONDS, seed: SEED, ...generation };
  });
  const kept = (part: string): string => join(folder!, `${id}-${part}.f32`);
  if (!notes.every((note) => existsSync(kept(note.id)))) {
    const airs = new Map<string, NoteAir | null>();
    const onAudio = (
      part: string,
      ...[, , , , air]: [number, Float32Array, number, number, NoteAir | null]
    ): void => void airs.set(part, air);
    for (const { id: part, samples } of await engine.render(notes, { onAudio })) {
      const air = airs.get(part);
      const made = air ? fullBand(samples, air) : await resample(samples, sampleRate, FULL);
      await writeFile(kept(part), made);
    }
  }
  const read = async (part: string): Promise<Float32Array> => {
    const bytes = await readFile(kept(part));
    return new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
  };
  return [timbres, { a: await read('a'), blend: await read('blend'), b: await read('b') }];
}

/** What a sampler does: both recordings at one key, each played faster or slower, half and half. */
async function crossfaded(a: Named, b: Named, key: number): Promise<Float32Array> {
  const parts: Float32Array[] = [];
  for (const { sound, root } of [a, b]) {
    const { samples } = await prepareWhole(sound, {
      sampleRate: FULL,
      seconds: 2 * SECONDS,
      peak: signal.peak,
    });
    const faster = 2 ** ((key - root) / 12);
    parts.push(await resample(samples, FULL * faster, FULL));
  }
  const [first, second] = parts.map((part) => levelled(fitted(part)));
  return first!.map((value, i) => 0.5 * (value + second![i]!));
}

function liveMorph(a: Named, b: Named, key: number): Float32Array {
  const tracks = [a, b].map(({ sound, root }) =>
    transpose(analyseTracks([sound.samples], sound.sampleRate, { root }), key - root),
  );
  return fitted(synthesise(morph(tracks, [0.5, 0.5]), { sampleRate: FULL, seconds: SECONDS })[0]!);
}

function fitted(samples: Float32Array): Float32Array {
  const out = new Float32Array(Math.round(SECONDS * FULL));
  out.set(samples.subarray(0, out.length));
  return out;
}

/** At one RMS. */
function levelled(samples: Float32Array): Float32Array {
  const rms = Math.sqrt(samples.reduce((sum, x) => sum + x * x, 0) / samples.length);
  return samples.map((x) => (x * RMS) / Math.max(rms, 1e-9));
}

function loud(samples: Float32Array): Float32Array {
  const made = levelled(samples);
  const peak = made.reduce((max, x) => Math.max(max, Math.abs(x)), 0);
  return peak > LOUDEST ? made.map((x) => (x * LOUDEST) / peak) : made;
}

function ffmpeg(options: readonly string[], input?: Uint8Array): void {
  const common = ['-hide_banner', '-loglevel', 'error', '-y', '-nostdin'];
  execFileSync('ffmpeg', [...(input ? common.slice(0, -1) : common), ...options], input ? { input } : {});
}
