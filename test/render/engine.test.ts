/** Tests the render engine: sources, notes, cancelling, closing. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { rm } from 'node:fs/promises';
import { memory } from '@tensorflow/tfjs-core';
import { RenderEngine } from '../../src/render/engine.js';
import { AIR_WIDTH } from '../../src/audio/air/bands.js';
import type { NoteAir } from '../../src/audio/air/full-band.js';
import type { RenderedNote, RenderNote, RenderOptions, RenderProgress } from '../../src/render/notes.js';
import { pluck, TINY_FACTORY, TINY_NSYNTH, tinyModel, writeModel } from '../model/models.js';

const folders: string[] = [];
let engine: RenderEngine;

async function open(base = TINY_FACTORY, seed = 1): Promise<RenderEngine> {
  const folder = await writeModel(tinyModel(base, seed));
  folders.push(folder);
  return RenderEngine.open({ model: folder, backend: 'reference' });
}

function note(overrides: Partial<RenderNote> = {}): RenderNote {
  const weights = [{ source: 'a', weight: 1 }];
  return { id: 'n', weights, rootMidi: 60, seconds: 0.2, seed: 1, temperature: 1, ...overrides };
}

/** Renders, and holds what was streamed against what was returned. */
async function render(
  on: RenderEngine,
  notes: readonly RenderNote[],
  options: RenderOptions = {},
): Promise<{ notes: RenderedNote[]; chunks: { id: string; start: number; length: number }[] }> {
  const streams = new Map<string, number[]>(notes.map(({ id }) => [id, []]));
  const chunks: { id: string; start: number; length: number }[] = [];
  const rendered = await on.render(notes, {
    ...options,
    onAudio: (id, start, samples, loudness, target, air) => {
      const stream = streams.get(id)!;
      expect(start).toBe(stream.length);
      stream.push(...samples);
      chunks.push({ id, start, length: samples.length });
      options.onAudio?.(id, start, samples, loudness, target, air);
    },
  });
  for (const { id, samples } of rendered) expect(Float32Array.from(streams.get(id)!)).toEqual(samples);
  return { notes: rendered, chunks };
}

beforeAll(async () => {
  engine = await open();
  await engine.addSource('a', pluck(57, 0.4), 57);
  await engine.addSource('b', pluck(64, 0.3), 64);
});

afterAll(async () => {
  await engine.close();
  for (const folder of folders) await rm(folder, { recursive: true });
});

describe('RenderEngine', () => {
  it('says what it runs', () => {
    expect(engine.info).toMatchObject({ tensors: 'wasm', generator: 'reference' });
    expect(engine.info.manifest.name).toBe('tiny');
    expect(engine.info.description).not.toBe('');
  });

  it('gives the embedding of a source in three tracks', async () => {
    const { timbre, loudness, pitch } = await engine.addSource('c', pluck(57, 0.4), 57);
    expect(timbre).toMatchObject({ frames: 13, channels: 16, hop: 512 });
    expect(loudness).toMatchObject({ hop: 128, silence: -100 });
    expect(loudness!.levels.length).toBe(50);
    expect(pitch).toMatchObject({ rootMidi: 57 });
    engine.removeSource('c');
    expect(() => engine.embedding([{ source: 'c', weight: 1 }])).toThrowError(/no source "c"/);
  });

  it('renders notes of the asked length, in the order asked for, streaming', async () => {
    const notes = [note({ id: 'x', rootMidi: 72 }), note({ id: 'y', seconds: 0.05 })];
    const { notes: rendered, chunks } = await render(engine, notes);
    expect(
      rendered.map(({ id, complete, samples, rootMidi }) => ({
        id,
        complete,
        length: samples.length,
        rootMidi,
      })),
    ).toEqual([
      { id: 'x', complete: true, length: 3200, rootMidi: 72 },
      { id: 'y', complete: true, length: 800, rootMidi: 60 },
    ]);
    expect(chunks.filter(({ id }) => id === 'x').length).toBeGreaterThan(1);
    expect(rendered[0]!.samples.every(Number.isFinite)).toBe(true);
    expect(rendered[0]!.samples.some((x) => Math.abs(x) > 0.01)).toBe(true);
  });

  it('repeats itself to the bit, and differs by seed, root, blend and temperature', async () => {
    const fresh = await open();
    await fresh.addSource('a', pluck(57, 0.4), 57);
    await fresh.addSource('b', pluck(64, 0.3), 64);
    const one = async (on: RenderEngine, overrides: Partial<RenderNote>): Promise<Float32Array> =>
      (await on.render([note({ seconds: 0.05, ...overrides })]))[0]!.samples;
    const first = await one(engine, {});
    expect(await one(fresh, {})).toEqual(first);
    const weights = [
      { source: 'a', weight: 1 },
      { source: 'b', weight: 1 },
    ];
    for (const other of [{ seed: 2 }, { rootMidi: 61 }, { weights }, { temperature: 0.5 }]) {
      expect(await one(fresh, other)).not.toEqual(first);
    }
    await fresh.close();
  });

  it('is a reconstruction of either source at the ends of a blend', async () => {
    const ends = (a: number, b: number): RenderNote['weights'] => [
      { source: 'a', weight: a },
      { source: 'b', weight: b },
    ];
    const seconds = 0.05;
    const of = async (weights: RenderNote['weights']): Promise<Float32Array> =>
      (await engine.render([note({ weights, seconds })]))[0]!.samples;
    expect(await of(ends(1, 0))).toEqual(await of([{ source: 'a', weight: 1 }]));
    expect(await of(ends(0, 1))).toEqual(await of([{ source: 'b', weight: 1 }]));
    expect(await of(ends(0, 1))).not.toEqual(await of(ends(1, 0)));
  });

  it('is silent where its source is', async () => {
    const { notes } = await render(engine, [note({ seconds: 0.6 })]);
    const { samples } = notes[0]!;
    // The pluck rests from 0.3 s, its track ends at 0.4 s.
    expect(samples.slice(0, 4000).some((x) => Math.abs(x) > 0.01)).toBe(true);
    expect(samples.slice(5600, 6400).every((x) => Math.abs(x) < 1e-3)).toBe(true);
    expect(samples.slice(7200).every((x) => Math.abs(x) < 1e-6)).toBe(true);
  });

  it('keeps the pitch-lag taps off for a source without pitch', async () => {
    const { pitch } = await engine.addSource('drum', pluck(40, 0.2), 60, null);
    expect(pitch).toBeNull();
    const { notes } = await render(engine, [
      note({ weights: [{ source: 'drum', weight: 1 }], seconds: 0.05 }),
    ]);
    expect(notes[0]!.complete).toBe(true);
  });

  it('takes the pitch contour along', async () => {
    const deviation = Float32Array.from({ length: 40 }, (_, i) => 0.3 * Math.sin(i));
    const { pitch } = await engine.addSource('v', pluck(57, 0.4), 57, { midi: 57, hop: 160, deviation });
    // 40 values at a hop of 160 are 12.5 at the track's 512.
    expect(pitch!.hop).toBe(512);
    expect(pitch!.deviation.length).toBe(13);
    const mean = (of: Float32Array): number => of.reduce((sum, x) => sum + x, 0) / of.length;
    expect(mean(pitch!.deviation.slice(0, 12))).toBeCloseTo(mean(deviation.slice(0, 38)), 1);
  });

  it('does not blame the next for one that failed', async () => {
    await expect(engine.addSource('bad', new Float32Array(0), 60)).rejects.toMatchObject({ code: 'empty' });
    await expect(engine.render([note({ weights: [{ source: 'who', weight: 1 }] })])).rejects.toMatchObject({
      code: 'bad-argument',
      subject: 'who',
    });
    expect((await engine.render([note({ seconds: 0.01 })]))[0]!.complete).toBe(true);
  });

  it.each<[string, Partial<RenderNote>]>([
    ['root', { rootMidi: 200 }],
    ['root', { rootMidi: NaN }],
    ['length', { seconds: 0 }],
    ['length', { seconds: 1e6 }],
    ['seed', { seed: -1 }],
    ['temperature', { temperature: -0.1 }],
    ['blend', { weights: [] }],
  ])('refuses a note without a sensible %s', async (_, overrides) => {
    await expect(engine.render([note(overrides)])).rejects.toMatchObject({ code: 'bad-argument' });
  });

  it('refuses two notes of one id', async () => {
    await expect(engine.render([note(), note()])).rejects.toThrow(/Two notes/);
  });

  it('renders each temperature of a mixed order', async () => {
    const notes = [0, 1, 0].map((temperature, i) =>
      note({ id: `${i}`, rootMidi: 50 + i, temperature, seconds: 0.02 }),
    );
    const { notes: rendered } = await render(engine, notes);
    expect(rendered.map(({ complete }) => complete)).toEqual([true, true, true]);
  });
});

describe('air', () => {
  const air = (level: number) => ({ frames: 2, values: new Float32Array(2 * AIR_WIDTH).fill(level) });

  it('comes with each stretch of a note, blended and at its key; codes and samples are those without it', async () => {
    const fresh = await open();
    const samples = pluck(57, 0.2);
    const heard: (NoteAir | null)[] = [];
    const onAudio: RenderOptions['onAudio'] = (...[, , , , , own]) => void heard.push(own);
    const weights = ['p', 'q'].map((source) => ({ source, weight: 0.5 }));
    for (const id of ['p', 'q']) await fresh.addSource(id, samples, 57);
    const [before] = await fresh.render([note({ seed: 5, weights, rootMidi: 69 })], { onAudio });
    expect(before!.air).toBeNull();
    expect(heard.every((own) => own === null)).toBe(true);
    await fresh.addSource('p', samples, 57, undefined, air(-40));
    const [half] = await fresh.render([note({ seed: 5, weights, rootMidi: 69 })]);
    expect(half!.air).toBeNull(); // one of the two has none
    await fresh.addSource('q', samples, 57, undefined, air(-60));
    heard.length = 0;
    const [both] = await fresh.render([note({ seed: 5, weights, rootMidi: 69 })], { onAudio });
    expect(both!.air).toMatchObject({ rootMidi: 69, pitch: { hop: 512 } });
    expect(both!.air!.track.values.every((level) => Math.abs(level + 50) < 1e-3)).toBe(true);
    expect(heard.length).toBeGreaterThan(0);
    expect(heard.every((own) => own === both!.air)).toBe(true);
    expect(both!.codes).toEqual(before!.codes);
    await fresh.close();
  });
});

describe('a cancelled render', () => {
  it('keeps what was made, goes on from it, and ends as if it had never stopped', async () => {
    const notes = [note({ id: 'x', seed: 70 }), note({ id: 'y', seed: 70, rootMidi: 65 })];
    const fresh = await open();
    await fresh.addSource('a', pluck(57, 0.4), 57);
    const whole = (await render(fresh, notes)).notes;
    await fresh.close();

    const controller = new AbortController();
    const said = new Set<number>();
    const onAudio = (id: string, start: number, _: Float32Array, loudness: number): void => {
      if (id === 'x') said.add(loudness);
      if (start >= 500) controller.abort();
    };
    const stopped = (await render(engine, notes, { signal: controller.signal, onAudio })).notes;
    expect(stopped.some(({ complete }) => !complete)).toBe(true);
    expect(stopped[0]!.samples.length).toBeGreaterThan(500);

    const fractions: number[] = [];
    const resumed = await render(engine, notes, {
      onAudio,
      onProgress: ({ fraction }) => fractions.push(fraction),
    });
    expect(said.size).toBe(1); // what it is expected to have does not depend on what was kept of it
    expect(fractions[0]).toBeGreaterThan(0.1);
    expect(fractions.at(-1)).toBe(1);
    expect(resumed.chunks.find(({ id }) => id === 'x')).toMatchObject({
      start: 0,
      length: stopped[0]!.samples.length,
    });
    expect(resumed.notes).toEqual(whole);
  });

  it('gives nothing and fails nothing when it was cancelled before', async () => {
    const { notes } = await render(engine, [note({ seed: 71 })], { signal: AbortSignal.abort() });
    expect(notes).toEqual([
      {
        id: 'n',
        rootMidi: 60,
        samples: new Float32Array(0),
        codes: new Uint8Array(0),
        complete: false,
        air: null,
      },
    ]);
  });
});

describe('the cache', () => {
  it('makes a finished note free', async () => {
    const asked = note({ seed: 80 });
    const first = await render(engine, [asked]);
    const progress: RenderProgress[] = [];
    const second = await render(engine, [asked], { onProgress: (p) => progress.push(p) });
    expect(second.notes).toEqual(first.notes);
    expect(second.chunks).toEqual([{ id: 'n', start: 0, length: 3200 }]);
    expect(progress[0]).toMatchObject({ step: 'generate', fraction: 1 });
  });

  it('lets a longer note go on from a shorter one, and a shorter one be cut from a longer', async () => {
    const short = await render(engine, [note({ seed: 81, seconds: 0.1 })]);
    const long = await render(engine, [note({ seed: 81, seconds: 0.3 })]);
    // All that the codes of the shorter note allow comes at once; its end, where its level held, is made anew.
    const certain = long.chunks[0]!.length;
    expect(certain).toBe(1280);
    expect(long.notes[0]!.samples.slice(0, certain)).toEqual(short.notes[0]!.samples.slice(0, certain));
    const again = await render(engine, [note({ seed: 81, seconds: 0.1 })]);
    expect(again.notes).toEqual(short.notes);
    expect(again.chunks.length).toBe(1);

    const fresh = await open();
    await fresh.addSource('a', pluck(57, 0.4), 57);
    expect((await render(fresh, [note({ seed: 81, seconds: 0.3 })])).notes).toEqual(long.notes);
    await fresh.close();
  });
});

describe('progress', () => {
  it('rises over the notes of a render to 1, with a pace', async () => {
    const seen: RenderProgress[] = [];
    await engine.render([note({ seed: 90 }), note({ id: 'm', seed: 90, rootMidi: 48 })], {
      onProgress: (progress) => seen.push(progress),
    });
    expect(seen.every(({ step }) => step === 'generate')).toBe(true);
    const fractions = seen.map(({ fraction }) => fraction);
    expect(fractions).toEqual([...fractions].sort((x, y) => x - y));
    expect(fractions[0]).toBe(0);
    expect(seen.at(-1)).toMatchObject({ fraction: 1, secondsLeft: 0 });
    expect(seen.at(-1)!.realTimeFactor).toBeGreaterThan(0);
  });

  it('of opening goes from 0 to 1', async () => {
    const folder = await writeModel(tinyModel(TINY_FACTORY));
    folders.push(folder);
    const fractions: number[] = [];
    const onProgress = ({ step, fraction }: RenderProgress): void => {
      expect(step).toBe('model');
      fractions.push(fraction);
    };
    await (await RenderEngine.open({ model: folder, backend: 'reference', onProgress })).close();
    expect([fractions[0], fractions.at(-1)]).toEqual([0, 1]);
  });
});

describe("a model of NSynth's kind", () => {
  it('repitches and encodes its sources at each root, once', async () => {
    const nsynth = await open(TINY_NSYNTH);
    const embedding = await nsynth.addSource('a', pluck(57, 0.2), 57);
    expect(embedding).toMatchObject({ loudness: null, pitch: null });
    await nsynth.addSource('b', pluck(69, 0.2), 69);
    const weights = [
      { source: 'a', weight: 1 },
      { source: 'b', weight: 1 },
    ];
    const notes = [57, 62].map((rootMidi) => note({ id: `${rootMidi}`, rootMidi, weights, seconds: 0.1 }));
    const steps: string[] = [];
    const first = await render(nsynth, notes, { onProgress: ({ step }) => steps.push(step) });
    expect(first.notes.map(({ complete }) => complete)).toEqual([true, true]);
    expect(first.notes[0]!.samples.some((x) => Math.abs(x) > 0.01)).toBe(true);
    expect(steps[0]).toBe('encode');
    const again: string[] = [];
    expect((await render(nsynth, notes, { onProgress: ({ step }) => again.push(step) })).notes).toEqual(
      first.notes,
    );
    expect(again).not.toContain('encode');
    await nsynth.close();
  });
});

describe('closing', () => {
  it('rejects what is pending and what comes after', async () => {
    const closing = await open();
    await closing.addSource('a', pluck(57, 0.2), 57);
    const running = closing.render([note({ seconds: 2 })]);
    const waiting = closing.render([note({ id: 'later' })]);
    const settled = Promise.allSettled([running, waiting]);
    await closing.close();
    for (const outcome of await settled) {
      expect(outcome).toMatchObject({ status: 'rejected', reason: { code: 'closed' } });
    }
    await expect(closing.render([note()])).rejects.toMatchObject({ code: 'closed' });
  });

  it('leaves no tensors behind', () => {
    expect(memory().numTensors).toBe(0);
  });
});
