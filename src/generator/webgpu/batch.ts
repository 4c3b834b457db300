/** Holds the GPU buffers of a group of notes of the resident kernel, and dispatches their steps. */
import {
  longestSteps,
  packPast,
  readBack,
  ROW_BYTES,
  uploadLagTaps,
  writeForced,
  type Advance,
  type BatchOptions,
  type GpuBatch,
} from './group.js';
import { upload, type ResidentKernel } from './resident-kernel.js';
import { PAIR_BYTES } from './layout.js';
import { packConditioning } from './pack.js';
import { ringSize, type PlannedNote } from './plan.js';

/** Bytes of Params before its layers, of its layers and of Note in resident.wgsl. */
const HEAD_BYTES = 32;
const NOTE_BYTES = 32;
const LAYERS_BYTES = 64 * 16;

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
    this.#ring = ringSize(kernel.decoder.config, notes);
    this.steps = longestSteps(notes);
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
    const first = this.step;
    const rows = this.#options.keepLogits ? steps : 0;
    const submit = () => this.#submit(steps);
    const pending = readBack(device, submit, this.#readback, this.notes.length * steps, rows);
    this.step += steps;
    return { first, steps, ...(await pending) };
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
    writeForced(gpu.queue, this.#codes, this.notes, this.step, steps);
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
      this.#keep(uploadLagTaps(gpu, this.notes)),
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
    return upload(this.#kernel.device.gpu, 'state', GPUBufferUsage.STORAGE, bytes, (target) =>
      packPast(this.notes, this.#ring, stride, target),
    );
  }
}
