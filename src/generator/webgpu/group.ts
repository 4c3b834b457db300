/** Declares a group of notes on the GPU, and the parts that the batches of both kernels share. */
import { DECODE_TABLE } from '../../audio/mulaw.js';
import { LAG_POINTS } from '../lag.js';
import { upload, type Device } from './resident-kernel.js';
import { LEVELS, TAP_BYTES } from './layout.js';
import type { PlannedNote } from './plan.js';

/** Bytes of a row of logits. */
export const ROW_BYTES = 4 * LEVELS;

/** Result of a submission. */
export interface Advance {
  /** Its first step, and how many. */
  readonly first: number;
  readonly steps: number;
  /** `notes × steps` codes; undefined after the end of a note that is shorter. */
  readonly codes: Uint32Array;
  /** `steps × levels` logits of the first note, if kept. */
  readonly logits: Float32Array | null;
}

export interface BatchOptions {
  readonly temperature: number;
  /** Only for a batch of one note. */
  readonly keepLogits: boolean;
  /** Most samples a submission. */
  readonly mostSteps: number;
}

export interface GpuBatch {
  /** Steps asked for so far; step 0 is sample `begin` of each note. */
  readonly step: number;
  /** Steps of the longest note. */
  readonly steps: number;
  /** Makes the next `steps` samples of every note. @throws LostSignal. */
  advance(steps: number): Promise<Advance>;
  destroy(): void;
}

/** Steps of the longest note. */
export function longestSteps(notes: readonly PlannedNote[]): number {
  return Math.max(...notes.map((plan) => plan.length - plan.begin));
}

/** Writes the known codes that are forced on the notes from step `step` on: for each note [steps]. */
export function writeForced(
  queue: GPUQueue,
  codes: GPUBuffer,
  notes: readonly PlannedNote[],
  step: number,
  steps: number,
): void {
  for (const [n, { known, begin }] of notes.entries()) {
    const forced = Uint32Array.from(known.subarray(begin + step, begin + step + steps));
    if (forced.length > 0) queue.writeBuffer(codes, 4 * n * steps, forced);
  }
}

/**
 * Writes what was made before a batch's first step into rings of (q / 128, linear value).
 * @param ring samples of a ring, a power of two.
 * @param stride from a note's ring to the next one's, in pairs.
 */
export function packPast(
  notes: readonly PlannedNote[],
  ring: number,
  stride: number,
  target: ArrayBuffer,
): void {
  const values = new Float32Array(target);
  for (const [n, { known, begin }] of notes.entries()) {
    for (let t = Math.max(0, begin - ring); t < begin; t++) {
      const at = 2 * (n * stride + (t & (ring - 1)));
      values[at] = (known[t]! - 128) / 128;
      values[at + 1] = DECODE_TABLE[known[t]!]!;
    }
  }
}

/** The notes' tap tables, note after note, as an array of the shaders' LagTap. */
export function uploadLagTaps(gpu: GPUDevice, notes: readonly PlannedNote[]): GPUBuffer {
  const taps = notes.reduce((sum, { lags }) => sum + lags.frames * lags.taps, 0);
  return upload(gpu, 'lag taps', GPUBufferUsage.STORAGE, Math.max(1, taps) * TAP_BYTES, (target) => {
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
  });
}

/**
 * Submits commands that end with a copy to `readback`, and reads it: codes, then rows of logits.
 * @param count of codes.
 * @param rows of logits.
 * @throws LostSignal.
 */
export async function readBack(
  device: Device,
  submit: () => void,
  readback: GPUBuffer,
  count: number,
  rows: number,
): Promise<Pick<Advance, 'codes' | 'logits'>> {
  const size = 4 * count + rows * ROW_BYTES;
  await Promise.all([
    device.scoped('a submission', submit),
    // After the submission: scoped() runs its work before its first await.
    device.alive(readback.mapAsync(GPUMapMode.READ, 0, size)),
  ]);
  const bytes = readback.getMappedRange(0, size).slice(0);
  readback.unmap();
  return {
    codes: new Uint32Array(bytes, 0, count),
    logits: rows > 0 ? new Float32Array(bytes, 4 * count) : null,
  };
}
