/**
 * The wasm generator's speed: against the bare ceiling of its engine, the plain reference, real time, and itself with
 * two workers. Single-threaded figures are of processor time, so that other programs disturb them little; every ratio
 * is the median of ratios of neighbouring runs, one of each in turn.
 */
import { readFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import type { Decoder } from '../src/generator/decoder.js';
import { conditioningWidth, multiplyAdds } from '../src/generator/decoder.js';
import type { Generator, GeneratorNote } from '../src/generator/generator.js';
import { ReferenceDecoder } from '../src/generator/reference.js';
import { randomWord, sampleCode } from '../src/generator/sampler.js';
import { createWasmGenerator } from '../src/generator/wasm/generator.js';
import { Kernel } from '../src/generator/wasm/kernel.js';
import { packDecoder } from '../src/generator/wasm/pack.js';
import { loadModel } from '../src/model/load.js';
import { compileCeiling } from './ceiling/compile.js';
import type { Row } from './row.js';

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

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)]!;
}

interface Ceiling {
  stream16(weights: number, x: number, y: number, inputs: number, blocks: number): void;
  stream28(weights: number, x: number, y: number, inputs: number, blocks: number): void;
}

/** One walk through as many weights as a sample reads, in either shape. */
async function ceilingWalks(weights: Float32Array): Promise<(() => void)[]> {
  const [x, y, at, inputs] = [1024, 8192, 65536, 96];
  const memory = new WebAssembly.Memory({ initial: 2 + Math.ceil((4 * weights.length) / 65536) });
  const module = await WebAssembly.compile(new Uint8Array(await compileCeiling()));
  const instance = await WebAssembly.instantiate(module, { env: { memory } });
  const kernel = instance.exports as unknown as Ceiling;
  new Float32Array(memory.buffer, at, weights.length).set(weights);
  const blocks = (width: number): number => Math.round(weights.length / (inputs * width));
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
  const kernel = await Kernel.create(await WebAssembly.compile(await readFile(file)), packed);
  kernel.open(note(decoder, 20 * 16000 * 2, 1), 0.85);
  const walks = await ceilingWalks(packed.weights);
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
  const bare = (packed.weights.length / ceiling / 1e9).toFixed(1);
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

/** Seconds by the clock, and of processor time, that a generator takes for a batch. */
async function batchSeconds(
  generator: Generator,
  batch: readonly GeneratorNote[],
): Promise<{ wall: number; cpu: number }> {
  const start = performance.now();
  const before = process.cpuUsage();
  await generator.generate(batch, { temperature: 0.85 });
  const { user, system } = process.cpuUsage(before);
  return { wall: (performance.now() - start) / 1000, cpu: (user + system) / 1e6 };
}

/** Two workers can be twice as fast only on two free cores: the run says how much of them it had. */
async function twoWorkers(decoder: Decoder): Promise<Row> {
  const figure = 'wasm, two workers against one';
  const asked = '≥ 1.8 × on two cores';
  if (availableParallelism() < 2) return { figure, asked, measured: 'not run: one core', ok: null };
  const [one, two] = await Promise.all([1, 2].map((workers) => createWasmGenerator(decoder, { workers })));
  const batch = [1, 2, 3, 4].map((seed) => note(decoder, 8000, seed));
  for (const generator of [one!, two!]) await generator.generate(batch, { temperature: 0.85 });
  const pairs: { ratio: number; cores: number; perCore: number }[] = [];
  for (let n = 0; n < REPEATS; n++) {
    const [a, b] = [await batchSeconds(one!, batch), await batchSeconds(two!, batch)];
    pairs.push({ ratio: a.wall / b.wall, cores: b.cpu / b.wall, perCore: a.cpu / b.cpu });
  }
  await Promise.all([one!.close(), two!.close()]);
  const ratio = median(pairs.map((pair) => pair.ratio));
  const cores = median(pairs.map((pair) => pair.cores));
  const perCore = median(pairs.map((pair) => pair.perCore));
  const measured = `${ratio.toFixed(2)} ×, having ${cores.toFixed(2)} cores; ${(100 * perCore).toFixed(0)} % of one worker's speed a core`;
  return { figure, asked, measured, ok: ratio >= 1.8 ? true : cores < 1.8 ? null : false };
}

/** Rows of the table that bench/main.ts prints. */
export async function benchGenerator(): Promise<Row[]> {
  const { decoder } = await loadModel('instruments');
  return [...(await singleThread(decoder)), await twoWorkers(decoder)];
}
