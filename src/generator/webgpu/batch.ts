/** Notes on the GPU: their buffers, and the dispatches that take them on. */
import { DECODE_TABLE } from '../../audio/mulaw.js';
import { LAG_POINTS } from '../lag.js';
import { upload, type ResidentKernel } from './kernel.js';
import { LEVELS, PAIR_BYTES, TAP_BYTES } from './layout.js';
import { packConditioning } from './pack.js';
import { ringSize, type PlannedNote } from './plan.js';

/** Bytes of Params before its layers, of its layers, of Note and of a row of logits in resident.wgsl. */
const HEAD_BYTES = 32;
const NOTE_BYTES = 32;
const LAYERS_BYTES = 64 * 16;
const ROW_BYTES = 4 * LEVELS;

/** What a dispatch made. */
export interface Advance {
  /** The first step of the dispatch, and how many. */
  readonly first: number;
  readonly steps: number;
  /** `notes × steps` codes. A note that ended earlier has rubbish after its end. */
  readonly codes: Uint32Array;
  /** `steps × levels` logits of the first note, if kept. */
  readonly logits: Float32Array | null;
}

export interface BatchOptions {
  readonly temperature: number;
  /** Only for a batch of one note. */
  readonly keepLogits: boolean;
  /** Most samples a dispatch. */
  readonly mostSteps: number;
}

/** A group of notes on the GPU. */
export interface GpuBatch {
  /** Steps asked for so far; step 0 is sample `begin` of each note. */
  readonly step: number;
  /** Steps of the longest note. */
  readonly steps: number;
  /** Makes the next `steps` samples of every note. @throws LostSignal. */
  advance(steps: number): Promise<Advance>;
  destroy(): void;
}

/** Writes the tap tables of notes, note after note, as arrays of the shaders' LagTap. */
export function packLagTaps(notes: readonly PlannedNote[], target: ArrayBuffer): void {
  const weights = new Float32Array(target);
  const delays = new Uint32Array(target);
  let at = 0;
  for (const { lags } of notes) {
    for (let tap = 0; tap < lags.frames * lags.taps; tap++, at += 2 * LAG_POINTS) {
      const from = tap * LAG_POINTS;
      weights.set(lags.weights.subarray(from, from + LAG_POINTS), at);
      delays.set(lags.delays.subarray(from, from + LAG_POINTS), at + LAG_POINTS);
    }
  }
}

/** Buffers of a group of notes of the resident kernel. */
export class ResidentBatch implements GpuBatch {
  step = 0;
  readonly steps: number;
  readonly notes: readonly PlannedNote[];
  readonly #kernel: ResidentKernel;
  readonly #options: BatchOptions;
  readonly #ring: number;
  readonly #buffers: GPUBuffer[] = [];
  #params!: GPUBuffer;
  #codes!: GPUBuffer;
  #logits!: GPUBuffer;
  #readback!: GPUBuffer;
  #bindings!: GPUBindGroup;

  private constructor(kernel: ResidentKernel, notes: readonly PlannedNote[], options: BatchOptions) {
    this.#kernel = kernel;
    this.notes = notes;
    this.#options = options;
    this.#ring = ringSize(kernel, notes);
    this.steps = Math.max(...notes.map((plan) => plan.length - plan.begin));
  }

  /** @throws AlloyError 'out-of-memory', LostSignal. */
  static async create(
    kernel: ResidentKernel,
    notes: readonly PlannedNote[],
    options: BatchOptions,
  ): Promise<ResidentBatch> {
    const batch = new ResidentBatch(kernel, notes, options);
    try {
      await kernel.device.scoped(`${notes.length} notes`, () => batch.#allocate());
    } catch (error) {
      batch.destroy();
      throw error;
    }
    return batch;
  }

  /**
   * Makes the next `steps` samples of every note. One dispatch is in flight at a time: the page's own drawing
   * gets the gaps between them.
   * @throws LostSignal.
   */
  async advance(steps: number): Promise<Advance> {
    const { device } = this.#kernel;
    const count = this.notes.length * steps;
    const size = 4 * count + this.#logitBytes(steps);
    const first = this.step;
    const pending = [
      device.scoped('a dispatch', () => this.#submit(steps)),
      // After the submission: scoped() runs its work before its first await.
      device.alive(this.#readback.mapAsync(GPUMapMode.READ, 0, size)),
    ];
    this.step += steps;
    await Promise.all(pending);
    const bytes = this.#readback.getMappedRange(0, size).slice(0);
    this.#readback.unmap();
    return {
      first,
      steps,
      codes: new Uint32Array(bytes, 0, count),
      logits: this.#options.keepLogits ? new Float32Array(bytes, 4 * count) : null,
    };
  }

  destroy(): void {
    for (const buffer of this.#buffers) buffer.destroy();
  }

  #logitBytes(steps: number): number {
    return this.#options.keepLogits ? steps * ROW_BYTES : 0;
  }

  #submit(steps: number): void {
    const { gpu } = this.#kernel.device;
    const { temperature, keepLogits } = this.#options;
    const head = new Uint32Array(HEAD_BYTES / 4);
    head.set([this.step, steps, this.#ring - 1, this.#stateStride, steps, Number(keepLogits)]);
    new Float32Array(head.buffer)[6] = temperature > 0 ? 1 / temperature : 0;
    gpu.queue.writeBuffer(this.#params, 0, head);
    this.#writeForced(steps);
    const encoder = gpu.createCommandEncoder({ label: 'alloy dispatch' });
    const pass = encoder.beginComputePass({ label: 'alloy resident generator' });
    pass.setPipeline(this.#kernel.pipeline);
    pass.setBindGroup(0, this.#bindings);
    pass.dispatchWorkgroups(this.notes.length);
    pass.end();
    const bytes = 4 * this.notes.length * steps;
    encoder.copyBufferToBuffer(this.#codes, 0, this.#readback, 0, bytes);
    if (keepLogits)
      encoder.copyBufferToBuffer(this.#logits, 0, this.#readback, bytes, this.#logitBytes(steps));
    gpu.queue.submit([encoder.finish()]);
  }

  /** Uploads the codes that this dispatch is told. */
  #writeForced(steps: number): void {
    const { queue } = this.#kernel.device.gpu;
    for (const [n, { known, begin }] of this.notes.entries()) {
      const from = begin + this.step;
      const forced = Uint32Array.from(known.subarray(from, from + steps));
      if (forced.length > 0) queue.writeBuffer(this.#codes, 4 * n * steps, forced);
    }
  }

  get #stateStride(): number {
    return this.#ring + this.#kernel.layout.queuePairs;
  }

  #allocate(): void {
    const { gpu } = this.#kernel.device;
    const { mostSteps, keepLogits } = this.#options;
    const { STORAGE, COPY_SRC, COPY_DST, MAP_READ } = GPUBufferUsage;
    const count = this.notes.length;
    const make = (label: string, size: number, usage: number) =>
      this.#keep(gpu.createBuffer({ label: `alloy ${label}`, size, usage }));
    const codeBytes = 4 * count * mostSteps;
    this.#params = this.#keep(this.#createParams());
    this.#codes = make('codes', codeBytes, STORAGE | COPY_SRC | COPY_DST);
    this.#logits = make('logits', keepLogits ? mostSteps * ROW_BYTES : PAIR_BYTES, STORAGE | COPY_SRC);
    this.#readback = make('readback', codeBytes + this.#logitBytes(mostSteps), MAP_READ | COPY_DST);
    const buffers = [
      this.#params,
      this.#kernel.weights,
      this.#kernel.constants,
      this.#keep(this.#createConditioning()),
      this.#keep(this.#createLagTaps()),
      this.#keep(this.#createNotes()),
      this.#keep(this.#createState()),
      this.#codes,
      this.#logits,
    ];
    this.#bindings = gpu.createBindGroup({
      label: 'alloy notes',
      layout: this.#kernel.pipeline.getBindGroupLayout(0),
      entries: buffers.map((buffer, binding) => ({ binding, resource: { buffer } })),
    });
  }

  #keep(buffer: GPUBuffer): GPUBuffer {
    this.#buffers.push(buffer);
    return buffer;
  }

  #createParams(): GPUBuffer {
    const usage = GPUBufferUsage.UNIFORM | GPUBufferUsage.COPY_DST;
    return upload(this.#kernel.device.gpu, 'parameters', usage, HEAD_BYTES + LAYERS_BYTES, (target) => {
      const words = new Uint32Array(target, HEAD_BYTES);
      for (const [n, { dilation, slots, offset }] of this.#kernel.layout.layers.entries()) {
        words.set([dilation, slots - 1, this.#ring + offset], 4 * n);
      }
    });
  }

  #frames(): number {
    return this.notes.reduce((sum, plan) => sum + plan.note.conditioning.frames, 0);
  }

  #createConditioning(): GPUBuffer {
    const { decoder, layout, device } = this.#kernel;
    const bytes = this.#frames() * layout.framePairs * PAIR_BYTES;
    return upload(device.gpu, 'conditioning', GPUBufferUsage.STORAGE, bytes, (target) => {
      let at = 0;
      for (const { note } of this.notes) {
        const { frames, values } = note.conditioning;
        const length = 2 * frames * layout.framePairs;
        packConditioning(decoder, layout, values, new Float32Array(target, at, length));
        at += 4 * length;
      }
    });
  }

  #createLagTaps(): GPUBuffer {
    const { layout, device } = this.#kernel;
    const bytes = Math.max(1, this.#frames() * layout.taps) * TAP_BYTES;
    return upload(device.gpu, 'lag taps', GPUBufferUsage.STORAGE, bytes, (target) =>
      packLagTaps(this.notes, target),
    );
  }

  #createNotes(): GPUBuffer {
    const { gpu } = this.#kernel.device;
    return upload(gpu, 'notes', GPUBufferUsage.STORAGE, this.notes.length * NOTE_BYTES, (target) => {
      const words = new Uint32Array(target);
      let firstFrame = 0;
      for (const [n, { note, known, begin, length }] of this.notes.entries()) {
        const { frames, hop } = note.conditioning;
        const forced = Math.min(known.length, length) - begin;
        const row = [begin, length - begin, forced, note.seed, note.stream, frames, hop, firstFrame];
        words.set(row, n * (NOTE_BYTES / 4));
        firstFrame += frames;
      }
    });
  }

  /** Queues start at zero; the ring holds what was made before the first step. */
  #createState(): GPUBuffer {
    const stride = this.#stateStride;
    const bytes = this.notes.length * stride * PAIR_BYTES;
    return upload(this.#kernel.device.gpu, 'state', GPUBufferUsage.STORAGE, bytes, (target) => {
      const values = new Float32Array(target);
      for (const [n, { known, begin }] of this.notes.entries()) {
        for (let t = Math.max(0, begin - this.#ring); t < begin; t++) {
          const at = 2 * (n * stride + (t & (this.#ring - 1)));
          values[at] = (known[t]! - 128) / 128;
          values[at + 1] = DECODE_TABLE[known[t]!]!;
        }
      }
    });
  }
}
