/** The pool of the wasm generator, with real workers. */
import { spawn as spawnProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import type { Generator } from '../../src/generator/generator.js';
import { createWasmGenerator, type WasmGeneratorOptions } from '../../src/generator/wasm/generator.js';
import { spawner, type Spawn } from '../../src/generator/wasm/spawn.js';
import { tinyDecoder, tinyNote } from './models.js';

const decoder = tinyDecoder({}, 4);
const open: Generator[] = [];

afterEach(async () => {
  await Promise.all(open.splice(0).map((generator) => generator.close()));
});

async function wasm(options: WasmGeneratorOptions): Promise<Generator> {
  const generator = await createWasmGenerator(decoder, options);
  open.push(generator);
  return generator;
}

/** A spawn that counts, and whose workers can be made to fail. */
async function watched(): Promise<{ spawn: Spawn; crash: (() => void)[] }> {
  const spawn = await spawner();
  const crash: (() => void)[] = [];
  return {
    crash,
    spawn: (events) => {
      const handle = spawn(events);
      crash.push(() => {
        handle.terminate();
        events.onFailure('it was killed');
      });
      return handle;
    },
  };
}

it('starts no more workers than there are notes, and uses them again', async () => {
  const { spawn, crash } = await watched();
  const generator = await wasm({ workers: 3, spawn });
  const batch = [1, 2].map((seed) => tinyNote(decoder, { seed, length: 30_000 }));
  await generator.generate(batch, { temperature: 1 });
  expect(crash).toHaveLength(2);
  await generator.generate(batch, { temperature: 1 });
  expect(crash).toHaveLength(2);
});

it('renders in the order of the batch', async () => {
  const generator = await wasm({ workers: 1 });
  const order: number[] = [];
  const batch = [1, 2, 3, 4].map((seed) => tinyNote(decoder, { seed, length: 100 }));
  await generator.generate(batch, { temperature: 1, onChunk: ({ note }) => order.push(note) });
  expect(order).toEqual([0, 1, 2, 3]);
});

it('a worker that dies fails its call, keeps the rest, and is replaced', async () => {
  const { spawn, crash } = await watched();
  const generator = await wasm({ workers: 1, spawn });
  const note = tinyNote(decoder, { length: 100_000 });
  let killed = false;
  const broken = generator.generate([note], {
    temperature: 1,
    chunkSamples: 100,
    onChunk: () => {
      if (!killed) crash[0]!();
      killed = true;
    },
  });
  const next = generator.generate([tinyNote(decoder)], { temperature: 1 });
  await expect(broken).rejects.toMatchObject({
    code: 'no-backend',
    message: expect.stringContaining('it was killed'),
  });
  expect((await next)[0]!.complete).toBe(true);
  expect(crash).toHaveLength(2);
});

it('a listener that throws fails its own call only', async () => {
  const generator = await wasm({ workers: 1 });
  const broken = generator.generate([tinyNote(decoder)], {
    temperature: 1,
    onChunk: () => {
      throw new Error('full disk');
    },
  });
  await expect(broken).rejects.toThrow('full disk');
  expect((await generator.generate([tinyNote(decoder)], { temperature: 1 }))[0]!.complete).toBe(true);
});

it('several calls at once share the workers', async () => {
  const generator = await wasm({ workers: 2 });
  const notes = [1, 2, 3].map((seed) => tinyNote(decoder, { seed }));
  const alone = await generator.generate(notes, { temperature: 1 });
  const together = await Promise.all(notes.map((note) => generator.generate([note], { temperature: 1 })));
  expect(together.flat()).toEqual(alone);
});

describe('several notes side by side in a worker', () => {
  const notes = [1, 2, 3, 4, 5].map((seed) => tinyNote(decoder, { seed, length: 300 * seed }));

  it('are the same as one at a time, shared weights or not', async () => {
    const alone = await (await wasm({ workers: 1 })).generate(notes, { temperature: 1 });
    for (const shared of [false, true]) {
      const generator = await wasm({ workers: 2, batch: 3, shared });
      expect(await generator.generate(notes, { temperature: 1, chunkSamples: 100 })).toEqual(alone);
    }
  });

  it('go to the worker that has the fewest', async () => {
    const { spawn, crash } = await watched();
    const generator = await wasm({ workers: 2, batch: 4, spawn });
    await generator.generate(notes.slice(0, 2), { temperature: 1 });
    expect(crash).toHaveLength(2);
  });

  it('stop one by one: what is aborted ends, its neighbour goes on', async () => {
    const generator = await wasm({ workers: 1, batch: 2 });
    const stop = new AbortController();
    const long = tinyNote(decoder, { seed: 9, length: 100_000 });
    const options = { temperature: 1, chunkSamples: 50 };
    const [stopped] = await Promise.all([
      generator.generate([long], { ...options, signal: stop.signal, onChunk: () => stop.abort() }),
      generator.generate([notes[4]!], options).then(([made]) => expect(made!.complete).toBe(true)),
    ]);
    expect(stopped[0]!.complete).toBe(false);
    expect((await generator.generate(notes, options)).every((made) => made.complete)).toBe(true);
  });

  it('a listener that throws leaves its neighbour alone, and is not called again', async () => {
    const generator = await wasm({ workers: 1, batch: 2 });
    const options = { temperature: 1, chunkSamples: 50 };
    let calls = 0;
    const broken = generator.generate([tinyNote(decoder, { length: 50_000 })], {
      ...options,
      onChunk: () => {
        calls++;
        throw new Error('full disk');
      },
    });
    const neighbour = generator.generate([notes[4]!], options);
    await expect(broken).rejects.toThrow('full disk');
    expect((await neighbour)[0]!.complete).toBe(true);
    expect(calls).toBe(1);
  });

  it('a worker that dies fails all that it had, and is replaced', async () => {
    const { spawn, crash } = await watched();
    const generator = await wasm({ workers: 1, batch: 2, spawn });
    const options = { temperature: 1, chunkSamples: 50 };
    let kill = (): void => crash[0]!();
    const broken = [1, 2].map((seed) =>
      generator.generate([tinyNote(decoder, { seed, length: 100_000 })], {
        ...options,
        onChunk: () => {
          kill();
          kill = () => undefined;
        },
      }),
    );
    for (const { status } of await Promise.allSettled(broken)) expect(status).toBe('rejected');
    expect((await generator.generate(notes, options)).every((made) => made.complete)).toBe(true);
  });

  it('says what is wrong with their number', async () => {
    for (const batch of [0, 9, 1.5]) {
      await expect(createWasmGenerator(decoder, { batch })).rejects.toMatchObject({ code: 'bad-argument' });
    }
  });
});

it('says what is wrong with a number of workers', async () => {
  for (const workers of [0, -1, 1.5, NaN]) {
    await expect(createWasmGenerator(decoder, { workers })).rejects.toMatchObject({ code: 'bad-argument' });
  }
});

it('workers that could not be started are said so', async () => {
  const spawn: Spawn = () => {
    throw new Error('workers are forbidden here');
  };
  const generator = await wasm({ spawn });
  generator.warm!();
  await expect(generator.generate([tinyNote(decoder)], { temperature: 1 })).rejects.toMatchObject({
    code: 'no-backend',
    message: expect.stringContaining('workers are forbidden here'),
  });
});

describe('the first worker', () => {
  it('starts when notes are expected, once, and takes the first of them', async () => {
    const { spawn, crash } = await watched();
    const generator = await wasm({ workers: 3, spawn });
    expect(crash).toHaveLength(0);
    generator.warm!();
    generator.warm!();
    expect(crash).toHaveLength(1);
    expect((await generator.generate([tinyNote(decoder)], { temperature: 1 }))[0]!.complete).toBe(true);
    expect(crash).toHaveLength(1);
  });

  it('that goes away before there is a note is replaced', async () => {
    const { spawn, crash } = await watched();
    const generator = await wasm({ workers: 1, spawn });
    generator.warm!();
    crash[0]!();
    expect((await generator.generate([tinyNote(decoder)], { temperature: 1 }))[0]!.complete).toBe(true);
    expect(crash).toHaveLength(2);
  });

  it('does not start any more in a generator that was closed', async () => {
    const { spawn, crash } = await watched();
    const generator = await wasm({ spawn });
    await generator.close();
    generator.warm!();
    expect(crash).toHaveLength(0);
  });
});

it('idle workers let the process end', async () => {
  const script = fileURLToPath(new URL('./idle-process.ts', import.meta.url));
  const child = spawnProcess(process.execPath, ['--import', 'tsx', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let said = '';
  child.stdout.on('data', (data: Buffer) => (said += data.toString()));
  const [code] = (await once(child, 'close')) as [number];
  expect({ code, said }).toEqual({ code: 0, said: 'made 200\n' });
});

it('puts one listener on a signal, however many notes there are, and leaves it usable', async () => {
  const warnings: string[] = [];
  const onWarning = (warning: Error): void => void warnings.push(warning.name);
  process.on('warning', onWarning);
  const generator = await wasm({ workers: 1 });
  const { signal } = new AbortController();
  const batch = Array.from({ length: 20 }, (_, seed) => tinyNote(decoder, { seed, length: 20 }));
  const notes = await generator.generate(batch, { temperature: 1, signal });
  expect(notes.every((note) => note.complete)).toBe(true);
  await new Promise((resolve) => setImmediate(resolve)); // warnings come on the next turn
  process.off('warning', onWarning);
  expect(warnings).toEqual([]);
});
