/** Tests when a note's codes are kept while it is made, by a clock that the test moves. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { LibraryFolder } from '../../src/library/library-folder.js';
import type { NoteFinisher } from '../../src/library/note-finisher.js';
import { NoteMaker, type MakerEngine } from '../../src/library/note-maker.js';
import type { PlannedNote } from '../../src/library/recipe.js';
import type { LibraryEvent } from '../../src/library/render-library.js';
import type { BatchOptions, RenderNote } from '../../src/render/notes.js';
import type { SourceCache } from '../../src/library/source-cache.js';

const NOTE: PlannedNote = {
  ...{ hash: 'f'.repeat(32), seconds: 4, root: 60, seed: 1, temperature: 1 },
  weights: [{ source: 'a', weight: 1 }],
};

let now = 0;
beforeEach(() => {
  now = 5e6;
  vi.spyOn(performance, 'now').mockImplementation(() => now);
});
afterEach(() => vi.restoreAllMocks());

/** Makes a note of chunks that come at these seconds after the first; keeps what is written of it. */
async function made(chunks: readonly number[], checkpoint: number, complete: boolean) {
  const kept: { seconds: number; samples: number }[] = [];
  const events: LibraryEvent[] = [];
  const first = now;
  const folder = {
    checkpoint: () => null,
    keepCheckpoint: (_: string, codes: Uint8Array) =>
      kept.push({ seconds: (now - first) / 1000, samples: codes.length }),
  } as unknown as LibraryFolder;
  const engine = {
    info: { generator: 'wasm', audioPerSecond: 0.01 },
    async generateBatch(notes: readonly RenderNote[], { onChunk }: BatchOptions) {
      chunks.forEach((seconds, i) => {
        now = first + 1000 * seconds;
        onChunk?.(notes[0]!.id, () => new Uint8Array(100 * (i + 1)));
      });
      return [{ id: notes[0]!.id, complete, codes: new Uint8Array(100 * chunks.length) }];
    },
  } as unknown as MakerEngine;
  const sources = { hold: async () => undefined, release: () => undefined } as unknown as SourceCache;
  const finisher = { threads: 1, finish: async () => 'made' } as unknown as NoteFinisher;
  const options = { rate: 16_000, checkpoint, workers: 1, signal: new AbortController().signal };
  const maker = new NoteMaker(engine, sources, folder, finisher, {
    ...options,
    onEvent: (event) => events.push(event),
  });
  const [note] = await maker.make([NOTE]);
  return { kept, note, told: events.map(({ event }) => event) };
}

describe('a note that takes long', () => {
  it('is kept each ten seconds, whenever its chunks come', async () => {
    const { kept, note, told } = await made([0, 4, 9.9, 10, 19.9, 21, 30.9, 31, 100], 10_000, true);
    expect(kept.map(({ seconds }) => seconds)).toEqual([10, 21, 31, 100]);
    expect(kept.map(({ samples }) => samples)).toEqual([400, 600, 800, 900]);
    expect(told).toEqual(Array.from({ length: 4 }, () => 'checkpoint'));
    expect(note).toBe('made');
  });

  it('is kept as far as it is where the process is asked to end, from a second and a half of work on', async () => {
    expect((await made([0, 1.4], 10_000, false)).kept).toEqual([]);
    const { kept, note } = await made([0, 1.6], 10_000, false);
    expect(kept).toEqual([{ seconds: 1.6, samples: 200 }]);
    expect(note).toBeNull();
  });
});
