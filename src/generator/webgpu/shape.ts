/**
 * Chooses one of the two kernels, resident or layered:
 *   1. What the device's limits forbid is out (layout.ts, layered/layout.ts).
 *   2. The resident kernel has each workgroup read all weights once a sample. While they stay in the cache of any GPU
 *      (RESIDENT_BYTES), it wins: one dispatch makes many samples.
 *   3. Above that, where both can run, both make the same batch for a moment on this very device, and the one
 *      that made more samples a second stays (generator.ts does that with choose.ts).
 */
import { AlloyError } from '../../errors.js';
import type { Samples } from '../../units.js';
import type { Decoder } from '../decoder.js';
import { ResidentBatch } from './batch.js';
import type { BatchOptions, GpuBatch } from './group.js';
import { createResidentKernel, type Device } from './resident-kernel.js';
import { frameRing, IN_FLIGHT, layeredBytes, LayeredBatch } from './layered/batch.js';
import { createLayeredKernel, destroyLayeredKernel } from './layered/layered-kernel.js';
import { fitsLayered } from './layered/layout.js';
import { BLOCK_WEIGHTS, fitsResident, residentLayout } from './layout.js';
import { planGroups, ringSize, splitNotes, type PlannedNote, type Space } from './plan.js';

export type ShapeName = 'resident' | 'layered';

/** A decoder on a device, ready to generate notes. */
export interface KernelShape {
  readonly name: ShapeName;
  readonly decoder: Decoder;
  readonly device: Device;
  readonly float16: boolean;
  /** Calls of `advance` that may be on their way at once. */
  readonly inFlight: number;
  /** Most samples of a note in one call of `advance`. */
  readonly mostSteps: Samples;
  /** Bytes that a group of notes may take unless told. */
  readonly budget: number;
  /** Splits notes into groups that fit. @throws AlloyError 'out-of-memory'. */
  groups(notes: readonly PlannedNote[], space: Space, mostSteps: Samples): PlannedNote[][];
  /** @throws AlloyError 'out-of-memory', LostSignal. */
  begin(notes: readonly PlannedNote[], options: BatchOptions): Promise<GpuBatch>;
  destroy(): void;
}

/** Weights that every GPU's cache holds: 4 MiB, the last-level cache of a phone's or an old laptop's. */
const RESIDENT_BYTES = 4 * 1024 * 1024;

/** The shapes worth trying, most likely first. @throws AlloyError 'no-backend' when there is none. */
export function possibleShapes({ config }: Decoder, device: Device, float16: boolean): ShapeName[] {
  const { limits } = device.gpu;
  const resident = fitsResident(config, limits, float16);
  if (resident.fits) {
    const bytes = residentLayout(config, limits).blocks * BLOCK_WEIGHTS * (float16 ? 2 : 4);
    if (bytes <= RESIDENT_BYTES) return ['resident'];
  }
  const layered = fitsLayered(config, limits, float16);
  if (layered.fits) return resident.fits ? ['layered', 'resident'] : ['layered'];
  if (resident.fits) return ['resident'];
  throw new AlloyError(
    'no-backend',
    device.adapterName,
    `The model does not fit the WebGPU generator on ${device.adapterName}: ${layered.reason}. Use the WebAssembly generator.`,
  );
}

/** @throws AlloyError 'no-backend', 'out-of-memory'; LostSignal. */
export async function openShape(
  name: ShapeName,
  decoder: Decoder,
  device: Device,
  float16: boolean,
): Promise<KernelShape> {
  return name === 'resident' ? openResident(decoder, device, float16) : openLayered(decoder, device, float16);
}

async function openResident(decoder: Decoder, device: Device, float16: boolean): Promise<KernelShape> {
  const kernel = await createResidentKernel(decoder, device, float16);
  return {
    name: 'resident',
    decoder,
    device,
    float16,
    inFlight: 1, // the page's own drawing gets the gaps
    mostSteps: 4096,
    budget: 512 * 1024 * 1024, // four seconds of 128 notes of the factory model take 80 MB
    groups: (notes, space) => planGroups(kernel, notes, space),
    begin: (notes, options) => ResidentBatch.create(kernel, notes, options),
    destroy: () => {
      kernel.weights.destroy();
      kernel.constants.destroy();
    },
  };
}

async function openLayered(decoder: Decoder, device: Device, float16: boolean): Promise<KernelShape> {
  const kernel = await createLayeredKernel(decoder, device, float16);
  return {
    name: 'layered',
    decoder,
    device,
    float16,
    inFlight: IN_FLIGHT,
    mostSteps: 1024, // each takes two dispatches a layer
    budget: 2 * 1024 * 1024 * 1024, // a note of NSynth's takes 13 MB; a device with less says so, see generator.ts
    groups: (notes, space, mostSteps) => {
      const past = ringSize(decoder.config, notes);
      const frames = frameRing(notes, mostSteps);
      return splitNotes(notes, (plan) => layeredBytes(kernel.layout, plan, past, frames, mostSteps), space);
    },
    begin: (notes, options) => LayeredBatch.create(kernel, notes, options),
    destroy: () => destroyLayeredKernel(kernel),
  };
}
