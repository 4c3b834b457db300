/** Creates the layered kernel on a device: its pipelines and weights. */
import { AlloyError } from '../../../errors.js';
import { driftFactor } from '../../drift-correction.js';
import type { Decoder } from '../../decoder.js';
import { pipelineFor, upload, type Device } from '../resident-kernel.js';
import {
  fitsLayered,
  layeredLayout,
  type LayeredLayout,
  type ProductKind,
  type ProductLayout,
} from './layout.js';
import type { ShaderFile } from '../shaders.js';
import { packBiases, packConstants, packProduct } from './pack.js';

const MATH = 'math.wgsl';
const SAMPLING = 'sampling.wgsl';
const PRODUCT = 'layered/product.wgsl';
const FEW = 'layered/few.wgsl';
const LANES = 'layered/lanes.wgsl';
const ALONE = 'layered/alone.wgsl';
const MANY: readonly ShaderFile[] = [MATH, PRODUCT, 'layered/many.wgsl'];
const TURN: readonly ShaderFile[] = [MATH, SAMPLING, 'layered/turn.wgsl'];

/** Up to so many notes few.wgsl, which reads the weights once for four of them; above, many.wgsl and its tiles. */
export const FEW_NOTES = 16;
/** Notes that a workgroup of few.wgsl takes at most. */
const NOTES_A_GROUP = 4;
const TILE_NOTES = 32;
const TURN_THREADS = 64;

const KINDS: Readonly<Record<ProductKind, number>> = { gate: 0, residual: 1, out: 2, logits: 3 };

/** Slices of a sum in product.wgsl. */
const SLICES = 32;

/**
 * Threads across which few.wgsl may add without workgroup memory: as many as every subgroup has. 1 where the device
 * has no subgroups, or WGSL no way there to tell which invocation is which lane of which subgroup.
 */
function lanesOf({ features, adapterInfo }: GPUDevice): number {
  const page = globalThis.navigator as Partial<Navigator> | undefined;
  const known = features.has('subgroups') && page?.gpu?.wgslLanguageFeatures.has('subgroup_id');
  return known ? Math.min(adapterInfo.subgroupMinSize ?? 1, SLICES) : 1;
}

/** A matrix on the GPU. */
export interface ProductWeights {
  readonly layout: ProductLayout;
  readonly weights: GPUBuffer;
  readonly biases: GPUBuffer;
}

export interface LayeredKernel {
  readonly device: Device;
  readonly decoder: Decoder;
  readonly layout: LayeredLayout;
  readonly float16: boolean;
  readonly products: readonly ProductWeights[];
  readonly constants: GPUBuffer;
  readonly productLayout: GPUBindGroupLayout;
  readonly turnLayout: GPUBindGroupLayout;
}

/** The pipelines for a batch of some size. */
export interface LayeredPipelines {
  readonly begin: GPUComputePipeline;
  readonly turn: GPUComputePipeline;
  readonly products: Readonly<Record<ProductKind, GPUComputePipeline>>;
  /** Workgroups of a product. */
  workgroups(layout: ProductLayout): readonly [number, number];
}

/** 'u' uniform, 'r' read, 'w' read and write, in the order of the bindings. */
function bindGroupLayout(gpu: GPUDevice, label: string, kinds: string): GPUBindGroupLayout {
  const types = { u: 'uniform', r: 'read-only-storage', w: 'storage' } as const;
  return gpu.createBindGroupLayout({
    label: `alloy ${label}`,
    entries: [...kinds].map((kind, binding) => ({
      binding,
      visibility: GPUShaderStage.COMPUTE,
      buffer: { type: types[kind as keyof typeof types] },
    })),
  });
}

/**
 * @throws AlloyError 'no-backend' when the decoder does not fit the device, 'out-of-memory'.
 */
export async function createLayeredKernel(
  decoder: Decoder,
  device: Device,
  float16: boolean,
): Promise<LayeredKernel> {
  const { gpu, adapterName } = device;
  const fit = fitsLayered(decoder.config, gpu.limits, float16);
  if (!fit.fits) {
    throw new AlloyError(
      'no-backend',
      adapterName,
      `The model does not fit the WebGPU generator on ${adapterName}: ${fit.reason}. Use the WebAssembly generator.`,
    );
  }
  const layout = layeredLayout(decoder.config);
  const products: ProductWeights[] = [];
  const buffer = (label: string, values: Uint32Array | Float32Array): GPUBuffer =>
    upload(gpu, label, GPUBufferUsage.STORAGE, values.byteLength, (target) =>
      new Uint8Array(target).set(new Uint8Array(values.buffer)),
    );
  try {
    for (const product of layout.products) {
      const words = packProduct(decoder, layout, product, float16);
      const biases = packBiases(decoder, layout, product);
      products.push(
        await device.scoped('the weights', () => ({
          layout: product,
          weights: buffer(`${product.kind} weights`, words),
          biases: buffer(`${product.kind} biases`, biases),
        })),
      );
    }
    const constants = await device.scoped('the weights', () =>
      buffer('constants', packConstants(decoder, layout)),
    );
    const productLayout = bindGroupLayout(gpu, 'product', 'urrrrrrww');
    const turnLayout = bindGroupLayout(gpu, 'turn', 'urrrwwwww');
    return { device, decoder, layout, float16, products, constants, productLayout, turnLayout };
  } catch (error) {
    destroyProducts(products);
    throw error;
  }
}

function destroyProducts(products: readonly ProductWeights[]): void {
  for (const { weights, biases } of products) {
    weights.destroy();
    biases.destroy();
  }
}

export function destroyLayeredKernel({ products, constants }: LayeredKernel): void {
  destroyProducts(products);
  constants.destroy();
}

/** Pipelines for a batch of `notes`, compiled once a device and size. @throws AlloyError 'no-backend', LostSignal. */
export async function layeredPipelines(kernel: LayeredKernel, notes: number): Promise<LayeredPipelines> {
  const { device, decoder, layout, float16 } = kernel;
  const { width, skip, taps } = layout;
  const many = notes > FEW_NOTES;
  const group = Math.min(notes, NOTES_A_GROUP);
  const lanes = lanesOf(device.gpu);
  const few = { NOTES: group, ...(lanes > 1 ? { LANES: lanes } : {}) };
  // Only what a product reads is said of it: models that differ in the rest share its pipeline.
  const sizes: Readonly<Record<ProductKind, Readonly<Record<string, number>>>> = {
    gate: { FILTER: decoder.config.filter, WIDTH: width },
    residual: { WIDTH: width, SKIP: skip },
    out: { SKIP: skip },
    logits: {},
  };
  const product = (kind: ProductKind): Promise<GPUComputePipeline> =>
    pipelineFor(device, {
      files: many ? MANY : [lanes > 1 ? LANES : ALONE, MATH, PRODUCT, FEW],
      entryPoint: many ? 'many' : 'few',
      layout: kernel.productLayout,
      constants: { KIND: KINDS[kind], HALF: float16 ? 1 : 0, ...sizes[kind], ...(many ? {} : few) },
    });
  const turn = (entryPoint: string): Promise<GPUComputePipeline> =>
    pipelineFor(device, {
      files: TURN,
      entryPoint,
      layout: kernel.turnLayout,
      constants: {
        WORKGROUP: TURN_THREADS,
        START: decoder.config.startFilter,
        TAPS: taps,
        WIDTH: width,
        SKIP: skip,
        ...(entryPoint === 'turn' ? { DRIFT_FACTOR: driftFactor(decoder.config.centring) } : {}),
      },
    });
  const [begin, next, gate, residual, out, logits] = await Promise.all([
    turn('begin'),
    turn('turn'),
    product('gate'),
    product('residual'),
    product('out'),
    product('logits'),
  ]);
  return {
    begin,
    turn: next,
    products: { gate, residual, out, logits },
    workgroups: ({ quads }) =>
      many
        ? [Math.ceil(quads / 8), Math.ceil(notes / TILE_NOTES)]
        : [Math.ceil(quads / 2), Math.ceil(notes / group)],
  };
}
