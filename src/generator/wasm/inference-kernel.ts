/** Runs inference kernels, one note each, alone or side by side, in runs that end where a conditioning frame ends. [worker] */
import type { GeneratorNote } from '../generator.js';
import { LAG_POINTS, lagTable, type LagTable } from '../lag.js';
import { frameAt, replayStart } from '../notes.js';
import type { Samples } from '../../units.js';
import { KernelMemory, type SharedWeights } from './memory.js';
import { frameBiases, type PackedDecoder } from './pack.js';

/** The functions of kernel.wasm, documented in assembly/index.ts. */
export interface KernelExports {
  replay(net: number, from: Samples, to: Samples): void;
  generate(net: number, from: Samples, to: Samples): void;
  generateBatch(items: number, count: number, samples: Samples): void;
  force(net: number, from: Samples, to: Samples, out: number): void;
  choose(logits: number, inverseTemperature: number, word: number): number;
  gate(hidden: number, gates: number, count: number): void;
  compandAll(at: number, count: number): void;
  randomWord(seed: number, stream: number, index: number): number;
}

/** Rows of logits computed in one call of the kernel. */
const LOGITS_ROWS = 64;

/** The kernel's functions over a memory. */
export async function instantiate(
  module: WebAssembly.Module,
  memory: WebAssembly.Memory,
): Promise<KernelExports> {
  const instance = await WebAssembly.instantiate(module, { env: { memory } });
  return instance.exports as unknown as KernelExports;
}

export class InferenceKernel {
  readonly #packed: PackedDecoder;
  readonly #memory: KernelMemory;
  readonly #exports: KernelExports;
  #note: GeneratorNote | undefined;
  #lags: LagTable | undefined;
  #frame = -1;
  #known: Samples = 0;
  /** The net has been run over the samples before this one. */
  #at: Samples = 0;

  private constructor(packed: PackedDecoder, memory: KernelMemory, exports: KernelExports) {
    this.#packed = packed;
    this.#memory = memory;
    this.#exports = exports;
  }

  /**
   * @param shared where the weights are, when `packed` has none; `module` is then made for a shared memory.
   * @throws RangeError when there is no memory.
   */
  static async create(
    module: WebAssembly.Module,
    packed: PackedDecoder,
    shared?: SharedWeights,
  ): Promise<InferenceKernel> {
    const memory = new KernelMemory(packed, shared);
    return new InferenceKernel(packed, memory, await instantiate(module, memory.memory));
  }

  /**
   * Kernels that can be advanced side by side: in one memory, with one copy of the weights.
   * @param count 1 to LARGEST_BATCH.
   */
  static async createBatch(
    module: WebAssembly.Module,
    packed: PackedDecoder,
    count: number,
    shared?: SharedWeights,
  ): Promise<InferenceKernel[]> {
    const first = new KernelMemory(packed, shared);
    const exports = await instantiate(module, first.memory);
    return Array.from(
      { length: count },
      (_, n) =>
        new InferenceKernel(packed, n === 0 ? first : new KernelMemory(packed, first.weights), exports),
    );
  }

  /**
   * Works on `samples` samples at most of each kernel's note, as `advance` would, to the bit; weights are read once for all
   * that are at it. A note that has ended, or whose history is still replayed, goes its own way.
   * @param kernels of one `createBatch`.
   */
  static advanceBatch(kernels: readonly InferenceKernel[], samples: Samples): void {
    const ends = new Map<InferenceKernel, Samples>();
    for (const kernel of kernels) {
      const from = kernel.#at;
      if (from < kernel.#known) kernel.advance(Math.min(samples, kernel.#known - from));
      ends.set(kernel, Math.min(from + samples, kernel.#note!.length));
    }
    for (;;) {
      const running = [...ends].filter(([kernel, end]) => kernel.#at < end);
      if (running.length === 0) return;
      const steps = Math.min(...running.map(([kernel, end]) => kernel.#runEnd(end) - kernel.#at));
      InferenceKernel.#run(
        running.map(([kernel]) => kernel),
        steps,
      );
    }
  }

  static #run(kernels: readonly InferenceKernel[], steps: Samples): void {
    const first = kernels[0]!;
    if (kernels.length === 1) {
      first.#exports.generate(first.#memory.net, first.#at, first.#at + steps);
    } else {
      const items = first.#memory.list(kernels.map((one) => ({ memory: one.#memory, at: one.#at })));
      first.#exports.generateBatch(items, kernels.length, steps);
    }
    for (const kernel of kernels) kernel.#at += steps;
  }

  /** Samples whose codes are known: those of the history, then those made. */
  get made(): Samples {
    return Math.max(this.#known, this.#at);
  }

  /** Begins a note, or goes on after its history. The first calls of `advance` rebuild the queues. */
  open(note: GeneratorNote, temperature: number): void {
    const history = note.history ?? new Uint8Array();
    this.#memory.open(note, temperature);
    this.#begin(note, history.length);
    this.#memory.bytes(this.#memory.address('codes'), history.length).set(history);
    this.#at = replayStart(this.#packed.config, history.length);
  }

  /** Works on `samples` samples at most, replayed or made. */
  advance(samples: Samples): void {
    const end = Math.min(this.#at + samples, this.#note!.length);
    while (this.#at < end) {
      const known = this.#at < this.#known;
      const to = Math.min(this.#runEnd(end), known ? this.#known : end);
      if (known) this.#exports.replay(this.#memory.net, this.#at, to);
      else this.#exports.generate(this.#memory.net, this.#at, to);
      this.#at = to;
    }
  }

  /** A copy of the codes from `start` on, as far as they are known. */
  codes(start: Samples): Uint8Array {
    return this.#memory.bytes(this.#memory.address('codes') + start, this.made - start).slice();
  }

  /** Teacher-forced logits, `codes.length × levels`. */
  logits(note: GeneratorNote, codes: Uint8Array): Float32Array {
    const { levels } = this.#packed.config;
    const rows = new Float32Array(codes.length * levels);
    const sized = { ...note, length: codes.length };
    const out = this.#memory.open(sized, 0, 4 * LOGITS_ROWS * levels);
    this.#begin(sized, codes.length);
    this.#memory.bytes(this.#memory.address('codes'), codes.length).set(codes);
    while (this.#at < codes.length) {
      const to = this.#runEnd(Math.min(this.#at + LOGITS_ROWS, codes.length));
      this.#exports.force(this.#memory.net, this.#at, to, out);
      rows.set(this.#memory.floats(out, (to - this.#at) * levels), this.#at * levels);
      this.#at = to;
    }
    return rows;
  }

  #begin(note: GeneratorNote, known: Samples): void {
    this.#memory.clear();
    this.#note = note;
    this.#lags = lagTable(this.#packed.config, note.conditioning);
    this.#frame = -1;
    this.#known = known;
    this.#at = 0;
  }

  /** Sets the frame of the next sample up. Returns where it ends, `end` at most. */
  #runEnd(end: Samples): Samples {
    const { conditioning } = this.#note!;
    const frame = frameAt(conditioning, this.#at);
    if (frame !== this.#frame) this.#load(frame);
    return frame === conditioning.frames - 1 ? end : Math.min(end, (frame + 1) * conditioning.hop);
  }

  #load(frame: number): void {
    const memory = this.#memory;
    const { biases } = this.#packed;
    const { taps, delays, weights } = this.#lags!;
    const points = taps * LAG_POINTS;
    const at = frame * points;
    frameBiases(
      memory.floats(memory.address('biases'), biases.length),
      this.#packed,
      this.#note!.conditioning,
      frame,
    );
    memory.words(memory.address('lagDelays'), points).set(delays.subarray(at, at + points));
    memory.floats(memory.address('lagWeights'), points).set(weights.subarray(at, at + points));
    this.#frame = frame;
  }
}
