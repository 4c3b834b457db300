/** Sizes of the layered kernel (product.wgsl, turn.wgsl), and whether a decoder fits it. */
import type { DecoderConfig } from '../../decoder.js';
import { tapCount } from '../../lag.js';
import { LEVELS, type Fit, type ResidentLimits } from '../layout.js';

/** Bytes of a quad of float32. */
export const QUAD_BYTES = 16;
/** Inputs of a block of weights, and its outputs. */
export const UNIT = 8;
export const QUAD = 4;

export type ProductKind = 'gate' | 'residual' | 'out' | 'logits';

/** One matrix of the chain. */
export interface ProductLayout {
  readonly kind: ProductKind;
  /** Of GATE and RESIDUAL; the last layer's for the others. */
  readonly layer: number;
  /** Outputs / 4, inputs / 8. */
  readonly quads: number;
  readonly units: number;
  /** Quads that go to the next layer. */
  readonly residualQuads: number;
  /** First quad of its conditioning in a frame. */
  readonly told: number;
}

/** Widths are rounded up to multiples of 8. */
export interface LayeredLayout {
  readonly width: number;
  readonly skip: number;
  readonly taps: number;
  /** In the order in which they run. */
  readonly products: readonly ProductLayout[];
  readonly dilations: readonly number[];
  /** Rows of each layer's queue. */
  readonly slots: readonly number[];
  /** Quads of a frame of conditioning. */
  readonly frameQuads: number;
}

export function roundUp(value: number, multiple: number): number {
  return Math.ceil(value / multiple) * multiple;
}

export function layeredLayout(config: DecoderConfig): LayeredLayout {
  const { filter, dilations } = config;
  const width = roundUp(config.width, UNIT);
  const skip = roundUp(config.skip, UNIT);
  const last = dilations.length - 1;
  const gateQuads = width / 2;
  const products: ProductLayout[] = dilations.flatMap((_, layer) => {
    const residualQuads = layer < last ? width / QUAD : 0; // nothing reads the last layer's
    const told = layer * gateQuads;
    const units = width / UNIT;
    return [
      { kind: 'gate', layer, quads: gateQuads, units: filter * units, residualQuads: 0, told },
      { kind: 'residual', layer, quads: residualQuads + skip / QUAD, units, residualQuads, told: 0 },
    ];
  });
  const output = { layer: last, units: skip / UNIT, residualQuads: 0 };
  const told = dilations.length * gateQuads;
  products.push({ kind: 'out', quads: skip / QUAD, told, ...output });
  products.push({ kind: 'logits', quads: LEVELS / QUAD, told: 0, ...output });
  return {
    width,
    skip,
    taps: tapCount(config.pitchLag),
    products,
    dilations,
    slots: dilations.map((dilation) => (filter - 1) * dilation + 1),
    frameQuads: told + skip / QUAD,
  };
}

/** Bytes of a product's weights. */
export function weightBytes({ quads, units }: ProductLayout, float16: boolean): number {
  return quads * units * UNIT * QUAD * (float16 ? 2 : 4);
}

/** Bytes of workgroup memory: many.wgsl's rows, blocks and sums; what turn.wgsl and sampling.wgsl have is less. */
const WORKGROUP_BYTES = 12 * 1024;
const WORKGROUP_THREADS = 256;

/** Whether the layered kernel can run a decoder on a device. */
export function fitsLayered(config: DecoderConfig, limits: ResidentLimits, float16: boolean): Fit {
  if (config.levels !== LEVELS) {
    return { fits: false, reason: `it has ${config.levels} classes, the kernel is for ${LEVELS}` };
  }
  const { products, slots, width, frameQuads } = layeredLayout(config);
  const most = Math.min(limits.maxStorageBufferBindingSize, limits.maxBufferSize);
  const asks: [number, number, string][] = [
    [WORKGROUP_BYTES, limits.maxComputeWorkgroupStorageSize, 'bytes of workgroup memory'],
    [WORKGROUP_THREADS, limits.maxComputeInvocationsPerWorkgroup, 'threads a workgroup'],
    [Math.max(...products.map((one) => weightBytes(one, float16))), most, 'bytes of weights in one buffer'],
    [Math.max(...slots) * width * 4, most, 'bytes of queues in one buffer'],
    [frameQuads * QUAD_BYTES, most, 'bytes of conditioning in one buffer'],
    [8, limits.maxStorageBuffersPerShaderStage, 'storage buffers'],
  ];
  const failed = asks.find(([asked, allowed]) => asked > allowed);
  if (failed)
    return { fits: false, reason: `it needs ${failed[0]} ${failed[2]}, this device allows ${failed[1]}` };
  return { fits: true };
}
