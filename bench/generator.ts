/**
 * The wasm generator's speed: against the bare ceiling of its engine, the plain reference, real time, and itself with
 * two workers. Single-threaded figures are of processor time, so that other programs disturb them little; every ratio
 * is the median of ratios of neighbouring runs, one of each in turn.
 */
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { Decoder } from '../src/generator/decoder.js';
import { conditioningWidth, multiplyAdds } from '../src/generator/decoder.js';
import type { Generator, GeneratorNote } from '../src/generator/generator.js';
import { ReferenceDecoder } from '../src/generator/reference.js';
import { randomWord, sampleCode } from '../src/generator/sampler.js';
import { createWasmGenerator } from '../src/generator/wasm/generator.js';
import { InferenceKernel } from '../src/generator/wasm/inference-kernel.js';
import { packDecoder, weightBytes } from '../src/generator/wasm/pack.js';
import { loadModel } from '../src/model/load.js';
import { compileCeiling } from './ceiling/compile.js';
import { median, type Row } from './row.js';

const SAMPLE_RATE = 16000;
const REPEATS = 9;

function note(decoder: Decoder, length: number, seed: number): GeneratorNote {
  const values = Float32Array.from(
    { length: conditioningWidth(decoder.config) },
    (_, i) => 0.2 * Math.sin(i * seed),
  );
  const conditioning = { frames: 1, hop: 512, values, lags: Float32Array.of(72.7) };
  return { conditioning, length, seed, stream: 60 };
}

/** Seconds of processor time that `work` takes. */
function cpuSeconds(work: () => void): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6;
}

interface Ceiling {
  stream16(weights: number, x: number, y: number, inputs: number, blocks: number): void;
  stream28(weights: number, x: number, y: number, inputs: number, blocks: number): void;
}

/** One walk through as many weights as a sample reads, in either shape. */
async function ceilingWalks(weights: number): Promise<(() => void)[]> {
  const [x, y, at, inputs] = [1024, 8192, 65536, 96];
  const memory = new WebAssembly.Memory({ initial: 2 + Math.ceil((4 * weights) / 65536) });
  const module = await WebAssembly.compile(new Uint8Array(await compileCeiling()));
  const instance = await WebAssembly.instantiate(module, { env: { memory } });
  const kernel = instance.exports as unknown as Ceiling;
  new Float32Array(memory.buffer, at, weights).fill(0.01);
  const blocks = (width: number): number => Math.round(weights / (inputs * width));
  return [
    () => kernel.stream16(at, x, y, inputs, blocks(16)),
    () => kernel.stream28(at, x, y, inputs, blocks(28)),
  ];
}

/** Processor seconds a sample of each work, measured in turn `REPEATS` times after a warm-up. */
function inTurn(works: readonly { samples: number; run: (samples: number) => void }[]): number[][] {
  for (const { samples, run } of works) run(samples); // compiled and optimised from here on
  return Array.from({ length: REPEATS }, () =>
    works.map(({ samples, run }) => cpuSeconds(() => run(samples)) / samples),
  );
}

async function singleThread(decoder: Decoder): Promise<Row[]> {
  const packed = packDecoder(decoder);
  const file = new URL('../src/generator/wasm/kernel.wasm', import.meta.url);
  const kernel = await InferenceKernel.create(await WebAssembly.compile(await readFile(file)), packed);
  kernel.open(note(decoder, 20 * 16000 * 2, 1), 0.85);
  const weights = weightBytes(packed) / 4;
  const walks = await ceilingWalks(weights);
  const plain = note(decoder, 100_000, 1);
  const reference = new ReferenceDecoder(decoder, plain);
  const runs = inTurn([
    { samples: 16000, run: (samples) => kernel.advance(samples) },
    ...walks.map((walk) => ({
      samples: 16000,
      run: (samples: number) => {
        for (let n = 0; n < samples; n++) walk();
      },
    })),
    {
      samples: 1500,
      run: (samples) => {
        for (let n = 0; n < samples; n++) {
          const word = randomWord(plain.seed, plain.stream, reference.made);
          reference.push(sampleCode(reference.next(), 0, decoder.config.levels, 0.85, word));
        }
      },
    },
  ]);
  const share = median(runs.map(([wasm, a, b]) => Math.min(a!, b!) / wasm!));
  const speedUp = median(runs.map(([wasm, , , plain]) => plain! / wasm!));
  const seconds = median(runs.map(([wasm]) => wasm!));
  const ceiling = median(runs.map(([, a, b]) => Math.min(a!, b!)));
  const realTime = 1 / (seconds * SAMPLE_RATE);
  const rate = (multiplyAdds(decoder.config) / seconds / 1e9).toFixed(1);
  const bare = (weights / ceiling / 1e9).toFixed(1);
  return [
    {
      figure: 'wasm, of the bare SIMD ceiling of the same weights',
      asked: '≥ 70 %',
      measured: `${(100 * share).toFixed(0)} % (${rate} of ${bare} GMAC/s)`,
      ok: share >= 0.7,
    },
    {
      figure: 'wasm, against the plain TypeScript reference',
      asked: '≥ 8 ×',
      measured: `${speedUp.toFixed(1)} ×`,
      ok: speedUp >= 8,
    },
    {
      figure: 'wasm, real-time factor of the factory model on one core',
      asked: '≥ 0.8',
      measured: `${realTime.toFixed(2)} (${Math.round(multiplyAdds(decoder.config) / 1000)}k MAC a sample)`,
      ok: realTime >= 0.8,
    },
  ];
}

/** Seconds that a generator takes for a batch. */
async function batchSeconds(generator: Generator, batch: readonly GeneratorNote[]): Promise<number> {
  const start = performance.now();
  await generator.generate(batch, { temperature: 0.85 });
  return (performance.now() - start) / 1000;
}

/** Threads that walk through as many weights as the decoder has; gives the seconds that `count` of them take. */
async function ceilingThreads(
  decoder: Decoder,
): Promise<{ run(count: number): Promise<number>; end(): void }> {
  const inputs = 96;
  const workerData = {
    module: await WebAssembly.compile(new Uint8Array(await compileCeiling())),
    inputs,
    blocks: Math.round(weightBytes(packDecoder(decoder)) / 4 / (inputs * 16)),
    walks: 16_000,
  };
  const url = new URL('ceiling/worker.js', import.meta.url);
  const threads = [1, 2].map(() => new Worker(url, { workerData }));
  await Promise.all(threads.map((thread) => once(thread, 'message')));
  return {
    run: async (count) => {
      const start = performance.now();
      const done = threads.slice(0, count).map((thread) => once(thread, 'message'));
      for (const thread of threads.slice(0, count)) thread.postMessage('go');
      await Promise.all(done);
      return (performance.now() - start) / 1000;
    },
    end: () => threads.forEach((thread) => void thread.terminate()),
  };
}

const best = (values: readonly number[]): number => Math.min(...values);

/**
 * Two workers can be twice as fast only on two cores of their own. Virtual ones may share a real one, and its
 * multipliers, without telling: so the bare walk through the weights is timed on one thread and on two in the
 * same turns. Whatever else the cores do only ever adds time: the best of each is nearest to what the pool can do.
 */
async function twoWorkers(decoder: Decoder): Promise<Row> {
  const figure = 'wasm, two workers against one';
  const asked = '≥ 1.8 × on two cores';
  if (availableParallelism() < 2) return { figure, asked, measured: 'not run: one core', ok: null };
  const [one, two] = await Promise.all([1, 2].map((workers) => createWasmGenerator(decoder, { workers })));
  const threads = await ceilingThreads(decoder);
  const batch = [1, 2, 3, 4].map((seed) => note(decoder, 8000, seed));
  for (const generator of [one!, two!]) await generator.generate(batch, { temperature: 0.85 });
  const turns: { one: number; two: number; bareOne: number; bareTwo: number }[] = [];
  for (let n = 0; n < REPEATS; n++) {
    turns.push({
      one: await batchSeconds(one!, batch),
      two: await batchSeconds(two!, batch),
      bareOne: await threads.run(1),
      bareTwo: await threads.run(2),
    });
  }
  threads.end();
  await Promise.all([one!.close(), two!.close()]);
  const ratio = best(turns.map((turn) => turn.one)) / best(turns.map((turn) => turn.two));
  const middle = median(turns.map((turn) => turn.one / turn.two));
  const bare = (2 * best(turns.map((turn) => turn.bareOne))) / best(turns.map((turn) => turn.bareTwo));
  const bareMiddle = median(turns.map((turn) => (2 * turn.bareOne) / turn.bareTwo));
  const measured = `${ratio.toFixed(2)} × (median ${middle.toFixed(2)}); the bare walk on two threads ${bare.toFixed(2)} × (median ${bareMiddle.toFixed(2)})`;
  return { figure, asked, measured, ok: ratio >= 1.8 ? true : bare < 1.8 ? null : false };
}

/** Rows of the table that bench/main.ts prints. */
export async function benchGenerator(): Promise<Row[]> {
  const { decoder } = await loadModel('instruments');
  return [...(await singleThread(decoder)), await twoWorkers(decoder)];
}
