/** Groups notes by GPU memory, and plans the sample at which each begins. */
import { AlloyError } from '../../errors.js';
import type { Samples } from '../../units.js';
import { DRIFT_REACH } from '../drift-correction.js';
import type { DecoderConfig } from '../decoder.js';
import type { GeneratorNote } from '../generator.js';
import { lagTable, type LagTable } from '../lag.js';
import type { ResidentKernel } from './resident-kernel.js';
import { PAIR_BYTES, powerOfTwo, TAP_BYTES, type ResidentLimits } from './layout.js';

/** A note and what of it is known: its first `known.length` codes, run again from `begin` on. */
export interface PlannedNote {
  readonly note: GeneratorNote;
  readonly known: Uint8Array;
  /** First sample to run the net for, at most `known.length`. */
  readonly begin: Samples;
  /** Samples to have at the end. */
  readonly length: Samples;
  readonly lags: LagTable;
}

/** The properties of a kernel that planning needs. */
export type PlannedKernel = Pick<ResidentKernel, 'decoder' | 'layout'>;

/** The memory that there is. */
export interface Space {
  readonly limits: ResidentLimits;
  /** Bytes that a group may take altogether; a single note may take more. */
  readonly budget: number;
  readonly adapterName: string;
}

export function planNote(
  kernel: Pick<PlannedKernel, 'decoder'>,
  note: GeneratorNote,
  known: Uint8Array,
  begin: Samples,
  length: Samples,
): PlannedNote {
  return { note, known, begin, length, lags: lagTable(kernel.decoder.config, note.conditioning) };
}

/** Past samples that a ring has to hold for these notes, a power of two. */
export function ringSize(config: DecoderConfig, notes: readonly PlannedNote[]): Samples {
  const driftReach = config.centring ? DRIFT_REACH : 0;
  return powerOfTwo(Math.max(config.startFilter, driftReach, ...notes.map((plan) => plan.lags.reach)));
}

/** Bytes that a note takes of the buffers that grow: conditioning, lag taps, state. */
function bytesOf({ layout }: PlannedKernel, plan: PlannedNote, ring: number): number[] {
  const { frames } = plan.note.conditioning;
  return [
    frames * layout.framePairs * PAIR_BYTES,
    frames * layout.taps * TAP_BYTES,
    (ring + layout.queuePairs) * PAIR_BYTES,
  ];
}

/**
 * Splits notes into groups whose buffers fit the device's limits and the budget, in the notes' order.
 * @throws AlloyError 'out-of-memory' when a note alone is beyond the limits.
 */
export function planGroups(
  kernel: PlannedKernel,
  notes: readonly PlannedNote[],
  space: Space,
): PlannedNote[][] {
  const ring = ringSize(kernel.decoder.config, notes);
  return splitNotes(notes, (plan) => bytesOf(kernel, plan, ring), space);
}

/**
 * The same for any kernel.
 * @param bytes what a note takes of each buffer that grows, in the same order for every note.
 */
export function splitNotes(
  notes: readonly PlannedNote[],
  bytes: (plan: PlannedNote) => readonly number[],
  { limits, budget, adapterName }: Space,
): PlannedNote[][] {
  const most = Math.min(limits.maxStorageBufferBindingSize, limits.maxBufferSize);
  const groups: PlannedNote[][] = [];
  let totals: readonly number[] = [];
  for (const plan of notes) {
    const own = bytes(plan);
    const largest = Math.max(...own);
    if (largest > most) {
      throw new AlloyError(
        'out-of-memory',
        adapterName,
        `A note of ${plan.note.conditioning.frames} frames needs ${largest} bytes in one buffer, ${adapterName} allows ${most}. Render shorter notes.`,
      );
    }
    const next = own.map((value, i) => value + (totals[i] ?? 0));
    const current = groups.at(-1);
    const fits =
      next.every((value) => value <= most) &&
      next.reduce((sum, value) => sum + value, 0) <= budget &&
      (current?.length ?? 0) < limits.maxComputeWorkgroupsPerDimension;
    if (current && fits) {
      current.push(plan);
      totals = next;
    } else {
      groups.push([plan]);
      totals = own;
    }
  }
  return groups;
}
