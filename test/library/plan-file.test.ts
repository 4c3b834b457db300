/** Tests plans: fair shards, streaming in little memory, archives that give back what was put in. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AlloyError } from '../../src/errors.js';
import { PlanFile, PlanWriter, sourcesOf } from '../../src/library/plan-file.js';
import { longestFirst } from '../../src/library/longest-first.js';
import { recipeHasher, samplesOf, type PlannedNote, type Recipe } from '../../src/library/recipe.js';
import { SourceArchive, SourceArchiveWriter } from '../../src/library/source-archive.js';
import type { EncodedSource } from '../../src/render/notes.js';
import type { Embedding } from '../../src/timbre/embedding.js';
import { shared } from '../support/shared.js';

const MODEL = { name: 'instruments', fingerprint: '0123456789abcdef', sampleRate: 16000, weights: null };

let folder: string;
beforeAll(() => (folder = mkdtempSync(join(tmpdir(), 'alloy-plan-'))));
afterAll(() => rmSync(folder, { recursive: true }));

/** Notes of very different lengths, the long ones together. */
function recipe(i: number, count: number): Recipe {
  const seconds = i < count / 10 ? 8 : 0.5;
  return { seconds, root: 36 + (i % 49), seed: i, temperature: 0.85, weights: [{ source: 'a', weight: 1 }] };
}

function writePlan(name: string, count: number): string {
  const path = join(folder, name);
  const writer = new PlanWriter(path, MODEL);
  for (let i = 0; i < count; i++) writer.add(recipe(i, count));
  expect(writer.finish().notes).toBe(count);
  return path;
}

async function all(notes: AsyncIterable<PlannedNote>): Promise<PlannedNote[]> {
  const found = [];
  for await (const note of notes) found.push(note);
  return found;
}

describe('a recipe', () => {
  const note: Recipe = {
    ...recipe(0, 1),
    seconds: 2,
    root: 60,
    seed: 1,
    weights: [{ source: 'a'.repeat(16), weight: 1 }],
  };

  it("of a plan at its model's rate has the name that it always had; another rate has others", () => {
    expect(recipeHasher(MODEL)(note)).toBe('74901fb5dd9d0dfc88a42feacadb6781');
    expect(recipeHasher({ ...MODEL, rate: 48_000 })(note)).not.toBe(recipeHasher(MODEL)(note));
  });
});

describe('notes in sight', () => {
  const inOrder = async (costs: readonly number[], window: number): Promise<number[]> => {
    const found: number[] = [];
    const items = async function* () {
      yield* costs;
    };
    for await (const item of longestFirst(items(), (cost) => cost, window)) found.push(item);
    return found;
  };

  it('are begun the longest first, each once, and equal ones as they come', async () => {
    expect(await inOrder([1, 5, 2, 8, 1, 1, 9], 3)).toEqual([5, 8, 2, 1, 9, 1, 1]);
    expect(await inOrder([3, 1, 2], 100)).toEqual([3, 2, 1]);
    expect(await inOrder([], 4)).toEqual([]);
  });
});

describe('a shard', () => {
  it.each([1, 2, 7, 50])(
    'of %i has its share of the cost within a note, and every note is in one',
    async (count) => {
      const plan = new PlanFile(writePlan(`shards-${count}.ndjson`, 1000));
      const whole = (await all(plan.notes())).map(({ hash }) => hash);
      const shards = [];
      for (let index = 1; index <= count; index++) shards.push(await all(plan.notes({ index, count })));
      expect(shards.flat().map(({ hash }) => hash)).toEqual(whole);
      const costs = shards.map((shard) =>
        shard.reduce((sum, { seconds }) => sum + samplesOf(seconds, 16000), 0),
      );
      const longest = samplesOf(8, 16000);
      for (const cost of costs)
        expect(Math.abs(cost - plan.head.samples / count)).toBeLessThanOrEqual(longest);
    },
  );

  it('is not by count', async () => {
    const plan = new PlanFile(writePlan('uneven.ndjson', 1000));
    const [first, second] = [
      await all(plan.notes({ index: 1, count: 2 })),
      await all(plan.notes({ index: 2, count: 2 })),
    ];
    expect(second.length).toBeGreaterThan(4 * first.length);
  });
});

describe('a plan that somebody edited', () => {
  const edited = (name: string, edit: (text: string) => string): PlanFile => {
    const path = writePlan(name, 9);
    writeFileSync(path, edit(readFileSync(path, 'utf8')));
    return new PlanFile(path);
  };

  it('is refused by its last shard and by who reads all of it, where a line stands for another', async () => {
    const plan = edited('doubled.ndjson', (text) => {
      const lines = text.split('\n');
      return [...lines.slice(0, 4), lines[3], ...lines.slice(5)].join('\n');
    });
    await expect(all(plan.notes())).rejects.toThrow(/its lines are not those that were written/);
    await expect(all(plan.notes({ index: 3, count: 3 }))).rejects.toThrow(AlloyError);
  });

  it('is refused where its head says another length: shards would not fit each other', async () => {
    const plan = edited('longer.ndjson', (text) => text.replace(/"samples":1/, '"samples":2'));
    await expect(all(plan.notes())).rejects.toThrow(/another length than its notes have/);
  });
});

describe('a plan of many lines', () => {
  it('streams in a heap that its lines would not fit into', async () => {
    const command = join(await shared('node'), 'node/alloy.js');
    const path = writePlan('long.ndjson', 300_000); // 45 MB of text
    new SourceArchiveWriter(sourcesOf(path), 'float32').finish();
    const library = join(folder, 'not-begun');
    mkdirSync(library);
    const args = ['--max-old-space-size=24', command, 'status', library, '--plan', path, '--json', '--quiet'];
    const run = spawnSync(process.execPath, args, { encoding: 'utf8' });
    expect(run.stderr).toBe('');
    expect(run.status).toBe(3);
    expect(JSON.parse(run.stdout)).toMatchObject({ notes: 300_000, missing: 300_000, done: 0 });
  });
});

/** An embedding with every kind of track, of numbers that float16 does not hold. */
function embedding(frames: number, phase: number): Embedding {
  const values = (count: number): Float32Array =>
    Float32Array.from({ length: count }, (_, i) => Math.sin(i + phase));
  return {
    timbre: { frames, channels: 4, hop: 512, values: values(4 * frames) },
    loudness: {
      hop: 256,
      silence: -100,
      levels: values(2 * frames),
      unweighted: values(2 * frames),
      unweightedWindow: 512,
    },
    pitch: { rootMidi: 60.25, hop: 512, deviation: values(frames) },
    bandEnvelope: { frames, width: 6, hop: 512, values: values(6 * frames) },
    harmonics: {
      ...{ frames, count: 3, hop: 160, hold: 1 },
      ...{ levels: values(3 * frames), rests: values(3 * frames), phases: values(3 * frames) },
    },
  };
}

describe('an archive of sources', () => {
  const level = { loudness: -20.123, weightings: [1.5, 2.25], chordPeak: null };
  const source: EncodedSource = {
    ...{ embedding: embedding(9, 0), rootMidi: 60.25, level },
    atRoots: new Map([[64, embedding(9, 1)]]),
  };
  const facts = { name: 'x', root: { midi: 60.25, from: 'heard', confidence: 0.9 }, pitched: true } as const;

  it('gives back every number', () => {
    const path = join(folder, 'exact.sources');
    const writer = new SourceArchiveWriter(path, 'float32');
    const { id } = writer.add(source, facts);
    expect(writer.add(source, { ...facts, name: 'again' })).toMatchObject({ id, name: 'x' });
    writer.finish();
    const archive = new SourceArchive(path);
    expect(archive.sources).toHaveLength(1);
    expect(archive.read(id)).toEqual(source);
    archive.close();
  });

  it('keeps codes in float16 where asked to, and all else as it is', () => {
    const path = join(folder, 'half.sources');
    const writer = new SourceArchiveWriter(path, 'float16');
    const { id } = writer.add(source, facts);
    writer.finish();
    const read = new SourceArchive(path).read(id);
    const { timbre, ...rest } = source.embedding;
    const { timbre: half, ...others } = read.embedding;
    expect(others).toEqual(rest);
    half.values.forEach((value, i) => {
      expect(value).not.toBe(i === 0 ? NaN : timbre.values[i]);
      expect(Math.abs(value - timbre.values[i]!)).toBeLessThan(2 ** -11);
    });
    expect(read.atRoots!.get(64)!.loudness).toEqual(source.atRoots!.get(64)!.loudness);
  });
});
