/** Finds the sustain loop whose two ends sound most alike in all sustaining layers. */
import type { Decibels, Seconds } from '../../units.js';
import type { BandEnergy } from './band-energy.js';
import type { PitchSynchronousAxis } from './pitch-synchronous-axis.js';
import type { Sustain } from './sustain.js';

/** Tremolo and the like are compared in levels over about this long … */
const FAST_SECONDS: Seconds = 0.08;
/** … against those over this long, which are evened out in a loop and count for less. */
const SLOW_SECONDS: Seconds = 0.3;
const SLOW_SHARE = 0.3;
const LEAST_SECONDS: Seconds = 0.15;
const MAX_FADE_SECONDS: Seconds = 0.3;
/** A crossfade is this many frames at least: what lies in it must be whole frames of both sides. */
const LEAST_FADE_FRAMES = 6;
/** Frames from one to the next that has no sample in common with it. */
const NEXT_FRAME = 4;
/** Pairs that are tried at most, for notes of a minute. */
const MOST_PLACES = 240;
/** What is this far below a layer's loudest band is not compared. */
const FLOOR: Decibels = 50;
/** A loop of no length costs this much more than one of `ENOUGH_SECONDS`: short ones are heard to go round. */
const SHORT_COST: Decibels = 8;
const ENOUGH_SECONDS: Seconds = 1.6;
/** What it costs where the layer that changes most changes altogether from one frame to the next: see spectralChange. */
const CHANGE_COST: Decibels = 40;
/** What a decibel costs that a layer would still have fallen by from the loop's start on: it will be held there. */
const DECAY_COST = 0.4;
/** Periods of a loop are a multiple of this, so that an octave or two below the root fits as well. */
const PERIODS = 4;

/** A loop on the axis, in frames. */
export interface FrameLoop {
  readonly start: number;
  readonly end: number;
  /** Frames before `end` in which it goes over into what comes before `start`. */
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
    // where the sound changes by itself, a seam would stand out
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
  /** `frames × bands`, dB: all that changes fast, and some of what changes slowly. */
  readonly levels: Float64Array;
  /** How much each band counts. */
  readonly weights: Float64Array;
  /** `frames × bands`, linear, not smoothed: as an ear hears them at a seam. */
  readonly amplitudes: Float32Array;
  /** A frame each, dB: the whole's slow contour. */
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

/** What changes in the sound from one frame to another: 0 nothing, 1 all of it. */
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
