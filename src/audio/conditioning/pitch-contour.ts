/** Measures the pitch contour of a layer from the phase steps of all its harmonics together. */
import type { Cents } from '../../units.js';
import type { PitchSynchronousAxis } from './pitch-synchronous-axis.js';
import type { HarmonicTracks } from './harmonics.js';

/** Frames on each side that a frame's pitch is averaged with. */
const REACH = 2;
/** Frames whose weight is below this share of the largest are ignored. */
const QUIET = 2.5e-5;
/** Search steps per full rotation of the highest harmonic. */
const STEPS_A_PERIOD = 6;

/** Pitch contour: detune relative to the root, from one frame to the next. */
export interface PitchContour {
  /** Between frame i and i + 1 at index i; 0.01 is 17 cents sharp. */
  readonly detune: Float64Array;
  /** Weight of each value: the harmonics' power, reduced where their rotations disagree. */
  readonly weight: Float64Array;
}

/**
 * Measures pitch from the phase advance of all harmonics together between neighbouring frames: the detune on which they
 * agree best. As all must agree, no harmonic can be wrong by a whole rotation.
 * @param most search range to both sides; it must rotate the fundamental by less than half a period within a hop.
 * @param first the number of harmonics to use, if not all.
 */
export function pitchContour(
  tracks: HarmonicTracks,
  axis: PitchSynchronousAxis,
  most: Cents,
  first = tracks.harmonics,
): PitchContour {
  const steps = tracks.frames - 1;
  const harmonics = Math.min(first, tracks.harmonics);
  const raw = new Float64Array(steps);
  const weight = new Float64Array(steps);
  const rotationRe = new Float64Array(harmonics);
  const rotationIm = new Float64Array(harmonics);
  const periodsAHop = axis.spacing / 4;
  const reach = (2 ** (most / 1200) - 1) * periodsAHop;
  for (let step = 0; step < steps; step++) {
    const sum = rotations(tracks, step, rotationRe, rotationIm);
    if (sum === 0) continue;
    const { turn, score } = bestRotation(rotationRe, rotationIm, reach);
    raw[step] = turn / periodsAHop;
    weight[step] = sum * Math.max(0, 2 * (score / sum) - 1) ** 2; // power that does not agree is noise
  }
  return { detune: smoothed(raw, weight, REACH), weight };
}

/** Rotation of each harmonic as a vector whose length is the product of its amplitudes; returns the sum of lengths. */
function rotations(
  tracks: HarmonicTracks,
  step: number,
  rotationRe: Float64Array,
  rotationIm: Float64Array,
): number {
  const { harmonics, re, im } = tracks;
  let sum = 0;
  for (let k = 0; k < rotationRe.length; k++) {
    const from = step * harmonics + k;
    const to = from + harmonics;
    const x = re[to]! * re[from]! + im[to]! * im[from]!;
    const y = im[to]! * re[from]! - re[to]! * im[from]!;
    rotationRe[k] = x;
    rotationIm[k] = y;
    sum += Math.sqrt(x * x + y * y); // hypot is slow
  }
  return sum;
}

/**
 * Rotation of the fundamental, in periods: the best of a grid of candidates, refined by least squares; with the sum of
 * the power that agrees.
 */
function bestRotation(
  re: Float64Array,
  im: Float64Array,
  reach: number,
): { readonly turn: number; readonly score: number } {
  const count = re.length;
  const stepSize = 1 / (STEPS_A_PERIOD * count);
  const steps = Math.ceil(reach / stepSize);
  let best = 0;
  let highest = -Infinity;
  for (let i = -steps; i <= steps; i++) {
    const turn = i * stepSize;
    const c = Math.cos(2 * Math.PI * turn);
    const s = Math.sin(2 * Math.PI * turn);
    let score = 0;
    let x = c;
    let y = s;
    for (let k = 0; k < count; k++) {
      score += re[k]! * x + im[k]! * y;
      const next = x * c - y * s;
      y = x * s + y * c;
      x = next;
    }
    if (score > highest) [highest, best] = [score, turn];
  }
  let moment = 0;
  let mass = 0;
  for (let k = 0; k < count; k++) {
    const angle = -2 * Math.PI * (k + 1) * best;
    const x = re[k]! * Math.cos(angle) - im[k]! * Math.sin(angle);
    const y = re[k]! * Math.sin(angle) + im[k]! * Math.cos(angle);
    const length = Math.sqrt(x * x + y * y);
    if (x <= 0) continue; // disagrees: noise
    moment += length * (k + 1) * Math.atan2(y, x);
    mass += length * (k + 1) ** 2;
  }
  return { turn: best + (mass > 0 ? moment / mass / (2 * Math.PI) : 0), score: highest };
}

/** Weighted average under a triangular window; where all weights are 0, the value before, or else the first one after. */
function smoothed(values: Float64Array, weight: Float64Array, reach: number): Float64Array {
  const floor = QUIET * weight.reduce((a, b) => Math.max(a, b), 0);
  const output = new Float64Array(values.length).fill(NaN);
  for (let i = 0; i < values.length; i++) {
    let sum = 0;
    let mass = 0;
    for (let j = Math.max(0, i - reach); j <= Math.min(values.length - 1, i + reach); j++) {
      const w = weight[j]! * (1 - Math.abs(j - i) / (reach + 1));
      sum += w * values[j]!;
      mass += w;
    }
    if (mass > floor) output[i] = sum / mass;
  }
  let last = output.find((value) => !Number.isNaN(value)) ?? 0;
  return output.map((value) => (last = Number.isNaN(value) ? last : value));
}

/** Weighted mean of a contour, in cents. */
export function meanCents({ detune, weight }: PitchContour): Cents {
  let sum = 0;
  let mass = 0;
  for (let i = 0; i < detune.length; i++) {
    sum += weight[i]! * detune[i]!;
    mass += weight[i]!;
  }
  return mass > 0 ? 1200 * Math.log2(1 + sum / mass) : 0;
}
