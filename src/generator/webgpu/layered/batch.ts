/** Holds the GPU buffers of a group of notes of the layered kernel, and dispatches their steps. */
import { conditioningWidth } from '../../decoder.js';
import { frameAt } from '../../notes.js';
import type { Samples } from '../../../units.js';
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
} from '../group.js';
import { upload } from '../resident-kernel.js';
import { PAIR_BYTES, TAP_BYTES } from '../layout.js';
import { ringSize, type PlannedNote } from '../plan.js';
import {
  layeredPipelines,
  type LayeredKernel,
  type LayeredPipelines,
  type ProductWeights,
} from './layered-kernel.js';
import { QUAD_BYTES, type LayeredLayout } from './layout.js';
import { packFrame } from './pack.js';

/** Bytes of Note, Product and Turn in the shaders. */
const NOTE_BYTES = 40;
const PRODUCT_BYTES = 32;
const TURN_BYTES = 32;
/** Submissions in flight at once, so that the GPU never waits for the host. */
export const IN_FLIGHT = 2;

/** Frames of conditioning that a note has on the GPU at a time. */
export function frameRing(notes: readonly PlannedNote[], mostSteps: Samples): number {
  const frames = notes.map(({ note: { conditioning } }) =>
    Math.min(conditioning.frames, Math.ceil(mostSteps / conditioning.hop) + 1),
  );
  return Math.max(...frames);
}

/**
 * Bytes that a note takes of each buffer that grows with the batch.
 * @param past ringSize() of the batch.
 * @param frames frameRing() of the batch.
 */
export function layeredBytes(
  layout: LayeredLayout,
  plan: PlannedNote,
  past: number,
  frames: number,
  mostSteps: Samples,
): number[] {
  const row = layout.width * 4;
  return [
    frames * layout.frameQuads * QUAD_BYTES,
    plan.note.conditioning.frames * layout.taps * TAP_BYTES,
    past * PAIR_BYTES,
    4 * mostSteps,
    row + 2 * layout.skip * 4 + ROW_BYTES, // gates, skips, hidden, logits
    ...layout.slots.map((slots) => slots * row),
  ];
}

/** A product with its buffers, as often as it is dispatched. */
interface BoundProduct {
  readonly pipeline: GPUComputePipeline;
  readonly group: GPUBindGroup;
  readonly size: readonly [number, number];
}

/** Buffers of a group of notes of the layered kernel. */
export class LayeredBatch implements GpuBatch {
  step = 0;
  readonly steps: number;
  readonly notes: readonly PlannedNote[];
  readonly #kernel: LayeredKernel;
  readonly #options: BatchOptions;
  readonly #pipelines: LayeredPipelines;
  readonly #ring: number;
  readonly #frames: number;
  readonly #buffers: GPUBuffer[] = [];
  /** Frames of each note that are on the GPU, or were. */
  readonly #told: number[];
  #turnParams!: GPUBuffer;
  #conditioning!: GPUBuffer;
  #codes!: GPUBuffer;
  #logits!: GPUBuffer;
  #rows!: GPUBuffer;
  #readbacks!: GPUBuffer[];
  #turn!: GPUBindGroup;
  #products!: readonly BoundProduct[];
  #submissions = 0;

  private constructor(
    kernel: LayeredKernel,
    notes: readonly PlannedNote[],
    options: BatchOptions,
    pipelines: LayeredPipelines,
  ) {
    this.#kernel = kernel;
    this.notes = notes;
    this.#options = options;
    this.#pipelines = pipelines;
    this.#ring = ringSize(kernel.decoder.config, notes);
    this.#frames = frameRing(notes, options.mostSteps);
    this.#told = notes.map(() => 0);
    this.steps = longestSteps(notes);
  }

  /** @throws AlloyError 'out-of-memory', LostSignal. */
  static async create(
    kernel: LayeredKernel,
    notes: readonly PlannedNote[],
    options: BatchOptions,
  ): Promise<LayeredBatch> {
    const pipelines = await layeredPipelines(kernel, notes.length);
    const batch = new LayeredBatch(kernel, notes, options, pipelines);
    try {
      await kernel.device.scoped(`${notes.length} notes`, () => batch.#allocate());
    } catch (error) {
      batch.destroy();
      throw error;
    }
    return batch;
  }

  /** May be called again before the last call has resolved, IN_FLIGHT calls at a time. @throws LostSignal. */
  async advance(steps: number): Promise<Advance> {
    const first = this.step;
    const readback = this.#readbacks[this.#submissions++ % IN_FLIGHT]!;
    const submit = () => this.#submit(steps, readback);
    const rows = this.#options.keepLogits ? steps : 0;
    const pending = readBack(this.#kernel.device, submit, readback, this.notes.length * steps, rows);
    this.step += steps;
    return { first, steps, ...(await pending) };
  }

  destroy(): void {
    for (const buffer of this.#buffers) buffer.destroy();
  }

  #rowBytes(steps: number): number {
    return this.#options.keepLogits ? steps * ROW_BYTES : 0;
  }

  #submit(steps: number, readback: GPUBuffer): void {
    const { gpu } = this.#kernel.device;
    this.#writeTurn(steps);
    this.#writeFrames(steps);
    writeForced(gpu.queue, this.#codes, this.notes, this.step, steps);
    const encoder = gpu.createCommandEncoder({ label: 'alloy submission' });
    if (this.step === 0) this.#pass(encoder, (pass) => this.#take(pass, this.#pipelines.begin));
    if (this.#options.keepLogits) {
      for (let n = 0; n < steps; n++) {
        this.#pass(encoder, (pass) => this.#sample(pass));
        encoder.copyBufferToBuffer(this.#logits, 0, this.#rows, n * ROW_BYTES, ROW_BYTES);
      }
    } else {
      this.#pass(encoder, (pass) => {
        for (let n = 0; n < steps; n++) this.#sample(pass);
      });
    }
    const bytes = 4 * this.notes.length * steps;
    encoder.copyBufferToBuffer(this.#codes, 0, readback, 0, bytes);
    if (this.#options.keepLogits)
      encoder.copyBufferToBuffer(this.#rows, 0, readback, bytes, this.#rowBytes(steps));
    gpu.queue.submit([encoder.finish()]);
  }

  #pass(encoder: GPUCommandEncoder, record: (pass: GPUComputePassEncoder) => void): void {
    const pass = encoder.beginComputePass({ label: 'alloy layered generator' });
    record(pass);
    pass.end();
  }

  /** Encodes the dispatches of one sample of all notes. */
  #sample(pass: GPUComputePassEncoder): void {
    for (const { pipeline, group, size } of this.#products) {
      pass.setPipeline(pipeline);
      pass.setBindGroup(0, group);
      pass.dispatchWorkgroups(size[0], size[1]);
    }
    this.#take(pass, this.#pipelines.turn);
  }

  #take(pass: GPUComputePassEncoder, pipeline: GPUComputePipeline): void {
    pass.setPipeline(pipeline);
    pass.setBindGroup(0, this.#turn);
    pass.dispatchWorkgroups(this.notes.length);
  }

  #writeTurn(steps: number): void {
    const { layout, device } = this.#kernel;
    const { temperature } = this.#options;
    const { frameQuads, slots } = layout;
    const words = new Uint32Array(TURN_BYTES / 4);
    words.set([this.step, steps, this.#ring - 1, this.#frames, frameQuads, slots[0]!, this.notes.length]);
    new Float32Array(words.buffer)[7] = temperature > 0 ? 1 / temperature : 0;
    device.gpu.queue.writeBuffer(this.#turnParams, 0, words);
  }

  /** Uploads the frames of conditioning that these steps come to. A submission before may still use older ones. */
  #writeFrames(steps: number): void {
    const { decoder, layout, device } = this.#kernel;
    const width = conditioningWidth(decoder.config);
    const size = layout.frameQuads * QUAD_BYTES;
    for (const [n, { note, begin }] of this.notes.entries()) {
      const { conditioning } = note;
      const last = frameAt(conditioning, begin + this.step + steps - 1);
      let frame = Math.max(this.#told[n]!, frameAt(conditioning, begin + this.step));
      for (; frame <= last; frame++) {
        const values = conditioning.values.subarray(frame * width, (frame + 1) * width);
        const at = (n * this.#frames + (frame % this.#frames)) * size;
        device.gpu.queue.writeBuffer(this.#conditioning, at, packFrame(decoder, layout, values));
      }
      this.#told[n] = frame;
    }
  }

  #make(label: string, size: number, usage = GPUBufferUsage.STORAGE): GPUBuffer {
    const { gpu } = this.#kernel.device;
    return this.#keep(gpu.createBuffer({ label: `alloy ${label}`, size: Math.max(size, QUAD_BYTES), usage }));
  }

  #keep(buffer: GPUBuffer): GPUBuffer {
    this.#buffers.push(buffer);
    return buffer;
  }

  #allocate(): void {
    const { device, layout, turnLayout, constants } = this.#kernel;
    const { mostSteps, keepLogits } = this.#options;
    const { STORAGE, COPY_SRC, COPY_DST, MAP_READ, UNIFORM } = GPUBufferUsage;
    const { width, skip, slots, frameQuads } = layout;
    const count = this.notes.length;
    const codeBytes = 4 * count * mostSteps;
    this.#turnParams = this.#make('turn parameters', TURN_BYTES, UNIFORM | COPY_DST);
    this.#conditioning = this.#make(
      'conditioning',
      count * this.#frames * frameQuads * QUAD_BYTES,
      STORAGE | COPY_DST,
    );
    this.#codes = this.#make('codes', codeBytes, STORAGE | COPY_SRC | COPY_DST);
    this.#logits = this.#make('logits', count * ROW_BYTES, STORAGE | COPY_SRC);
    this.#rows = this.#make('rows of logits', keepLogits ? mostSteps * ROW_BYTES : 0, COPY_SRC | COPY_DST);
    this.#readbacks = Array.from({ length: IN_FLIGHT }, () =>
      this.#make('readback', codeBytes + this.#rowBytes(mostSteps), MAP_READ | COPY_DST),
    );
    const notes = this.#keep(this.#createNotes());
    const queues = slots.map((rows) => this.#make('queue', rows * count * width * 4));
    const skips = this.#make('skips', count * skip * 4);
    this.#turn = device.gpu.createBindGroup({
      label: 'alloy turn',
      layout: turnLayout,
      entries: [
        this.#turnParams,
        constants,
        this.#keep(uploadLagTaps(device.gpu, this.notes)),
        this.#logits,
        notes,
        this.#keep(this.#createPast()),
        this.#codes,
        queues[0]!,
        skips,
      ].map((buffer, binding) => ({ binding, resource: { buffer } })),
    });
    this.#products = this.#bindProducts(notes, queues, skips);
  }

  #bindProducts(notes: GPUBuffer, queues: readonly GPUBuffer[], skips: GPUBuffer): BoundProduct[] {
    const { layout, products } = this.#kernel;
    const count = this.notes.length;
    const gates = this.#make('gates', count * layout.width * 4);
    const hidden = this.#make('hidden', count * layout.skip * 4);
    // Bindings that a product does not use: one to read, two to write, since no buffer may be both in a dispatch.
    const [nothing, nowhere, neither] = [0, 1, 2].map(() => this.#make('nothing', QUAD_BYTES)) as [
      GPUBuffer,
      GPUBuffer,
      GPUBuffer,
    ];
    return products.map((product) => {
      const { kind, layer } = product.layout;
      const queue = queues[layer]!;
      const bound = {
        gate: [queue, nothing, gates, nowhere],
        residual: [gates, queue, queues[layer + 1] ?? neither, skips],
        out: [skips, nothing, hidden, nowhere],
        logits: [hidden, nothing, this.#logits, nowhere],
      }[kind];
      return {
        pipeline: this.#pipelines.products[kind],
        group: this.#bindProduct(product, notes, bound),
        size: this.#pipelines.workgroups(product.layout),
      };
    });
  }

  #bindProduct(
    { layout: product, weights, biases }: ProductWeights,
    notes: GPUBuffer,
    bound: GPUBuffer[],
  ): GPUBindGroup {
    const { device, layout, productLayout } = this.#kernel;
    const { quads, units, residualQuads, told, layer } = product;
    const slots = layout.slots[layer]!;
    const words = [
      this.notes.length,
      quads,
      units,
      layout.dilations[layer]!,
      slots,
      layout.slots[layer + 1] ?? slots,
      residualQuads,
      told,
    ];
    const params = this.#keep(
      upload(device.gpu, 'product', GPUBufferUsage.UNIFORM, PRODUCT_BYTES, (target) =>
        new Uint32Array(target).set(words),
      ),
    );
    const buffers = [params, weights, biases, this.#conditioning, notes, ...bound];
    return device.gpu.createBindGroup({
      label: `alloy ${product.kind} ${layer + 1}`,
      layout: productLayout,
      entries: buffers.map((buffer, binding) => ({ binding, resource: { buffer } })),
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
        words.set([begin, forced, note.seed, note.stream, frames, hop, firstFrame], n * (NOTE_BYTES / 4));
        firstFrame += frames;
      }
    });
  }

  /** Holds what was made before the first step. */
  #createPast(): GPUBuffer {
    const bytes = this.notes.length * this.#ring * PAIR_BYTES;
    return upload(this.#kernel.device.gpu, 'past', GPUBufferUsage.STORAGE, bytes, (target) =>
      packPast(this.notes, this.#ring, this.#ring, target),
    );
  }
}
