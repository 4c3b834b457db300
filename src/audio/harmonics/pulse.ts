/** Tracks the position of a note's pulses: the one delay that brings all its harmonics nearest to their target phases. */

/** Number of harmonics that are used. */
const MOST = 24;
/** Candidate delays of a period in the first frame, … */
const PLACES = 256;
/** … and later the search range around the last delay, in periods, with the number of candidates on each side. */
const REACH = 0.04;
const STEPS = 16;
/** Frames weaker than this share of the strongest so far are ignored. */
const FAINT = 1e-4;

/** Tracks the pulses from frame to frame, without jumps: a jump would be a discontinuity in every harmonic. */
export class PulseTracker {
  readonly #weights = new Float64Array(MOST);
  #place: number | null = null;
  #most = 0;

  /**
   * @param turns phase lead of each harmonic over its target without a delay, in periods of that harmonic.
   * @param strengths of each harmonic, 0 or more.
   * @returns the delay in periods of the fundamental: harmonic k (from 1) should be `k · delay` ahead.
   */
  next(turns: Float64Array, strengths: Float64Array, count: number): number {
    const used = Math.min(MOST, count);
    let sum = 0;
    for (let k = 0; k < used; k++) {
      this.#weights[k] = strengths[k]! / Math.sqrt(k + 1);
      sum += this.#weights[k]!;
    }
    this.#most = Math.max(this.#most, sum);
    if (sum === 0 || sum < FAINT * this.#most) return this.#place ?? 0;
    const score = (place: number): number => {
      let total = 0;
      for (let k = 0; k < used; k++) {
        total += this.#weights[k]! * Math.cos(2 * Math.PI * (turns[k]! - (k + 1) * place));
      }
      return total;
    };
    if (this.#place === null) this.#place = highest(score, 0.5, 0.5, PLACES / 2);
    this.#place = highest(score, this.#place, REACH, STEPS);
    return this.#place;
  }
}

/** The candidate within `reach` of `middle` with the highest score, refined by a parabola. */
function highest(score: (place: number) => number, middle: number, reach: number, steps: number): number {
  const step = reach / steps;
  let best = 0;
  let most = -Infinity;
  for (let i = -steps; i <= steps; i++) {
    const own = score(middle + i * step);
    if (own > most) [most, best] = [own, i];
  }
  if (Math.abs(best) === steps) return middle + best * step;
  const before = score(middle + (best - 1) * step);
  const after = score(middle + (best + 1) * step);
  const bend = before - 2 * most + after;
  return middle + (best + (bend < 0 ? (0.5 * (before - after)) / bend : 0)) * step;
}
