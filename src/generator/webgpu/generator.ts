/**
 * Implements the generator in WGSL, on a device that is passed in: in the app, tfjs's own. [worker]
 *
 *   shape.ts    the two shapes of kernel and the choice      plan.ts     notes in groups that fit the memory
 *   kernel.ts   a device that may be lost; pipelines         pace.ts     samples a dispatch
 *   group.ts    a batch of notes                            writer.ts   codes in chunks
 *   half.ts     float16
 *   resident: layout.ts, pack.ts, batch.ts, resident.wgsl    a workgroup makes a note, the whole net, many samples
 *   layered:  layered/                                       a dispatch is one matrix for all notes
 *   sampling.wgsl, math.wgsl                                 what both share
 */
import type { Samples } from '../../units.js';
import { multiplyAdds, type Decoder } from '../decoder.js';
import type { GeneratedNote, GenerateOptions, Generator, GeneratorNote } from '../generator.js';
import { AlloyError } from '../../errors.js';
import { fasterOf } from '../choose.js';
import { DeviceLostError } from '../device-lost.js';
import { checkBatch, checkNote, closedError, replayStart } from '../notes.js';
import { ProgressMeter } from '../progress.js';
import type { Advance, BatchOptions, GpuBatch } from './group.js';
import { Device, LostSignal } from './resident-kernel.js';
import { isHalfPrecision } from './pack.js';
import { Pace } from './pace.js';
import { planNote, type PlannedNote } from './plan.js';
import { openShape, possibleShapes, type KernelShape, type ShapeName } from './shape.js';
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
  /** The shape of kernel; default: the choice of shape.ts. */
  readonly shape?: ShapeName;
}

/** Least samples of a dispatch with short chunks. */
const LEAST_MOST_STEPS = 64;
/** Most samples of a dispatch that keeps the logits, a kilobyte a sample. */
const LOGIT_STEPS = 256;

/** State of one call of `generate`. */
interface Call {
  readonly options: GenerateOptions;
  readonly writers: readonly NoteWriter[];
  readonly meter: ProgressMeter;
}

class WebgpuGenerator implements Generator {
  readonly kind = 'webgpu';
  readonly decoder: Decoder;
  readonly description: string;
  readonly #kernel: KernelShape;
  readonly #options: WebgpuGeneratorOptions;
  readonly #running = new Set<Promise<unknown>>();
  #closed = false;

  constructor(kernel: KernelShape, options: WebgpuGeneratorOptions) {
    this.decoder = kernel.decoder;
    this.#kernel = kernel;
    this.#options = options;
    const precision = kernel.float16 ? 'float16' : 'float32';
    const layered = kernel.name === 'layered' ? ', layer by layer' : '';
    this.description = `WebGPU, ${options.adapterName}, ${precision} weights${layered}`;
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
    this.#kernel.destroy();
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
    const space = {
      limits: gpu.limits,
      budget: this.#options.memoryBytes ?? this.#kernel.budget,
      adapterName,
    };
    for (const group of this.#kernel.groups([...plans.keys()], space, this.#mostSteps(call))) {
      await this.#runGroup(group, plans, call);
    }
  }

  /** Who asks for short chunks wants them soon. */
  #mostSteps({ options: { chunkSamples } }: Call): Samples {
    const { mostSteps } = this.#kernel;
    return chunkSamples === undefined
      ? mostSteps
      : Math.min(mostSteps, Math.max(chunkSamples, LEAST_MOST_STEPS));
  }

  async #runGroup(
    group: readonly PlannedNote[],
    plans: ReadonlyMap<PlannedNote, NoteWriter>,
    call: Call,
  ): Promise<void> {
    const { temperature, signal } = call.options;
    if (signal?.aborted) return;
    const take = ({ first, steps, codes }: Advance): void => {
      let made = 0;
      for (const [n, plan] of group.entries()) {
        // Codes before known.length were forced, those from length on are undefined.
        const from = Math.max(0, plan.known.length - plan.begin - first);
        const to = Math.min(steps, plan.length - plan.begin - first);
        if (from >= to) continue;
        plans.get(plan)!.write(codes.subarray(n * steps + from, n * steps + to));
        made += to - from;
      }
      if (made > 0) call.meter.add(made);
    };
    const options = { temperature, keepLogits: false, mostSteps: this.#mostSteps(call) };
    const pace = this.#pace(group.length, options.mostSteps);
    const batch = await this.#begin(group, { ...options, mostSteps: pace.most });
    if (batch) return this.#run(batch, pace, take, signal);
    // The device has less memory than was thought: two halves, one after the other.
    const half = Math.ceil(group.length / 2);
    await this.#runGroup(group.slice(0, half), plans, call);
    await this.#runGroup(group.slice(half), plans, call);
  }

  #pace(notes: number, mostSteps: Samples): Pace {
    const work = multiplyAdds(this.decoder.config) * notes;
    return new Pace(work, mostSteps, this.#options.stepsPerDispatch);
  }

  /** Uploads a group of notes to the GPU; null when there is no memory for so many. */
  async #begin(group: readonly PlannedNote[], options: BatchOptions): Promise<GpuBatch | null> {
    try {
      return await this.#kernel.begin(group, options);
    } catch (error) {
      const full = error instanceof AlloyError && error.code === 'out-of-memory';
      if (full && group.length > 1) return null;
      throw error;
    }
  }

  async #logits(note: GeneratorNote, codes: Uint8Array): Promise<Float32Array> {
    const { levels } = this.decoder.config;
    const rows = new Float32Array(codes.length * levels);
    if (codes.length === 0) return rows;
    const plan = planNote(this.#kernel, note, codes, 0, codes.length);
    const take = ({ first, logits }: Advance): void => rows.set(logits!, first * levels);
    const options = { temperature: 0, keepLogits: true, mostSteps: LOGIT_STEPS };
    const pace = this.#pace(1, LOGIT_STEPS);
    await this.#run(await this.#kernel.begin([plan], { ...options, mostSteps: pace.most }), pace, take);
    return rows;
  }

  /** Dispatch after dispatch until the longest note is done, the call is aborted or the generator is closed. */
  async #run(
    batch: GpuBatch,
    pace: Pace,
    take: (made: Advance) => void,
    signal?: AbortSignal,
  ): Promise<void> {
    const flying: Promise<Advance>[] = [];
    const launch = (): void => {
      while (flying.length < this.#kernel.inFlight && batch.step < batch.steps && !signal?.aborted) {
        const advance = batch.advance(Math.min(pace.steps, batch.steps - batch.step));
        advance.catch(() => undefined); // heard where it is waited for
        flying.push(advance);
      }
    };
    try {
      this.#checkOpen();
      let begun = performance.now();
      for (launch(); flying.length > 0; launch()) {
        const made = await flying.shift()!;
        this.#checkOpen();
        const now = performance.now();
        pace.measured(made.steps, now - begun);
        begun = now;
        take(made);
      }
    } finally {
      await Promise.allSettled(flying);
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
  const float16 = options.float16 ?? isHalfPrecision(decoder);
  const open = async (name: ShapeName): Promise<Generator> => {
    try {
      return new WebgpuGenerator(await openShape(name, decoder, device, float16), options);
    } catch (error) {
      throw error instanceof LostSignal ? new DeviceLostError(options.adapterName, [], error.message) : error;
    }
  };
  const [first, second] = options.shape ? [options.shape] : possibleShapes(decoder, device, float16);
  return second
    ? fasterOf(
        () => open(second),
        () => open(first!),
      )
    : open(first!);
}
