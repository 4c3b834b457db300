/** Rounds the tracks of an embedding to whole numbers, so that rounding what was rounded changes nothing. */
import { inverseTransform, transform } from './cosine.js';

/**
 * How a track is coded. 'cosine': by blocks along time, and by groups across its channels, as cosine coefficients; 'delta': as
 * it is, as differences along time; 'turn': the same for periods, where 0 and 1 are one.
 */
export type Coding = 'cosine' | 'delta' | 'turn';

/** The shape of a track: `frames × groups' sum`, row-major. */
export interface TrackShape {
  readonly coding: Coding;
  /** Finest step, in the track's unit. */
  readonly step: number;
  readonly frames: number;
  /** Channels that lie side by side and are alike: bands, harmonics. A group of one is not transformed. */
  readonly groups: readonly number[];
}

/** Whole numbers, each so many steps of `step · 2^coarseness`. */
export interface QuantisedTrack {
  readonly coarseness: number;
  readonly values: Int32Array;
}

/** Blocks along time: short at the onset, so that what is rounded does not smear it; the rest as long as the last. */
const BLOCKS = [8, 8, 16, 32] as const;
/** Share of a step by which a coefficient must pass a multiple to count as that: small ones cost more than they say. */
const ROUNDING = 0.4;
export const COARSEST = 12;

export function widthOf({ groups }: TrackShape): number {
  return groups.reduce((sum, size) => sum + size, 0);
}

/** The numbers that are rounded: coefficients, or the values themselves. */
export function coefficientsOf(values: ArrayLike<number>, shape: TrackShape): Float64Array {
  const output = new Float64Array(values);
  if (shape.coding === 'cosine') for (const line of linesOf(shape)) transform(output, line);
  return output;
}

/** Rounds to multiples of `step · 2^coarseness`; coarser where all are multiples of more, so that equal numbers are written equally. */
export function quantise(coefficients: Float64Array, shape: TrackShape, coarseness: number): QuantisedTrack {
  const step = shape.step * 2 ** coarseness;
  const turn = shape.coding === 'turn' ? Math.round(1 / step) : 0;
  const half = shape.coding === 'cosine' ? ROUNDING : 0.5;
  const values = new Int32Array(coefficients.length);
  let all = 0;
  for (let i = 0; i < values.length; i++) {
    const value = coefficients[i]!;
    const whole = Math.floor(Math.abs(value) / step + half);
    const rounded = value < 0 ? -whole : whole;
    all |= values[i] = turn > 0 ? ((rounded % turn) + turn) % turn : rounded;
  }
  if (all === 0) return { coarseness: 0, values };
  const spare = Math.min(COARSEST - coarseness, 31 - Math.clz32(all & -all));
  if (spare > 0) for (let i = 0; i < values.length; i++) values[i]! >>= spare;
  return { coarseness: coarseness + spare, values };
}

/** The values that whole numbers stand for. */
export function dequantise({ coarseness, values }: QuantisedTrack, shape: TrackShape): Float32Array {
  const step = shape.step * 2 ** coarseness;
  const output = new Float64Array(values.length);
  for (let i = 0; i < values.length; i++) output[i] = values[i]! * step;
  if (shape.coding === 'cosine') for (const line of linesOf(shape).reverse()) inverseTransform(output, line);
  return new Float32Array(output);
}

/** Whole numbers as they are written: those of the codings along time as differences. */
export function differences({ coarseness, values }: QuantisedTrack, shape: TrackShape): Int32Array {
  if (shape.coding === 'cosine') return values;
  const width = widthOf(shape);
  const turn = shape.coding === 'turn' ? turnOf(shape, coarseness) : 0;
  return values.map((value, i) => {
    const difference = value - (i < width ? 0 : values[i - width]!);
    if (turn === 0) return difference;
    const within = ((difference % turn) + turn) % turn;
    return 2 * within >= turn ? within - turn : within;
  });
}

/** What `differences` came from. */
export function summed(written: Int32Array, shape: TrackShape, coarseness: number): Int32Array {
  if (shape.coding === 'cosine') return written;
  const width = widthOf(shape);
  const turn = shape.coding === 'turn' ? turnOf(shape, coarseness) : 0;
  const values = written.slice();
  for (let i = 0; i < values.length; i++) {
    const value = values[i]! + (i < width ? 0 : values[i - width]!);
    values[i] = turn === 0 ? value : ((value % turn) + turn) % turn;
  }
  return values;
}

function turnOf({ step }: TrackShape, coarseness: number): number {
  return Math.max(1, Math.round(1 / (step * 2 ** coarseness)));
}

interface TransformedLine {
  readonly start: number;
  readonly stride: number;
  readonly size: number;
}

/** Along time first, then across the channels. */
export function linesOf(shape: TrackShape): TransformedLine[] {
  const { frames, groups } = shape;
  const width = widthOf(shape);
  const lines: TransformedLine[] = [];
  for (const { start, size } of blocksOf(frames)) {
    for (let channel = 0; channel < width; channel++) {
      lines.push({ start: start * width + channel, stride: width, size });
    }
  }
  for (let frame = 0; frame < frames; frame++) {
    let start = frame * width;
    for (const size of groups) {
      if (size > 1) lines.push({ start, stride: 1, size });
      start += size;
    }
  }
  return lines;
}

export function blocksOf(frames: number): { start: number; size: number }[] {
  const blocks: { start: number; size: number }[] = [];
  for (let start = 0; start < frames;) {
    const size = Math.min(frames - start, BLOCKS[blocks.length] ?? BLOCKS.at(-1)!);
    blocks.push({ start, size });
    start += size;
  }
  return blocks;
}
