/** Measures the live tracks beside what is asked of them: same key, recordings, blends, octaves, phases, cost. */
import { analyseTracks } from '../../src/audio/partials/analyse.js';
import { encodeTracks } from '../../src/audio/partials/bytes.js';
import { soundDistance, type SoundDistance } from '../../src/audio/partials/distance.js';
import { resampleHead } from '../../src/audio/partials/head.js';
import { synthesise } from '../../src/audio/partials/synthesis.js';
import type { LiveTracks } from '../../src/audio/partials/tracks.js';
import { transpose } from '../../src/audio/partials/transpose.js';
import type { Row } from '../row.js';
import { benchBlends } from './blends.js';
import { limited, storedTracks } from './figures.js';
import { notesOf, recordings, bundledSounds, type Material } from './material.js';
import { crestError, medianOf, percentileOf, selfLikeness, tonality } from './measures.js';

export const LIVE_PARTS: Readonly<Record<string, () => Promise<Row[]>>> = {
  same: benchSame,
  recordings: benchRecordings,
  blends: benchBlends,
  octaves: benchOctaves,
  phases: benchPhases,
  cost: benchCost,
};

/** Rows of the named parts, of all where none is named. */
export async function benchLive(names: readonly string[] = []): Promise<Row[]> {
  const rows: Row[] = [];
  for (const name of names.length > 0 ? names : Object.keys(LIVE_PARTS)) {
    console.error(`live ${name} …`);
    rows.push(...(await LIVE_PARTS[name]!()));
  }
  return rows;
}

/** The mean over channels of how far stored tracks' sound is from the source. */
function distanceOf(sound: Material, tracks: LiveTracks): SoundDistance {
  const seconds = sound.channels[0]!.length / sound.sampleRate;
  const made = synthesise(tracks, { sampleRate: sound.sampleRate, seconds });
  const each = sound.channels.map((channel, c) =>
    soundDistance(made[Math.min(c, made.length - 1)]!, channel, sound.sampleRate),
  );
  const mean = (of: keyof SoundDistance): number => each.reduce((sum, d) => sum + d[of], 0) / each.length;
  return { all: mean('all'), low: mean('low'), high: mean('high'), attack: mean('attack') };
}

async function benchSame(): Promise<Row[]> {
  const [held, hard, last] = [await notesOf('held'), await notesOf('hard'), await notesOf('last')];
  const [a, b, c] = [held, hard, last].map((notes) =>
    notes.map((note) => distanceOf(note, storedTracks(note))),
  );
  const bundled = (await bundledSounds()).map((sound) => distanceOf(sound, storedTracks(sound)));
  const of = (rows: readonly SoundDistance[], key: keyof SoundDistance): number[] => rows.map((d) => d[key]);
  const worst = (values: readonly number[]): number => Math.max(...values);
  return [
    limited('held-out programs (30), dB', of(a!, 'all'), 0.65),
    limited('  first 100 ms', of(a!, 'attack'), 1.2),
    limited('inharmonic and noisy (12), dB', of(b!, 'all'), 0.45),
    limited('  first 100 ms', of(b!, 'attack'), 1.2),
    limited('worst of all 42', [...of(a!, 'all'), ...of(b!, 'all')], 2.4, worst),
    limited('90 % of all 42', [...of(a!, 'all'), ...of(b!, 'all')], 1.8, (v) => percentileOf(v, 0.9)),
    limited('bundled sounds (15), dB', of(bundled, 'all'), 0.65),
    limited('  worst', of(bundled, 'all'), 2.4, worst),
    limited('TimGM6mb, looked at last (15), dB', of(c!, 'all'), 0.65),
    limited('  first 100 ms', of(c!, 'attack'), 1.2),
  ];
}

async function benchRecordings(): Promise<Row[]> {
  const rows: Row[] = [];
  const all: number[] = [];
  const byKind = new Map<string, number[]>();
  for (const sound of await recordings()) {
    const distance = distanceOf(sound, storedTracks(sound));
    const what = `${sound.kind}: ${sound.name}${sound.channels.length > 1 ? ', stereo' : ''}`;
    const measured = `${distance.all.toFixed(2)} (attack ${distance.attack.toFixed(2)}, root ${sound.root?.toFixed(1) ?? 'none'})`;
    rows.push({ figure: what, asked: '', measured, ok: null });
    all.push(distance.all);
    byKind.set(sound.kind, [...(byKind.get(sound.kind) ?? []), distance.all]);
  }
  for (const [kind, values] of byKind)
    rows.push(limited(`recordings, ${kind} (${values.length}), dB`, values, 1.5));
  return [...rows, limited(`recordings, all (${all.length}), dB`, all, 1.5)];
}

async function benchOctaves(): Promise<Row[]> {
  const notes = await notesOf('octave');
  const sources = await notesOf('held');
  const rows: { sampler: number; rule: number }[] = [];
  for (const real of notes) {
    const source = sources.find(
      (s) => s.font === real.font && s.program === real.program && s.key === real.from,
    )!;
    const step = real.key - source.key;
    const seconds = real.channels[0]!.length / real.sampleRate;
    const made = synthesise(transpose(storedTracks(source), step), {
      sampleRate: real.sampleRate,
      seconds,
    })[0]!;
    const resampled = resampleHead(source.channels[0]!, 2 ** (step / 12));
    const distance = (x: Float32Array): number => soundDistance(x, real.channels[0]!, real.sampleRate).all;
    rows.push({ sampler: distance(resampled), rule: distance(made) });
  }
  const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length;
  const rule = rows.map((row) => row.rule);
  const nearer = (100 * rows.filter((row) => row.rule < row.sampler).length) / Math.max(1, rows.length);
  return [
    {
      figure: 'an octave away (60), resampled source',
      asked: '',
      measured: rows.length > 0 ? medianOf(rows.map((r) => r.sampler)).toFixed(2) : '–',
      ok: null,
    },
    limited('an octave away (60), rule, dB', rule, 4),
    limited('  mean', rule, 4.3, mean),
    {
      figure: '  nearer than the resampled source',
      asked: '≥ 88 %',
      measured: `${nearer.toFixed(0)} %`,
      ok: rows.length > 0 ? nearer >= 88 : null,
    },
  ];
}

async function benchPhases(): Promise<Row[]> {
  const notes = [...(await notesOf('held')), ...(await notesOf('hard'))];
  const crest = notes.map((note) => {
    const made = synthesise(storedTracks(note), { sampleRate: note.sampleRate })[0]!;
    return crestError(made, note.channels[0]!, note.sampleRate);
  });
  const tonal = (await notesOf('bright')).map((note) => {
    const tracks = storedTracks(note);
    const made = synthesise(tracks, { sampleRate: note.sampleRate })[0]!;
    const of = (x: Float32Array): number => tonality(x, note.sampleRate, tracks.hertz);
    return Math.abs(of(made) - of(note.channels[0]!));
  });
  const flute = (await bundledSounds()).find(({ name }) => name === 'flute-c5')!;
  const held = synthesise(storedTracks(flute), {
    sampleRate: 24_000,
    seconds: 60,
    holdSeconds: 60,
    parts: { partials: false, head: false },
  })[0]!;
  return [
    limited('crest factor at home (42), dB', crest, 0.5),
    limited('tonality 8.2–15 kHz, bright notes, dB', tonal, 3),
    limited('noise of a minute, likeness to itself from 20 ms on', [selfLikeness(held, 480)], 0.1),
  ];
}

async function benchCost(): Promise<Row[]> {
  const [cello] = (await bundledSounds()).filter(({ name }) => name === 'cello-c3');
  const seconds = 4;
  const source = cello!.channels[0]!;
  const sound = Float32Array.from(
    { length: seconds * cello!.sampleRate },
    (_, n) => source[n % source.length]!,
  );
  const spent = Array.from({ length: 7 }, () => {
    const before = process.cpuUsage();
    analyseTracks([sound], cello!.sampleRate, { root: cello!.root, start: 0 });
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1e6;
  });
  const tracks = analyseTracks([sound], cello!.sampleRate, { root: cello!.root, start: 0 });
  const bytes = encodeTracks(tracks);
  const packed = new Blob([bytes]).stream().pipeThrough(new CompressionStream('gzip'));
  const size = (await new Response(packed).arrayBuffer()).byteLength;
  const before = process.cpuUsage();
  synthesise(tracks, { sampleRate: 48_000 });
  const synthesis = process.cpuUsage(before).user / 1e3 / seconds;
  return [
    {
      figure: '4 s taken apart, the first time, s of a core',
      asked: '',
      measured: spent[0]!.toFixed(2),
      ok: null,
    },
    limited('4 s taken apart, best of 7, s of a core', spent, 0.6, (v) => Math.min(...v)),
    {
      figure: `4 s stored (${tracks.frames} frames, ${tracks.ratios.length} partials)`,
      asked: '',
      measured: `${(bytes.length / 1000).toFixed(0)} kB, deflated ${(size / 1000).toFixed(0)} kB`,
      ok: null,
    },
    {
      figure: 'reference resynthesis, ms of a core a second',
      asked: '',
      measured: synthesis.toFixed(0),
      ok: null,
    },
  ];
}
