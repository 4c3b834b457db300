/** Tests that notes stored by one visit serve the next. */
import { rm } from 'node:fs/promises';
import { afterAll, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import type * as create from '../../src/generator/create.js';
import type { Generator } from '../../src/generator/generator.js';
import type { NoteStore } from '../../src/render/cache.js';
import { RenderEngine } from '../../src/render/engine.js';
import type { RenderNote } from '../../src/render/notes.js';
import { pluck, TINY_FACTORY, tinyModel, writeModel } from '../model/models.js';

let folder: string;
let kept: Map<string, Uint8Array>;
/** Samples that were generated. */
let generated = 0;

vi.mock('../../src/generator/create.js', async (load) => {
  const real = await load<typeof create>();
  return {
    ...real,
    createGenerator: async (...made: Parameters<typeof create.createGenerator>): Promise<Generator> => {
      const generator = await real.createGenerator(...made);
      const counting: Generator['generate'] = async (batch, options) => {
        const notes = await generator.generate(batch, options);
        notes.forEach(({ codes }, i) => (generated += codes.length - (batch[i]!.history?.length ?? 0)));
        return notes;
      };
      return {
        kind: generator.kind,
        decoder: generator.decoder,
        description: generator.description,
        generate: counting,
        logits: (note, codes) => generator.logits(note, codes),
        close: () => generator.close(),
      };
    },
  };
});

beforeAll(async () => {
  folder = await writeModel(tinyModel(TINY_FACTORY, 1));
});

beforeEach(() => {
  kept = new Map();
  generated = 0;
});

afterAll(async () => {
  await rm(folder, { recursive: true });
});

async function visit(): Promise<RenderEngine> {
  const store: NoteStore = {
    get: (key) => Promise.resolve(kept.get(key)),
    put: (key, codes) => Promise.resolve(kept.set(key, codes)),
  };
  const engine = await RenderEngine.open({ model: folder, backend: 'reference', store });
  await engine.addSource('a', pluck(57, 0.4), 57);
  await engine.addSource('b', pluck(64, 0.3), 64);
  return engine;
}

function note(id: string, overrides: Partial<RenderNote> = {}): RenderNote {
  const weights = [
    { source: 'a', weight: 0.5 },
    { source: 'b', weight: 0.5 },
  ];
  return { id, weights, rootMidi: 60, seconds: 0.1, seed: 1, temperature: 1, ...overrides };
}

const LENGTH = 1600;

it('makes a note once, in whatever visit', async () => {
  const first = await visit();
  const [made] = await first.render([note('n')]);
  expect(generated).toBe(LENGTH);
  await first.render([note('n')]);
  await first.close();
  const second = await visit();
  expect(await second.render([note('n')])).toEqual([made]);
  expect(generated).toBe(LENGTH);
  await second.render([note('n', { seconds: 0.15 })]); // goes on where it ended
  expect(generated).toBe(1.5 * LENGTH);
  await second.close();
});

it('makes only what one change touches', async () => {
  const engine = await visit();
  await engine.render([note('low'), note('high', { rootMidi: 72 })]);
  expect(generated).toBe(2 * LENGTH);
  await engine.render([note('low'), note('high', { rootMidi: 72 }), note('top', { rootMidi: 84 })]);
  expect(generated).toBe(3 * LENGTH);
  await engine.render([note('low', { seed: 2 }), note('high', { rootMidi: 72 })]);
  expect(generated).toBe(4 * LENGTH);
  await engine.render([note('low', { temperature: 0.5 }), note('low again')]);
  expect(generated).toBe(5 * LENGTH);
  await engine.close();
});

it('makes equal embeddings once, under whatever names', async () => {
  const engine = await visit();
  const all = [{ source: 'a', weight: 1 }];
  const almost = [
    { source: 'a', weight: 3 },
    { source: 'b', weight: 0 },
  ];
  const notes = await engine.render([note('one', { weights: all }), note('two', { weights: almost })]);
  expect(generated).toBe(LENGTH);
  expect(notes[1]!.samples).toEqual(notes[0]!.samples);
  expect(notes.every(({ complete }) => complete)).toBe(true);
  await engine.close();
});

it('keeps what was made of a note that was given up, and goes on from there', async () => {
  const engine = await visit();
  const stop = new AbortController();
  const long = note('n', { seconds: 0.5 });
  const [part] = await engine.render([long], { signal: stop.signal, onAudio: () => stop.abort() });
  expect(part!.complete).toBe(false);
  await engine.close();
  const [codes] = kept.values();
  expect(codes!.length).toBe(generated);
  const again = await visit();
  const [whole] = await again.render([long]);
  expect(generated).toBe(5 * LENGTH);
  expect(whole!.samples.subarray(0, part!.samples.length)).toEqual(part!.samples);
  await again.close();
});
