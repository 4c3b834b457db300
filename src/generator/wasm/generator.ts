/** Implements the generator in WebAssembly SIMD, over a pool of workers with one note each, or several side by side. [worker or Node] */
import { AlloyError } from '../../errors.js';
import { isNode, loadBytes } from '../../platform/assets.js';
import type { Samples } from '../../units.js';
import { multiplyAdds, type Decoder } from '../decoder.js';
import type { GeneratedNote, GenerateOptions, Generator, GeneratorNote } from '../generator.js';
import { checkBatch, checkNote } from '../notes.js';
import { ProgressMeter } from '../progress.js';
import { LARGEST_BATCH, SharedRoom } from './memory.js';
import type { OpenMessage } from './messages.js';
import type { WeightStorage } from './matrices.js';
import { packDecoder, weightBytes } from './pack.js';
import { WorkerPool } from './pool.js';
import { memoryError } from './serve.js';
import { defaultWorkers, spawner, type Spawn } from './spawn.js';

export interface WasmGeneratorOptions {
  /** Notes at a time; default one a core, 8 at most, fewer for models of hundreds of megabytes. */
  readonly workers?: number | undefined;
  /**
   * How the weights are stored: 'int8' loses a little and is asked for; default: 'int16', closer than float16, where
   * the model is large, 'float32' elsewhere.
   */
  readonly storage?: WeightStorage | undefined;
  /**
   * Notes that a worker advances side by side, 1 to 8: each block of weights is read once for all of them. Samples are the same,
   * to the bit. Default: 4 where the model is large and a core waits for its weights, 1 elsewhere.
   */
  readonly batch?: number | undefined;
  /** One copy of the weights for all workers; default: where it can be had and is worth it. */
  readonly shared?: boolean | undefined;
  /** How to start a worker, for tests. */
  readonly spawn?: Spawn | undefined;
}

/** Multiply-adds of a chunk: some 30 ms on one core. */
const CHUNK_WORK = 4e8;
const MAX_CHUNK: Samples = 4096;

/** Where every worker has its own copy of the weights: unless told, no more workers than make a gigabyte of copies. */
const MAX_WEIGHT_BYTES = 1e9;
/** Weights of more bytes are worth sharing and narrowing: no cache of a core holds them. */
const LARGE_BYTES = 32 * 1024 * 1024;

/** Bytes a weight. */
const WEIGHT_BYTES: Readonly<Record<WeightStorage, number>> = { float32: 4, int16: 2, int8: 1 };

/** True where workers can share memory: always in Node, in pages that are isolated from other origins. */
function canShare(): boolean {
  return isNode || (globalThis.crossOriginIsolated && typeof SharedArrayBuffer !== 'undefined');
}

function isLarge(decoder: Decoder): boolean {
  return 4 * multiplyAdds(decoder.config) > LARGE_BYTES;
}

/** Notes side by side where the model is large: more are a little faster still, and each is later. */
const BATCH = 4;

/** Samples between two chunks unless told, of each note side by side: short enough to stop quickly, long enough to cost nothing. */
function defaultChunk(decoder: Decoder, batch: number): Samples {
  const samples = Math.round(CHUNK_WORK / (batch * multiplyAdds(decoder.config)));
  return Math.min(Math.max(samples, 1), MAX_CHUNK);
}

class WasmGenerator implements Generator {
  readonly kind = 'wasm';
  readonly decoder: Decoder;
  readonly description: string;
  readonly #pool: WorkerPool;
  readonly #batch: number;

  constructor(decoder: Decoder, pool: WorkerPool, storage: WeightStorage, batch: number) {
    this.decoder = decoder;
    this.#pool = pool;
    this.#batch = batch;
    const narrow = storage === 'float32' ? '' : `, ${storage} weights`;
    this.description = `WebAssembly SIMD, ${pool.size} ${pool.size === 1 ? 'worker' : 'workers'}${narrow}`;
  }

  warm(): void {
    this.#pool.warm();
  }

  async generate(batch: readonly GeneratorNote[], options: GenerateOptions): Promise<GeneratedNote[]> {
    this.#pool.assertOpen();
    checkBatch(this.decoder, batch, options);
    const meter = new ProgressMeter(batch, options.onProgress);
    const stop = new AbortController();
    const forward = () => stop.abort();
    if (options.signal?.aborted) stop.abort();
    options.signal?.addEventListener('abort', forward);
    const notes = batch.map((_, index) => this.#note(batch, index, options, meter, stop.signal));
    try {
      return await Promise.all(notes);
    } catch (error) {
      stop.abort(); // one note failed: the call fails, once its other notes have let their workers go
      await Promise.allSettled(notes);
      throw error;
    } finally {
      options.signal?.removeEventListener('abort', forward);
    }
  }

  async logits(note: GeneratorNote, codes: Uint8Array): Promise<Float32Array> {
    this.#pool.assertOpen();
    checkNote(this.decoder, note);
    const answer = await this.#pool.run({ kind: 'logits', note, codes }, {});
    return answer.kind === 'logits' ? answer.rows : new Float32Array();
  }

  async close(): Promise<void> {
    this.#pool.close();
  }

  async #note(
    batch: readonly GeneratorNote[],
    index: number,
    options: GenerateOptions,
    meter: ProgressMeter,
    signal: AbortSignal,
  ): Promise<GeneratedNote> {
    const note = batch[index]!;
    const { temperature, chunkSamples = defaultChunk(this.decoder, this.#batch) } = options;
    const codes = new Uint8Array(note.length);
    codes.set(note.history ?? []);
    let made = note.history?.length ?? 0;
    await this.#pool.run(
      { kind: 'generate', note, temperature, chunkSamples },
      {
        signal,
        onChunk: (chunk) => {
          codes.set(chunk.codes, chunk.start);
          made = chunk.start + chunk.codes.length;
          options.onChunk?.({ note: index, start: chunk.start, codes: chunk.codes });
          meter.add(chunk.codes.length);
        },
      },
    );
    return { codes: codes.slice(0, made), complete: made === note.length };
  }
}

async function compileKernel(shared: boolean): Promise<WebAssembly.Module> {
  const url = shared
    ? new URL('./kernel-shared.wasm', import.meta.url)
    : new URL('./kernel.wasm', import.meta.url);
  try {
    return await WebAssembly.compile(await loadBytes(url));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new AlloyError(
      'no-backend',
      'wasm',
      `The WebAssembly generator could not be loaded: ${reason}. It needs WebAssembly SIMD; from source, "npm run build:wasm".`,
      { cause: error },
    );
  }
}

/** @param kernels that share one copy of the weights: `batch` of each worker. */
function sharingMessage(
  module: WebAssembly.Module,
  decoder: Decoder,
  storage: WeightStorage,
  batch: number,
  kernels: number,
): OpenMessage {
  try {
    const room = new SharedRoom(kernels);
    const packed = packDecoder(decoder, storage, room.room);
    const bytes = new Uint8Array();
    const empty = { weights: new Float32Array(), present: bytes, past: bytes, scales: new Float32Array() };
    return { kind: 'open', module, packed: { ...packed, ...empty }, shared: room.weights, batch };
  } catch (error) {
    throw memoryError(error);
  }
}

/**
 * The generator in WebAssembly: a pool of workers, each with one note at a time, in the order of the batch. They start with the first
 * notes, or with `warm`: where workers are missing, notes fail.
 * @throws AlloyError 'no-backend' where WebAssembly SIMD is missing, 'out-of-memory'.
 */
export async function createWasmGenerator(
  decoder: Decoder,
  options: WasmGeneratorOptions = {},
): Promise<Generator> {
  const storage = options.storage ?? (isLarge(decoder) ? 'int16' : 'float32');
  const batch = options.batch ?? (isLarge(decoder) ? BATCH : 1);
  if (!Number.isInteger(batch) || batch < 1 || batch > LARGEST_BATCH) {
    throw new AlloyError(
      'bad-argument',
      'batch',
      `A worker advances 1 to ${LARGEST_BATCH} notes side by side, not ${batch}.`,
    );
  }
  const shared =
    options.shared ?? (canShare() && WEIGHT_BYTES[storage] * multiplyAdds(decoder.config) > LARGE_BYTES);
  const packed = shared ? null : packDecoder(decoder, storage);
  const room = packed ? Math.max(1, Math.floor(MAX_WEIGHT_BYTES / weightBytes(packed))) : Infinity;
  const workers = options.workers ?? Math.min(await defaultWorkers(), room);
  if (!Number.isInteger(workers) || workers < 1) {
    throw new AlloyError('bad-argument', 'workers', `There must be 1 worker or more, not ${workers}.`);
  }
  const module = await compileKernel(shared);
  const spawn = options.spawn ?? (await spawner());
  const open: OpenMessage = packed
    ? { kind: 'open', module, packed, batch }
    : sharingMessage(module, decoder, storage, batch, batch * workers);
  return new WasmGenerator(decoder, new WorkerPool(spawn, workers, open), storage, batch);
}
