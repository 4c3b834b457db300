/**
 * The WebGPU generator: WGSL of our own on a device that is passed in, tfjs's own in the app. [worker]
 *
 *   kernel.ts   a device that may be lost; pipeline and weights      layout.ts   sizes, `fitsResident`
 *   batch.ts    notes on the GPU, one dispatch after another         pack.ts     weights and conditioning
 *   pace.ts     samples a dispatch                                   half.ts     float16
 *   resident.wgsl, sampling.wgsl, math.wgsl                          writer.ts   codes in chunks
 *
 * There is one shape of kernel so far, the resident one: a workgroup a note. A layered one, for models of tens of
 * millions of weights, would stand beside it where `fitsResident` says no.
 */
import { multiplyAdds, type Decoder } from '../decoder.js';
import type { GeneratedNote, GenerateOptions, Generator, GeneratorNote } from '../generator.js';
import { DeviceLostError } from '../lost.js';
import { checkBatch, checkNote, closedError, replayStart } from '../notes.js';
import { ProgressMeter } from '../progress.js';
import { planGroups, planNote, ResidentBatch, type PlannedNote } from './batch.js';
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
/** Samples a dispatch while the logits are kept: a kilobyte each. */
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
    const { limits } = this.#kernel.device.gpu;
    const budget = this.#options.memoryBytes ?? DEFAULT_MEMORY;
    for (const group of planGroups(this.#kernel, [...plans.keys()], limits, budget)) {
      if (call.options.signal?.aborted) return;
      const writers = group.map((plan) => plans.get(plan)!);
      await this.#runGroup(group, writers, call);
    }
  }

  async #runGroup(group: readonly PlannedNote[], writers: readonly NoteWriter[], call: Call): Promise<void> {
    const { temperature, signal } = call.options;
    const pace = new Pace(multiplyAdds(this.decoder.config) * group.length, this.#options.stepsPerDispatch);
    const batch = await ResidentBatch.create(this.#kernel, group, {
      temperature,
      keepLogits: false,
      mostSteps: pace.most,
    });
    try {
      while (batch.step < batch.steps && !signal?.aborted) {
        const first = batch.step;
        const steps = Math.min(pace.steps, batch.steps - first);
        const begun = performance.now();
        const { codes } = await batch.advance(steps);
        this.#checkOpen();
        pace.measured(steps, performance.now() - begun);
        let made = 0;
        for (const [n, plan] of group.entries()) {
          // Codes before known.length were forced, those from length on are rubbish.
          const from = Math.max(0, plan.known.length - plan.begin - first);
          const to = Math.min(steps, plan.length - plan.begin - first);
          if (from >= to) continue;
          writers[n]!.write(codes.subarray(n * steps + from, n * steps + to));
          made += to - from;
        }
        call.meter.add(made);
      }
    } finally {
      batch.destroy();
    }
  }

  async #logits(note: GeneratorNote, codes: Uint8Array): Promise<Float32Array> {
    const rows = new Float32Array(codes.length * this.decoder.config.levels);
    if (codes.length === 0) return rows;
    const plan = planNote(this.#kernel, note, codes, 0, codes.length);
    const options = { temperature: 0, keepLogits: true, mostSteps: Math.min(LOGIT_STEPS, codes.length) };
    const pace = new Pace(
      multiplyAdds(this.decoder.config),
      this.#options.stepsPerDispatch,
      options.mostSteps,
    );
    const batch = await ResidentBatch.create(this.#kernel, [plan], options);
    try {
      while (batch.step < batch.steps) {
        const first = batch.step;
        const steps = Math.min(pace.steps, batch.steps - first);
        const begun = performance.now();
        const { logits } = await batch.advance(steps);
        this.#checkOpen();
        pace.measured(steps, performance.now() - begun);
        rows.set(logits!, first * this.decoder.config.levels);
      }
    } finally {
      batch.destroy();
    }
    return rows;
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
