/** Sizes and offsets of the resident kernel (resident.wgsl), and whether a decoder fits it. */
import type { DecoderConfig } from '../decoder.js';
import { tapCount } from '../lag.js';

/** Classes that the kernel's sampler is written for. */
export const LEVELS = 256;
/** Length of `layers` in the kernel's Params. */
const MAX_LAYERS = 64;
/** Bytes of a vec2<f32>, the unit of most buffers. */
export const PAIR_BYTES = 8;
/** Bytes of a LagTap of the kernel. */
export const TAP_BYTES = 32;
/** Weights in a block: 4 inputs of 2 outputs. */
export const BLOCK_WEIGHTS = 8;

export interface LayerLayout {
  readonly dilation: number;
  /** Samples that the queue holds, a power of two. */
  readonly slots: number;
  /** First pair of the queue, counted from the first queue. */
  readonly offset: number;
}

/** Widths are rounded up to multiples of 4; a pair is two neighbouring values, 8 bytes in float32. */
export interface ResidentLayout {
  readonly width: number;
  readonly skip: number;
  readonly taps: number;
  readonly layers: readonly LayerLayout[];
  /** Threads a workgroup. */
  readonly workgroup: number;
  readonly blocks: number;
  readonly constantPairs: number;
  readonly framePairs: number;
  /** Pairs of a note's queues together. */
  readonly queuePairs: number;
  readonly workgroupBytes: number;
}

/** The limits that matter: those of the device, not of the adapter. */
export type ResidentLimits = Pick<
  GPUSupportedLimits,
  | 'maxComputeInvocationsPerWorkgroup'
  | 'maxComputeWorkgroupSizeX'
  | 'maxComputeWorkgroupStorageSize'
  | 'maxComputeWorkgroupsPerDimension'
  | 'maxStorageBufferBindingSize'
  | 'maxStorageBuffersPerShaderStage'
  | 'maxBufferSize'
>;

export function powerOfTwo(atLeast: number): number {
  return 2 ** Math.ceil(Math.log2(Math.max(atLeast, 1)));
}

function roundUp(value: number, multiple: number): number {
  return Math.ceil(value / multiple) * multiple;
}

/** A thread for each pair of the widest phase, gates and the next layer's older taps, as far as the device goes. */
function workgroupSize(width: number, skip: number, limits: ResidentLimits): number {
  const wanted = Math.min(256, Math.max(32, powerOfTwo(Math.max(2 * width, (width + skip) / 2))));
  const most = Math.min(limits.maxComputeInvocationsPerWorkgroup, limits.maxComputeWorkgroupSizeX);
  return Math.min(wanted, most);
}

export function residentLayout(config: DecoderConfig, limits: ResidentLimits): ResidentLayout {
  const { startFilter, filter, dilations } = config;
  const width = roundUp(config.width, 4);
  const skip = roundUp(config.skip, 4);
  const taps = tapCount(config.pitchLag);
  const pairs = width / 2;
  let queuePairs = 0;
  const layers = dilations.map((dilation) => {
    const slots = powerOfTwo((filter - 1) * dilation);
    const layer = { dilation, slots, offset: queuePairs };
    queuePairs += slots * pairs;
    return layer;
  });
  const layerWeights = filter * width * 2 * width + width * (width + skip);
  const weights = layers.length * layerWeights + width * skip + skip * skip + skip * LEVELS;
  const act = pairs + 2 * (filter - 1) * pairs + skip;
  return {
    width,
    skip,
    taps,
    layers,
    workgroup: workgroupSize(width, skip, limits),
    blocks: weights / BLOCK_WEIGHTS,
    constantPairs: LEVELS + pairs * (1 + startFilter + taps + layers.length) + skip / 2 + LEVELS / 2,
    framePairs: layers.length * width + skip / 2,
    queuePairs,
    // inputs, word; act; pastSums; gates; logits, sampleWeights; segments, offsets. Each rounded up to 16.
    workgroupBytes: 4 * (startFilter + taps) + 8 * act + 16 * width + 4 * width + 8 * LEVELS + 256 + 11 * 16,
  };
}

export type Fit = { readonly fits: true } | { readonly fits: false; readonly reason: string };

/**
 * Whether the resident kernel can run a decoder on a device. Where it cannot, the layered one may: see shape.ts.
 * @param float16 whether the weights are packed in 16 bits.
 */
export function fitsResident(config: DecoderConfig, limits: ResidentLimits, float16: boolean): Fit {
  const no = (reason: string): Fit => ({ fits: false, reason });
  if (config.levels !== LEVELS) return no(`it has ${config.levels} classes, the kernel is for ${LEVELS}`);
  const count = config.dilations.length;
  if (count < 1 || count > MAX_LAYERS)
    return no(`it has ${count} layers, the kernel takes 1 to ${MAX_LAYERS}`);
  const layout = residentLayout(config, limits);
  const most = Math.min(limits.maxStorageBufferBindingSize, limits.maxBufferSize);
  const asks: [number, number, string][] = [
    [layout.workgroupBytes, limits.maxComputeWorkgroupStorageSize, 'bytes of workgroup memory'],
    [layout.blocks * BLOCK_WEIGHTS * (float16 ? 2 : 4), most, 'bytes of weights in one buffer'],
    [layout.framePairs * PAIR_BYTES, most, 'bytes of conditioning in one buffer'],
    [layout.queuePairs * PAIR_BYTES, most, 'bytes of queues in one buffer'],
    [8, limits.maxStorageBuffersPerShaderStage, 'storage buffers'],
  ];
  const failed = asks.find(([asked, allowed]) => asked > allowed);
  if (failed) return no(`it needs ${failed[0]} ${failed[2]}, this device allows ${failed[1]}`);
  return { fits: true };
}
