/** Creates the resident kernel on a device: pipeline, weights, and the handling of a lost device. */
import { AlloyError } from '../../errors.js';
import { driftFactor } from '../drift-correction.js';
import type { Decoder } from '../decoder.js';
import { fitsResident, residentLayout, type ResidentLayout } from './layout.js';
import { packConstants, packWeights } from './pack.js';
import { loadShader, type ShaderFile } from './shaders.js';

/** What a pending call on a lost device rejects with inside this folder. */
export class LostSignal extends Error {}

/** How long a failed call waits for the news that the device is lost. */
const NEWS_TIMEOUT = 1000;

const FILES: readonly ShaderFile[] = ['math.wgsl', 'sampling.wgsl', 'resident.wgsl'];

/** A device that may go away at any moment. */
export class Device {
  readonly gpu: GPUDevice;
  readonly adapterName: string;
  /** Why the device was lost; undefined while it lives. */
  lost: string | undefined;
  readonly #waiting = new Set<(signal: LostSignal) => void>();

  constructor(gpu: GPUDevice, adapterName: string) {
    this.gpu = gpu;
    this.adapterName = adapterName;
    void gpu.lost.then((info) => {
      this.lost = info.message || info.reason || 'no reason given';
      for (const reject of this.#waiting) reject(new LostSignal(this.lost));
    });
  }

  /**
   * As `pending`, but a LostSignal as soon as the device is lost: implementations differ in whether and how their
   * promises settle then.
   */
  async alive<T>(pending: Promise<T>): Promise<T> {
    let stop: (signal: LostSignal) => void = () => undefined;
    const loss = new Promise<never>((_, reject) => (stop = reject));
    this.#waiting.add(stop);
    if (this.lost !== undefined) stop(new LostSignal(this.lost));
    try {
      return await Promise.race([pending.catch((error: unknown) => this.#explain(error, loss)), loss]);
    } finally {
      this.#waiting.delete(stop);
    }
  }

  /** Runs `work` in error scopes. @throws AlloyError 'out-of-memory', LostSignal, or an Error that quotes the GPU's. */
  async scoped<T>(what: string, work: () => T): Promise<T> {
    const { gpu, adapterName } = this;
    gpu.pushErrorScope('out-of-memory');
    gpu.pushErrorScope('validation');
    let result: T | undefined;
    let thrown: unknown;
    try {
      result = work();
    } catch (error) {
      thrown = error;
    }
    const scopes = Promise.all([gpu.popErrorScope(), gpu.popErrorScope()]);
    const [invalid, memory] = await this.alive(scopes);
    if (memory || thrown instanceof RangeError) {
      const reason = memory?.message ?? String(thrown);
      throw new AlloyError(
        'out-of-memory',
        adapterName,
        `${adapterName} has no memory for ${what}: ${reason}. Render fewer or shorter notes at once.`,
      );
    }
    if (thrown !== undefined) throw thrown;
    if (invalid) throw new Error(`WebGPU refused ${what}: ${invalid.message}`);
    return result as T;
  }

  /** A failure just before the news of the loss is part of the loss. */
  async #explain(error: unknown, loss: Promise<never>): Promise<never> {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const silence = new Promise<void>((resolve) => (timer = setTimeout(resolve, NEWS_TIMEOUT)));
    try {
      await Promise.race([loss, silence]);
    } finally {
      clearTimeout(timer);
    }
    throw error;
  }
}

export interface ResidentKernel {
  readonly device: Device;
  readonly decoder: Decoder;
  readonly layout: ResidentLayout;
  readonly float16: boolean;
  readonly pipeline: GPUComputePipeline;
  readonly weights: GPUBuffer;
  readonly constants: GPUBuffer;
}

/** A buffer with contents. */
export function upload(
  gpu: GPUDevice,
  label: string,
  usage: number,
  bytes: number,
  fill: (target: ArrayBuffer) => void,
): GPUBuffer {
  const size = Math.max(4, Math.ceil(bytes / 4) * 4);
  const buffer = gpu.createBuffer({ label: `alloy ${label}`, size, usage, mappedAtCreation: true });
  fill(buffer.getMappedRange());
  buffer.unmap();
  return buffer;
}

function constantsOf(decoder: Decoder, layout: ResidentLayout, float16: boolean): Record<string, number> {
  return {
    WORKGROUP: layout.workgroup,
    START: decoder.config.startFilter,
    FILTER: decoder.config.filter,
    LAYERS: layout.layers.length,
    WIDTH: layout.width,
    SKIP: layout.skip,
    TAPS: layout.taps,
    HALF: float16 ? 1 : 0,
    DRIFT_FACTOR: driftFactor(decoder.config.centring),
  };
}

/** What a pipeline is compiled from. */
export interface PipelineSource {
  /** Joined in this order. */
  readonly files: readonly ShaderFile[];
  readonly entryPoint: string;
  readonly layout: GPUBindGroupLayout | 'auto';
  readonly constants: Readonly<Record<string, number>>;
}

/** Pipelines of each device by what makes them: models of equal sizes share one. */
const pipelines = new WeakMap<GPUDevice, Map<string, Promise<GPUComputePipeline>>>();

/**
 * A pipeline, compiled; drivers take from milliseconds to seconds, once a device and source.
 * @throws AlloyError 'no-backend' when the device does not compile it; LostSignal.
 */
export async function pipelineFor(device: Device, source: PipelineSource): Promise<GPUComputePipeline> {
  const { gpu, adapterName } = device;
  const known = pipelines.get(gpu) ?? new Map<string, Promise<GPUComputePipeline>>();
  pipelines.set(gpu, known);
  const key = JSON.stringify([source.files, source.entryPoint, source.constants]);
  const pending = known.get(key) ?? compile(gpu, source);
  known.set(key, pending);
  try {
    return await device.alive(pending);
  } catch (error) {
    known.delete(key); // may work another time
    if (error instanceof LostSignal) throw error;
    throw new AlloyError(
      'no-backend',
      adapterName,
      `${adapterName} did not compile the kernel: ${String(error)}`,
    );
  }
}

async function compile(gpu: GPUDevice, source: PipelineSource): Promise<GPUComputePipeline> {
  const texts = await Promise.all(source.files.map(loadShader));
  const label = `alloy ${source.entryPoint}`;
  const module = gpu.createShaderModule({ label, code: texts.join('\n') });
  const { entryPoint, constants } = source;
  const layout =
    source.layout === 'auto'
      ? 'auto'
      : gpu.createPipelineLayout({ label, bindGroupLayouts: [source.layout] });
  return gpu.createComputePipelineAsync({ label, layout, compute: { module, entryPoint, constants } });
}

/**
 * @param float16 true rounds the weights to float16, false keeps float32.
 * @throws AlloyError 'no-backend' when the decoder does not fit the device, 'out-of-memory'.
 */
export async function createResidentKernel(
  decoder: Decoder,
  device: Device,
  float16: boolean,
): Promise<ResidentKernel> {
  const { gpu, adapterName } = device;
  const fit = fitsResident(decoder.config, gpu.limits, float16);
  if (!fit.fits) {
    throw new AlloyError(
      'no-backend',
      adapterName,
      `The model does not fit the WebGPU generator on ${adapterName}: ${fit.reason}. Use the WebAssembly generator.`,
    );
  }
  const layout = residentLayout(decoder.config, gpu.limits);
  const pipeline = await pipelineFor(device, {
    files: FILES,
    entryPoint: 'main',
    layout: 'auto',
    constants: constantsOf(decoder, layout, float16),
  });
  const words = packWeights(decoder, layout, float16);
  const values = packConstants(decoder, layout);
  const [weights, constants] = await device.scoped(
    'the weights',
    () =>
      [
        upload(gpu, 'weights', GPUBufferUsage.STORAGE, words.byteLength, (target) =>
          new Uint32Array(target).set(words),
        ),
        upload(gpu, 'constants', GPUBufferUsage.STORAGE, values.byteLength, (target) =>
          new Float32Array(target).set(values),
        ),
      ] as const,
  );
  return { device, decoder, layout, float16, pipeline, weights, constants };
}
