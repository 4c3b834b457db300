/** Says how coarsely each coefficient of live levels may be rounded: what moves faster than an ear parts, or finer than its bands, hardly matters. */
import { inverseTransform } from './cosine.js';
import { blocksOf, linesOf, type QuantisedTrack, type TrackShape } from './quantise.js';
import { HOP_SECONDS } from '../audio/partials/tracks.js';
import type { Decibels, Hertz } from '../units.js';

/** Movements up to this are rounded as finely as the level; … */
const SLOW: Hertz = 8;
/** … those that are faster by this twice as coarsely, and so on, as far as `MOST`. */
const FAST: Hertz = 12;
/** Blocks of the attack: all of it matters. */
const ATTACK_BLOCKS = 3;
/** Cycles along the partials within a critical band, likewise. */
const WIDE = 0.5;
const NARROW = 0.4;
const MOST = 6;
/** Steps by which blocks may lie apart to be joined, and frames that this takes. */
const JOINED = 1;
const JOINED_FRAMES = 24;
/** Power is put back by no more than this. */
const MOST_SHIFT: Decibels = 4;

/** Width of an ear's band (Glasberg and Moore). */
function bandwidth(hertz: Hertz): Hertz {
  return 24.7 * (0.00437 * hertz + 1);
}

/**
 * [frames × width] factors of the steps, as coefficients lie.
 * @param hertz of each channel; null: none of its own.
 */
export function weightsOf(shape: TrackShape, hertz: ArrayLike<Hertz> | null): Float32Array {
  const width = shape.groups.reduce((sum, size) => sum + size, 0);
  const across = new Float32Array(width).fill(1);
  let first = 0;
  for (const size of shape.groups) {
    if (hertz && size > 1) {
      const spacing = Math.max(1, Math.abs(hertz[first + size - 1]! - hertz[first]!) / (size - 1));
      const inBand = bandwidth(hertz[first + (size >> 1)]!) / spacing;
      for (let j = 1; j < size; j++) across[first + j] = bounded((j * inBand) / (2 * size), WIDE, NARROW);
    }
    first += size;
  }
  const weights = new Float32Array(shape.frames * width);
  blocksOf(shape.frames).forEach(({ start, size }, block) => {
    for (let k = 0; k < size; k++) {
      const along = block < ATTACK_BLOCKS ? 1 : bounded(k / (2 * size * HOP_SECONDS), SLOW, FAST);
      for (let i = 0; i < width; i++) weights[(start + k) * width + i] = Math.min(MOST, along * across[i]!);
    }
  });
  return weights;
}

function bounded(x: number, free: number, doubling: number): number {
  return Math.min(MOST, 1 + Math.max(0, x - free) / doubling);
}

/** The levels of rounded coefficients. */
export function levelsOf(
  { coarseness, values }: QuantisedTrack,
  shape: TrackShape,
  weights: Float32Array,
): Float32Array {
  const step = shape.step * 2 ** coarseness;
  const output = new Float64Array(values.length);
  for (let i = 0; i < values.length; i++) output[i] = values[i]! * step * weights[i]!;
  for (const line of linesOf(shape).reverse()) inverseTransform(output, line);
  joinBlocks(output, shape, JOINED * step);
  return new Float32Array(output);
}

/**
 * In place: what lies apart between two blocks by no more than rounding makes is led over. A partial that stands still would be heard to
 * step, between others where nothing is.
 */
function joinBlocks(values: Float64Array, shape: TrackShape, most: number): void {
  const width = shape.groups.reduce((sum, size) => sum + size, 0);
  const blocks = blocksOf(shape.frames);
  for (let block = ATTACK_BLOCKS; block < blocks.length; block++) {
    const { start, size } = blocks[block]!;
    const reach = Math.min(JOINED_FRAMES, size, blocks[block - 1]!.size) >> 1;
    if (reach < 2) continue;
    for (let i = 0; i < width; i++) {
      const at = (frame: number): number => values[(start + frame) * width + i]!;
      const apart = at(0) - at(-1) - 0.5 * (at(1) - at(0) + at(-1) - at(-2));
      if (Math.abs(apart) > most) continue;
      for (let n = 0; n < reach; n++) {
        const share = 0.5 * apart * (1 - (n + 0.5) / reach);
        values[(start - 1 - n) * width + i]! += share;
        values[(start + n) * width + i]! -= share;
      }
    }
  }
}

/**
 * What is to be added to depths (dB below the loudest), by block and group, so that what was smoothed away of them takes no power with it.
 * @param wanted,made [frames × width] levels, dB.
 */
export function powerShifts(
  wanted: ArrayLike<Decibels>,
  made: ArrayLike<Decibels>,
  shape: TrackShape,
): Float32Array {
  const width = shape.groups.reduce((sum, size) => sum + size, 0);
  const shifts = new Float32Array(shape.frames * width);
  for (const { start, size } of blocksOf(shape.frames)) {
    let first = 0;
    for (const channels of shape.groups) {
      let [there, here] = [1e-15, 1e-15];
      for (let frame = start; frame < start + size; frame++)
        for (let i = first; i < first + channels; i++) {
          there += 10 ** (wanted[frame * width + i]! / 10);
          here += 10 ** (made[frame * width + i]! / 10);
        }
      const shift = Math.max(-MOST_SHIFT, Math.min(MOST_SHIFT, 10 * Math.log10(there / here)));
      for (let frame = start; frame < start + size; frame++)
        for (let i = first; i < first + channels; i++) shifts[frame * width + i] = shift;
      first += channels;
    }
  }
  return shifts;
}
