/** Levels of tracks: each frame's power, and where a sound begins, sustains and ends. */
import type { Decibels } from '../../units.js';
import { NOISE_BANDS, NOISE_REFERENCE_RATE, NOISE_WIDTHS, type SustainRange } from './tracks.js';

/** The attack is over at the first frame within this of the loudest of its first second. */
const ATTACK_WITHIN: Decibels = 3;
const ATTACK_FRAMES = 200;
/** Before it, a window of the analysis reaches beyond the sound: a level that is read there is too low. */
const FIRST_WHOLE_FRAME = 2;
/** A sustain begins so many frames after the attack, … */
const AFTER_ATTACK = 20;
/** … ends so many before the sound does, … */
const BEFORE_END = 10;
/** … is so long at least, and within this of a straight line in dB at every frame. */
const SHORTEST = 20;
const STRAIGHT: Decibels = 6;
/** Fall of a frame at most (60 dB a second) and least level of the range under the loudest frame. */
const STEEPEST: Decibels = 0.3;
const QUIET: Decibels = 50;
/** The end of a range is no softer than its line is there by more than this; else it fades. Frames that tell, and by which it is moved. */
const FADED: Decibels = 1.5;
const FADE_STEP = 4;
/** Frames by which the ends of a range are moved while it is searched. */
const SEARCH_STEP = 8;

/** [frames] dB of power of partials and noise together, a full-scale sine −3. */
export function frameLevels(
  levels: ArrayLike<number>,
  partials: number,
  noise: ArrayLike<number>,
  frames: number,
): Float64Array {
  return Float64Array.from({ length: frames }, (_, frame) => {
    let power = 1e-14;
    for (let i = frame * partials; i < (frame + 1) * partials; i++) power += 0.5 * 10 ** (levels[i]! / 10);
    for (let band = 0; band < NOISE_BANDS; band++)
      power +=
        (10 ** (noise[frame * NOISE_BANDS + band]! / 10) * NOISE_WIDTHS[band]! * 2) / NOISE_REFERENCE_RATE;
    return 10 * Math.log10(power);
  });
}

/** The first frame that is about as loud as the sound's beginning gets. */
export function attackFrameOf(level: Float64Array): number {
  const loudest = level.subarray(0, ATTACK_FRAMES).reduce((max, x) => Math.max(max, x), -Infinity);
  const first = level.findIndex((x) => x >= loudest - ATTACK_WITHIN);
  return Math.min(level.length - 1, Math.max(FIRST_WHOLE_FRAME, first));
}

/** The longest range whose level is about a straight line: what a held note goes to and fro in. */
export function sustainOf(level: Float64Array, attackFrame: number): SustainRange {
  const loudest = level.reduce((max, x) => Math.max(max, x), -Infinity);
  let end = level.length - 1;
  while (end > 0 && level[end]! < loudest - QUIET) end--;
  const first = Math.min(end, attackFrame + AFTER_ATTACK);
  const last = Math.max(first, end - BEFORE_END);
  const sums = new LevelSums(level);
  for (let length = last - first; length >= SHORTEST; length -= SEARCH_STEP) {
    for (let from = first; from + length <= last; from += SEARCH_STEP) {
      const slope = sums.straightSlope(from, from + length);
      if (slope !== null) return { from, to: from + length, slope: Math.min(0, slope) };
    }
  }
  const middle = Math.min(last, (first + last) >> 1);
  return { from: Math.max(0, middle - 2), to: Math.max(0, middle), slope: 0 };
}

/**
 * The same range without the fade that a sound is cut off by: it would be heard as a hole each time a held note comes there.
 * @param level of shorter stretches than a sustain is found on, which blur a fade.
 */
export function beforeFade(level: Float64Array, range: SustainRange): SustainRange {
  const { from } = range;
  const sums = new LevelSums(level);
  for (let to = range.to; to - from >= SHORTEST; to -= FADE_STEP) {
    const { mean, slope } = sums.line(from, to);
    const end = sums.line(to - FADE_STEP + 1, to).mean;
    const wanted = mean + slope * (to - (FADE_STEP - 1) / 2 - (from + to) / 2);
    if (end >= wanted - FADED) return { from, to, slope: to === range.to ? range.slope : Math.min(0, slope) };
  }
  return range;
}

/** Finds lines through ranges of levels from running sums: minutes of sound have millions of ranges. */
class LevelSums {
  readonly #level: Float64Array;
  readonly #sums: Float64Array;
  readonly #weighed: Float64Array;

  constructor(level: Float64Array) {
    this.#level = level;
    this.#sums = new Float64Array(level.length + 1);
    this.#weighed = new Float64Array(level.length + 1);
    level.forEach((x, i) => {
      this.#sums[i + 1] = this.#sums[i]! + x;
      this.#weighed[i + 1] = this.#weighed[i]! + i * x;
    });
  }

  /** The line through a range: its level in the middle, and its slope in dB a frame. */
  line(from: number, to: number): { readonly mean: Decibels; readonly slope: Decibels } {
    const middle = (from + to) / 2;
    const count = to - from + 1;
    const sum = this.#sums[to + 1]! - this.#sums[from]!;
    const weighed = this.#weighed[to + 1]! - this.#weighed[from]! - middle * sum;
    return { mean: sum / count, slope: weighed / ((count * (count * count - 1)) / 12) };
  }

  /** Slope of the line through a range, dB a frame, or null where a frame is far from it or the fall is steep. */
  straightSlope(from: number, to: number): Decibels | null {
    const level = this.#level;
    const middle = (from + to) / 2;
    const { mean, slope } = this.line(from, to);
    if (!(Math.abs(slope) <= STEEPEST)) return null;
    for (let i = from; i <= to; i++)
      if (Math.abs(level[i]! - mean - slope * (i - middle)) > STRAIGHT) return null;
    return slope;
  }
}
