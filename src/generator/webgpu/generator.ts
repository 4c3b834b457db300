/**
 * The WebGPU generator: WGSL of our own on a device that is passed in, tfjs's own in the app. [worker]
 *
 *   kernel.ts   a device that may be lost; pipeline and weights      layout.ts   sizes, `fitsResident`
 *   plan.ts     notes in groups that fit the memory                  pack.ts     weights and conditioning
 *   batch.ts    a group on the GPU, one dispatch after another       half.ts     float16
 *   pace.ts     samples a dispatch                                   writer.ts   codes in chunks
 *   resident.wgsl, sampling.wgsl, math.wgsl                          the kernel
 *
 * There is one shape of kernel so far, the resident one: a workgroup a note. A layered one, for models of tens of
 * millions of weights, would stand beside it where `fitsResident` says no.
 */
import { multiplyAdds, type Decoder } from '../decoder.js';
import type { GeneratedNote, GenerateOptions, Generator, GeneratorNote } from '../generator.js';
import { DeviceLostError } from '../lost.js';
import { checkBatch, checkNote, closedError, replayStart } from '../notes.js';
import { ProgressMeter } from '../progress.js';
import { planGroups, planNote, type PlannedNote } from './plan.js';
import { ResidentBatch, type Advance, type BatchOptions } from './batch.js';
import { createResidentKernel, Device, LostSignal, type ResidentKernel } from './kernel.js';
import { Pace } from './pace.js';
import { NoteWriter } from './writer.js';

export interface WebgpuGeneratorOptions {
  /** Stays the caller's: `close()` does not destroy it. */
  readonly device: GPUDevice;
  /** For people and error messages. */
  readonly adapterName: string;
  /** true rounds the weights to float16, false keeps float32. Default: float16 where it loses nothing. */
  readonly float16?: boolean;
  /** Samples a dispatch, never changes the samples. Default: by the time that dispatches take. */
  readonly stepsPerDispatch?: number;
  /** Bytes that the notes of one dispatch may take; more notes are done one group after another. */
  readonly memoryBytes?: number;
}

/** Four seconds of 128 notes of the factory model take 80 MB. */
const DEFAULT_MEMORY = 512 * 1024 * 1024;
/** A dispatch makes at most so many samples a note; with short chunks a chunk's, but so many still. */
const MOST_STEPS = 4096;
const LEAST_MOST_STEPS = 64;
/** The same while the logits are kept, a kilobyte a sample. */
const LOGIT_STEPS = 256;

/** What one call of `generate` works with. */
interface Call {
  readonly options: GenerateOptions;
  readonly writers: readonly NoteWriter[];
  readonly meter: ProgressMeter;
}

class WebgpuGenerator implements Generator {
  readonly kind = 'webgpu';
  readonly decoder: Decoder;
  readonly description: string;
  readonly #kernel: ResidentKernel;
  readonly #options: WebgpuGeneratorOptions;
  readonly #running = new Set<Promise<unknown>>();
  #closed = false;

  constructor(kernel: ResidentKernel, options: WebgpuGeneratorOptions) {
    this.decoder = kernel.decoder;
    this.#kernel = kernel;
    this.#options = options;
    const precision = kernel.float16 ? 'float16' : 'float32';
    this.description = `WebGPU, ${options.adapterName}, ${precision} weights`;
  }

  async generate(batch: readonly GeneratorNote[], options: GenerateOptions): Promise<GeneratedNote[]> {
    if (this.#closed) throw closedError(this.kind);
    checkBatch(this.decoder, batch, options);
    const { onChunk, chunkSamples, onProgress } = options;
    const writers = batch.map((note, index) => new NoteWriter(index, note, onChunk, chunkSamples));
    const call: Call = { options, writers, meter: new ProgressMeter(batch, onProgress) };
    try {
      await this.#track(this.#generate(batch, call));
    } catch (error) {
      if (!(error instanceof LostSignal)) throw error;
      for (const writer of writers) writer.flush();
      throw this.#lost(error, call.writers);
    }
    for (const writer of writers) writer.flush();
    return writers.map((writer) => writer.note());
  }

  async logits(note: GeneratorNote, codes: Uint8Array): Promise<Float32Array> {
    if (this.#closed) throw closedError(this.kind);
    checkNote(this.decoder, note);
    try {
      return await this.#track(this.#logits(note, codes));
    } catch (error) {
      throw error instanceof LostSignal ? this.#lost(error, []) : error;
    }
  }

  async close(): Promise<void> {
    this.#closed = true;
    await Promise.allSettled(this.#running);
    this.#kernel.weights.destroy();
    this.#kernel.constants.destroy();
  }

  #lost(signal: LostSignal, writers: readonly NoteWriter[]): DeviceLostError {
    const partial = writers.map((writer) => writer.note());
    return new DeviceLostError(this.#options.adapterName, partial, signal.message);
  }

  async #track<T>(work: Promise<T>): Promise<T> {
    this.#running.add(work);
    try {
      return await work;
    } finally {
      this.#running.delete(work);
    }
  }

  async #generate(batch: readonly GeneratorNote[], call: Call): Promise<void> {
    const { config } = this.decoder;
    const plans = new Map<PlannedNote, NoteWriter>();
    for (const [index, note] of batch.entries()) {
      const known = note.history ?? new Uint8Array();
      if (known.length === note.length) continue;
      const plan = planNote(this.#kernel, note, known, replayStart(config, known.length), note.length);
      plans.set(plan, call.writers[index]!);
    }
    const { gpu, adapterName } = this.#kernel.device;
    const space = { limits: gpu.limits, budget: this.#options.memoryBytes ?? DEFAULT_MEMORY, adapterName };
    for (const group of planGroups(this.#kernel, [...plans.keys()], space)) {
      if (call.options.signal?.aborted) return;
      const writers = group.map((plan) => plans.get(plan)!);
      await this.#runGroup(group, writers, call);
    }
  }

  async #runGroup(group: readonly PlannedNote[], writers: readonly NoteWriter[], call: Call): Promise<void> {
    const { temperature, signal, chunkSamples } = call.options;
    const take = ({ first, steps, codes }: Advance): void => {
      let made = 0;
      for (const [n, plan] of group.entries()) {
        // Codes before known.length were forced, those from length on are rubbish.
        const from = Math.max(0, plan.known.length - plan.begin - first);
        const to = Math.min(steps, plan.length - plan.begin - first);
        if (from >= to) continue;
        writers[n]!.write(codes.subarray(n * steps + from, n * steps + to));
        made += to - from;
      }
      if (made > 0) call.meter.add(made);
    };
    // Who asks for short chunks wants them soon.
    const mostSteps = chunkSamples === undefined ? MOST_STEPS : Math.max(chunkSamples, LEAST_MOST_STEPS);
    const options = { temperature, keepLogits: false, mostSteps: Math.min(mostSteps, MOST_STEPS) };
    await this.#run(group, options, take, signal);
  }

  async #logits(note: GeneratorNote, codes: Uint8Array): Promise<Float32Array> {
    const { levels } = this.decoder.config;
    const rows = new Float32Array(codes.length * levels);
    if (codes.length === 0) return rows;
    const plan = planNote(this.#kernel, note, codes, 0, codes.length);
    const take = ({ first, logits }: Advance): void => rows.set(logits!, first * levels);
    await this.#run([plan], { temperature: 0, keepLogits: true, mostSteps: LOGIT_STEPS }, take);
    return rows;
  }

  /** Dispatch after dispatch until the longest note is done, the call is aborted or the generator is closed. */
  async #run(
    group: readonly PlannedNote[],
    options: BatchOptions,
    take: (made: Advance) => void,
    signal?: AbortSignal,
  ): Promise<void> {
    const work = multiplyAdds(this.decoder.config) * group.length;
    const pace = new Pace(work, options.mostSteps, this.#options.stepsPerDispatch);
    const batch = await ResidentBatch.create(this.#kernel, group, { ...options, mostSteps: pace.most });
    try {
      this.#checkOpen();
      while (batch.step < batch.steps && !signal?.aborted) {
        const steps = Math.min(pace.steps, batch.steps - batch.step);
        const begun = performance.now();
        const made = await batch.advance(steps);
        this.#checkOpen();
        pace.measured(steps, performance.now() - begun);
        take(made);
      }
    } finally {
      batch.destroy();
    }
  }

  #checkOpen(): void {
    if (this.#closed) throw closedError(this.kind);
  }
}

/**
 * @throws AlloyError 'no-backend' when the decoder does not fit the device or the kernel does not compile on it,
 * 'out-of-memory'; DeviceLostError.
 */
export async function createWebgpuGenerator(
  decoder: Decoder,
  options: WebgpuGeneratorOptions,
): Promise<Generator> {
  const device = new Device(options.device, options.adapterName);
  try {
    return new WebgpuGenerator(await createResidentKernel(decoder, device, options.float16), options);
  } catch (error) {
    throw error instanceof LostSignal ? new DeviceLostError(options.adapterName, [], error.message) : error;
  }
}
