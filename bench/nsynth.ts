/**
 * NSynth's decoder at its published size, 59 M weights a sample: on a GPU through Dawn, and in WebAssembly beside
 * TensorFlow on one core each. By itself: `npm run bench -- nsynth`.
 *   ALLOY_TENSORFLOW  a Python that has `tensorflow`; without it those rows say 'not run'
 *   ALLOY_NSYNTH      the folder of a full-size checkpoint (test/golden/nsynth/make.py --full); made anew without it
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openCheckpoint } from '../src/cli/checkpoint-files.js';
import {
  conditioningWidth,
  multiplyAdds,
  type Decoder,
  type DecoderConfig,
  type Dense,
} from '../src/generator/decoder.js';
import type { GeneratorNote } from '../src/generator/generator.js';
import { randomWord } from '../src/generator/sampler.js';
import { InferenceKernel } from '../src/generator/wasm/inference-kernel.js';
import type { WeightStorage } from '../src/generator/wasm/matrices.js';
import { packDecoder } from '../src/generator/wasm/pack.js';
import { createWebgpuGenerator } from '../src/generator/webgpu/generator.js';
import { fromHalf, toHalf } from '../src/generator/webgpu/half.js';
import { convertCheckpoint } from '../src/model/checkpoint/convert.js';
import { findAdapter, requestDevice } from '../src/model/gpu.js';
import { loadModel } from '../src/model/load.js';
import { initTensors } from '../src/model/tensors.js';
import { MemorySink } from '../test/model/nsynth.js';
import { copyBandwidth, multiplyPeak } from './ceilings.js';
import { median, type Row } from './row.js';

const SAMPLE_RATE = 16000;
const BATCHES = [1, 16, 128, 512];

export const PUBLISHED: DecoderConfig = {
  startFilter: 3,
  filter: 3,
  dilations: Array.from({ length: 30 }, (_, n) => 2 ** (n % 10)),
  width: 512,
  skip: 256,
  levels: 256,
  pitchLag: null,
};

/** A decoder of random float16 weights; all layers have the same ones, which no speed depends on. */
export function randomDecoder(config: DecoderConfig): Decoder {
  const { width, skip, filter, startFilter, levels, dilations } = config;
  const numbers = (count: number, scale: number): Float32Array =>
    Float32Array.from({ length: count }, (_, i) =>
      fromHalf(toHalf((randomWord(1, count, i) / 2147483648 - 1) * scale)),
    );
  const dense = (taps: number, inputs: number, outputs: number, gain: number): Dense => {
    const w = numbers(taps * inputs * outputs, gain * Math.sqrt(3 / (taps * inputs)));
    return { taps, inputs, outputs, w, biases: numbers(outputs, 0.1) };
  };
  const layer = {
    dilated: dense(filter, width, 2 * width, 1.5),
    res: dense(1, width, width, 0.3),
    skip: dense(1, width, skip, 0.3),
  };
  return {
    config,
    startconv: dense(startFilter, 1, width, 1.5),
    startLag: null,
    skipStart: dense(1, width, skip, 1),
    layers: dilations.map(() => layer),
    out1: dense(1, skip, skip, 1),
    logits: dense(1, skip, levels, 2),
  };
}

function makeNote({ config }: Decoder, length: number, seed: number): GeneratorNote {
  const values = Float32Array.from({ length: conditioningWidth(config) }, (_, i) => 0.2 * Math.sin(i * seed));
  return { conditioning: { frames: 1, hop: 512, values, lags: null }, length, seed, stream: 60 };
}

const ASKED: Readonly<Record<number, string>> = {
  1: '≤ 0.4 ms a sample',
  128: '≥ 8 audio seconds a second',
  512: '≥ 12, or ≥ 35 % of the peak',
};

export interface GpuOptions {
  readonly decoder: Decoder;
  readonly batches: readonly number[];
  /** Of each batch, after a warm-up of a quarter. */
  readonly samples: number;
  /** Of the copies and the matrices that the ceilings are measured with. */
  readonly copyBytes: number;
  readonly matrixSize: number;
}

/** Rows of a device. */
export async function measureGpu(
  device: GPUDevice,
  adapterName: string,
  options: GpuOptions,
): Promise<Row[]> {
  const { decoder, batches, samples, copyBytes, matrixSize } = options;
  const bandwidth = await copyBandwidth(device, copyBytes, 16);
  const peak = await multiplyPeak(device, matrixSize, 8);
  const work = multiplyAdds(decoder.config);
  const rows: Row[] = [
    {
      figure: `NSynth size, WebGPU: ${adapterName}'s own copies and float32 products`,
      asked: '',
      measured: `${(bandwidth / 1e9).toFixed(0)} GB/s, ${(peak / 1e12).toFixed(2)} TMAC/s`,
      ok: null,
    },
  ];
  const memoryBytes = 16 * 2 ** 30; // the largest batch at once; a device with less halves it
  const generator = await createWebgpuGenerator(decoder, {
    device,
    adapterName,
    shape: 'layered',
    memoryBytes,
  });
  for (const notes of batches) {
    const batch = (length: number) =>
      Array.from({ length: notes }, (_, n) => makeNote(decoder, length, n + 1));
    await generator.generate(batch(Math.ceil(samples / 4)), { temperature: 1 });
    const begun = performance.now();
    await generator.generate(batch(samples), { temperature: 1 });
    const seconds = (performance.now() - begun) / 1000;
    const milliseconds = (1000 * seconds) / samples;
    const audio = (notes * samples) / SAMPLE_RATE / seconds;
    const bytes = (2 * work * samples) / seconds; // float16, each weight once a sample of the batch
    const share = (work * notes * samples) / seconds / peak;
    const ok = { 1: milliseconds <= 0.4, 128: audio >= 8, 512: audio >= 12 || share >= 0.35 }[notes] ?? null;
    rows.push({
      figure: `NSynth size, WebGPU, batch ${notes}`,
      asked: ASKED[notes] ?? '',
      measured: `${milliseconds.toFixed(3)} ms a sample, ${audio.toFixed(2)} audio s/s; weights ${(bytes / 1e9).toFixed(0)} GB/s (${((100 * bytes) / bandwidth).toFixed(0)} % of copies), ${((share * peak) / 1e12).toFixed(2)} TMAC/s (${(100 * share).toFixed(0)} % of the peak)`,
      ok,
    });
  }
  await generator.close();
  return rows;
}

async function gpuRows(): Promise<Row[]> {
  const choice = await findAdapter();
  if (!choice || choice.software) {
    return BATCHES.map((notes) => ({
      figure: `NSynth size, WebGPU, batch ${notes}`,
      asked: ASKED[notes] ?? '',
      measured: 'not run (no GPU)',
      ok: null,
    }));
  }
  const device = await requestDevice(choice.adapter);
  try {
    const decoder = randomDecoder(PUBLISHED);
    const sizes = { samples: 2000, copyBytes: 256 * 2 ** 20, matrixSize: 4096 };
    return await measureGpu(device, choice.name, { decoder, batches: BATCHES, ...sizes });
  } finally {
    device.destroy();
  }
}

const MAKE = fileURLToPath(new URL('../test/golden/nsynth/make.py', import.meta.url));

function python(path: string, ...args: string[]): string {
  const env = { ...process.env, TF_CPP_MIN_LOG_LEVEL: '3' };
  const { status, stdout, stderr } = spawnSync(path, [MAKE, ...args], { encoding: 'utf8', env });
  if (status !== 0) throw new Error(`TensorFlow failed: ${stderr.slice(-2000)}`);
  return stdout;
}

/** Milliseconds of processor time a sample of TensorFlow's step graph, on one thread. */
function tensorflowMilliseconds(path: string, folder: string): number {
  const line = python(path, '--time', folder, '--steps', '60').trim().split('\n').at(-1)!;
  return (JSON.parse(line) as { millisecondsASample: number }).millisecondsASample;
}

/** Samples of a run: whole turns of the taps that are applied 16 samples ahead. */
const RUN = 64;

const STORAGES: readonly WeightStorage[] = ['float32', 'int16', 'int8'];
/** Notes that a core advances side by side. */
const SIDE_BY_SIDE = [1, 2, 4, 8];

interface WasmTime {
  readonly storage: WeightStorage;
  readonly batch: number;
  /** Of processor time, for a sample of one note. */
  readonly milliseconds: number;
}

/** The kernel's times, for each storage and number of notes side by side. */
async function wasmTimes(decoder: Decoder): Promise<WasmTime[]> {
  const file = new URL('../src/generator/wasm/kernel.wasm', import.meta.url);
  const module = await WebAssembly.compile(readFileSync(file));
  const times: WasmTime[] = [];
  for (const storage of STORAGES) {
    const kernels = await InferenceKernel.createBatch(
      module,
      packDecoder(decoder, storage),
      Math.max(...SIDE_BY_SIDE),
    );
    for (const batch of SIDE_BY_SIDE) {
      const some = kernels.slice(0, batch);
      for (const [n, kernel] of some.entries()) kernel.open(makeNote(decoder, 1e5, n + 1), 1);
      InferenceKernel.advanceBatch(some, RUN); // compiled and optimised from here on
      const runs: number[] = [];
      for (let n = 0; n < 5; n++) {
        const { user, system } = process.cpuUsage();
        InferenceKernel.advanceBatch(some, RUN);
        const after = process.cpuUsage();
        runs.push((after.user + after.system - user - system) / 1000 / RUN / batch);
      }
      times.push({ storage, batch, milliseconds: median(runs) });
    }
  }
  return times;
}

/** The same checkpoint in both, TensorFlow before and after; or random weights, where there is no TensorFlow. */
async function cpuRows(): Promise<Row[]> {
  const path = process.env.ALLOY_TENSORFLOW;
  const given = process.env.ALLOY_NSYNTH;
  const folder = given ?? (path ? mkdtempSync(join(tmpdir(), 'alloy-nsynth-')) : null);
  try {
    if (path && !given) python(path, '--full', folder!, '--steps', '1');
    const decoder = folder ? await checkpointDecoder(folder) : randomDecoder(PUBLISHED);
    const before = path ? tensorflowMilliseconds(path, folder!) : null;
    const times = await wasmTimes(decoder);
    const after = path ? tensorflowMilliseconds(path, folder!) : null;
    const tensorflow = before === null || after === null ? null : Math.min(before, after);
    return times.map(({ storage, batch, milliseconds }) => {
      const rate = (multiplyAdds(decoder.config) / milliseconds / 1e6).toFixed(1);
      const ratio = tensorflow === null ? null : tensorflow / milliseconds;
      const beside =
        ratio === null
          ? 'TensorFlow not run: set ALLOY_TENSORFLOW'
          : `TensorFlow ${tensorflow!.toFixed(1)} ms: ${ratio.toFixed(1)} ×`;
      return {
        figure: `NSynth size, wasm against TensorFlow, one core, ${batch === 1 ? 'one note' : `${batch} notes side by side`}, ${storage}`,
        asked: '≥ 5 ×',
        measured: `${milliseconds.toFixed(1)} ms a sample of a note (${rate} GMAC/s); ${beside}`,
        ok: ratio === null ? null : ratio >= 5,
      };
    });
  } finally {
    if (folder && !given) rmSync(folder, { recursive: true });
  }
}

async function checkpointDecoder(folder: string): Promise<Decoder> {
  const sink = new MemorySink();
  await convertCheckpoint(openCheckpoint(folder), sink);
  await initTensors('wasm');
  return (await loadModel(sink.files)).decoder;
}

export async function benchNsynth(): Promise<Row[]> {
  return [...(await gpuRows()), ...(await cpuRows())];
}
