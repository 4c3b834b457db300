/** Finds the sustain loop whose two ends sound most alike in all sustaining layers. */
import type { Decibels, Seconds } from '../../units.js';
import type { BandEnergy } from './band-energy.js';
import type { PitchSynchronousAxis } from './pitch-synchronous-axis.js';
import type { Sustain } from './sustain.js';

/** Averaging time of the levels in which fast changes, such as tremolo, are compared … */
const FAST_SECONDS: Seconds = 0.08;
/** … and of the slow levels, which the loop's gains even out, so that they count for less. */
const SLOW_SECONDS: Seconds = 0.3;
const SLOW_SHARE = 0.3;
const LEAST_SECONDS: Seconds = 0.15;
const MAX_FADE_SECONDS: Seconds = 0.3;
/** Shortest crossfade, in frames: it must contain whole frames of both sides. */
const LEAST_FADE_FRAMES = 6;
/** Distance in frames at which two frames share no sample. */
const NEXT_FRAME = 4;
/** Most candidate places for either end of a loop: bounds the search in notes of a minute. */
const MOST_PLACES = 240;
/** Bands this far below a layer's loudest one are not compared. */
const FLOOR: Decibels = 50;
/** Penalty of a loop of no length against one of `ENOUGH_SECONDS`: the repetition of short loops is heard. */
const SHORT_COST: Decibels = 8;
const ENOUGH_SECONDS: Seconds = 1.6;
/** Penalty where the most changing layer changes completely from one frame to the next: see spectralChange. */
const CHANGE_COST: Decibels = 40;
/** Penalty per dB that a layer would still have decayed by from the loop's start on: the loop holds it at that level. */
const DECAY_COST = 0.4;
/** A loop is a multiple of this many periods, so that subharmonics one and two octaves below the root fit too. */
const PERIODS = 4;

/** A loop on the axis, in frames. */
export interface FrameLoop {
  readonly start: number;
  readonly end: number;
  /** Frames before `end` that are crossfaded into those before `start`. */
  readonly fade: number;
}

/**
 * The loop whose two ends sound most alike in all layers that sustain, longer ones preferred; null where not even a
 * short one fits.
 */
export function findLoop(
  bands: readonly BandEnergy[],
  { range, sustains }: Sustain,
  axis: PitchSynchronousAxis,
): FrameLoop | null {
  const framesOf = (seconds: Seconds): number => (seconds * axis.rate) / axis.hop;
  const reaches = [FAST_SECONDS, SLOW_SECONDS].map((seconds) =>
    Math.max(1, Math.round(framesOf(seconds) / 2)),
  );
  const multiple = Math.max(1, (PERIODS * 4) / axis.spacing);
  const least = Math.max(framesOf(LEAST_SECONDS), 2 * LEAST_FADE_FRAMES);
  const longest = range.to - range.from - LEAST_FADE_FRAMES;
  if (longest < least) return null;
  const enough = Math.min(longest, framesOf(ENOUGH_SECONDS));
  const layers = bands
    .filter((_, i) => sustains[i])
    .map((tracks) => loopFeatures(tracks, reaches[0]!, reaches[1]!, range));
  const step = Math.max(1, Math.ceil((range.to - range.from) / MOST_PLACES));
  let best: FrameLoop | null = null;
  let lowest = Infinity;
  for (let start = range.from + LEAST_FADE_FRAMES; start + least <= range.to; start += step) {
    // a seam is heard more where the sound itself changes
    const [before, after] = [start - NEXT_FRAME / 2, start + NEXT_FRAME / 2];
    const change = Math.max(...layers.map((layer) => spectralChange(layer, before, after)));
    const restless = loopMismatch(layers, before, after, 0) + CHANGE_COST * change;
    const early =
      DECAY_COST * Math.max(0, ...layers.map(({ contour }) => contour[start]! - contour[range.to - 1]!));
    for (
      let length = Math.ceil(least / multiple) * multiple;
      start + length <= range.to;
      length += Math.ceil(step / multiple) * multiple
    ) {
      const fade = Math.min(
        Math.max(LEAST_FADE_FRAMES, Math.round(framesOf(MAX_FADE_SECONDS))),
        start - range.from,
        length >> 1,
      );
      const cost = restless + early + SHORT_COST * Math.max(0, 1 - length / enough);
      if (cost >= lowest) continue;
      const score = cost + loopMismatch(layers, start, start + length, fade);
      if (score < lowest) [lowest, best] = [score, { start, end: start + length, fade }];
    }
  }
  return best;
}

interface LoopFeatures {
  readonly bands: number;
  /** `frames × bands`, dB: the fast changes, and a share of the slow ones. */
  readonly levels: Float64Array;
  /** Weight of each band. */
  readonly weights: Float64Array;
  /** `frames × bands`, linear, not smoothed: for the spectral change at a seam. */
  readonly amplitudes: Float32Array;
  /** Slow contour of the overall level, dB, one value a frame. */
  readonly contour: Float64Array;
}

function loopFeatures(
  tracks: BandEnergy,
  fast: number,
  slow: number,
  { from, to }: Sustain['range'],
): LoopFeatures {
  const { bands } = tracks;
  const levels = tracks.bandLevels(fast);
  const contour = tracks.bandLevels(slow);
  const means = new Float64Array(bands);
  for (let frame = from; frame < to; frame++) {
    for (let band = 0; band < bands; band++) means[band]! += levels[frame * bands + band]! / (to - from);
  }
  const loudest = means.reduce((a, b) => Math.max(a, b), -Infinity);
  const weights = means.map((level) => Math.max(0, 1 + (level - loudest) / FLOOR));
  return {
    bands,
    levels: levels.map((level, i) => level - (1 - SLOW_SHARE) * contour[i]!),
    weights,
    amplitudes: tracks.power.map(Math.sqrt),
    contour: tracks.levels(slow),
  };
}

/** Spectral change between two frames: 0 none, 1 nothing in common. */
function spectralChange({ bands, amplitudes }: LoopFeatures, one: number, other: number): number {
  let [apart, all] = [0, 0];
  for (let band = 0; band < bands; band++) {
    const [a, b] = [amplitudes[one * bands + band]!, amplitudes[other * bands + band]!];
    apart += (a - b) ** 2;
    all += a * a + b * b;
  }
  return all > 0 ? apart / all : 0;
}

/** Mean difference in dB over bands, layers and five places of the crossfade. */
function loopMismatch(layers: readonly LoopFeatures[], start: number, end: number, fade: number): Decibels {
  let sum = 0;
  let mass = 0;
  for (let place = 0; place <= 4; place++) {
    const back = Math.round((fade * place) / 4);
    for (const { bands, levels, weights } of layers) {
      const one = (start - back) * bands;
      const other = (end - back) * bands;
      for (let band = 0; band < bands; band++) {
        const weight = weights[band]!;
        sum += weight * Math.abs(levels[one + band]! - levels[other + band]!);
        mass += weight;
      }
    }
  }
  return mass > 0 ? sum / mass : 0;
}
