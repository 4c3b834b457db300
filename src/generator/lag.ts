/**
 * Computes pitch-lag taps: the decoder's inputs from its own output one and two periods ago.
 *
 * With P the period in samples, the taps sit at the delays d = max(P − o, 1) for each offset o of
 * `onePeriod`, then d = max(2P − o, 1) for each o of `twoPeriods`. A tap is the output there, in the linear
 * domain, by 4-point Lagrange interpolation, companded:
 *   i = floor(d), f = d − i,
 *   v = −H(i−1)·f(f−1)(f−2)/6 + H(i)·(f+1)(f−1)(f−2)/2 − H(i+1)·(f+1)f(f−2)/2 + H(i+2)·(f+1)f(f−1)/6,
 * where H(m) is the sample made m samples ago, m < 1 clamped to 1, and 0 before the note's start.
 *
 * i and the four weights hold for a whole frame. They are computed here once for every backend, in double
 * precision and then rounded to float32, so that backends differ in the four products and in `compand` only.
 */
import { compand } from '../audio/mulaw.js';
import type { Samples } from '../units.js';
import type { DecoderConfig, PitchLagConfig } from './decoder.js';
import type { Conditioning } from './generator.js';

/** Points of the interpolation. */
export const LAG_POINTS = 4;

/** The taps of every frame of a note. A frame without taps has weights 0, so its taps are compand(0) = 0. */
export interface LagTable {
  readonly frames: number;
  /** Taps a frame. */
  readonly taps: number;
  /** `frames × taps × 4`: how many samples ago each point was made, 1 or more. */
  readonly delays: Int32Array;
  /** `frames × taps × 4`: the weight of each point. */
  readonly weights: Float32Array;
  /** The largest delay: samples of the past that must be kept. 0 without taps. */
  readonly reach: Samples;
}

/** Number of pitch-lag taps, 0 when the decoder has none. */
export function tapCount(pitchLag: PitchLagConfig | null): number {
  return pitchLag ? pitchLag.onePeriod.length + pitchLag.twoPeriods.length : 0;
}

/** Weights of the Lagrange cubic through −1, 0, 1, 2 at fraction f, 0 ≤ f < 1. */
export function lagrangeWeights(f: number): [number, number, number, number] {
  return [
    (-f * (f - 1) * (f - 2)) / 6,
    ((f + 1) * (f - 1) * (f - 2)) / 2,
    (-(f + 1) * f * (f - 2)) / 2,
    ((f + 1) * f * (f - 1)) / 6,
  ];
}

/** The delays, in fractional samples, of the taps at period `lag`, 1 or more each. */
export function tapDelays(pitchLag: PitchLagConfig, lag: Samples): number[] {
  return [
    ...pitchLag.onePeriod.map((offset) => Math.max(lag - offset, 1)),
    ...pitchLag.twoPeriods.map((offset) => Math.max(2 * lag - offset, 1)),
  ];
}

/** The tap table of a note; without taps or lags every weight is 0. */
export function lagTable(config: DecoderConfig, conditioning: Conditioning): LagTable {
  const { frames, lags } = conditioning;
  const taps = tapCount(config.pitchLag);
  const delays = new Int32Array(frames * taps * LAG_POINTS).fill(1);
  const weights = new Float32Array(frames * taps * LAG_POINTS);
  let reach = taps > 0 ? 1 : 0;
  for (let frame = 0; frame < frames; frame++) {
    const lag = lags?.[frame] ?? 0;
    if (!config.pitchLag || lag === 0) continue;
    for (const [tap, delay] of tapDelays(config.pitchLag, lag).entries()) {
      const whole = Math.floor(delay);
      const at = (frame * taps + tap) * LAG_POINTS;
      for (let point = 0; point < LAG_POINTS; point++) delays[at + point] = Math.max(whole + point - 1, 1);
      weights.set(lagrangeWeights(delay - whole), at);
      reach = Math.max(reach, whole + LAG_POINTS - 2);
    }
  }
  return { frames, taps, delays, weights, reach };
}

/**
 * Writes the taps of one sample.
 * @param out `table.taps` values, companded, −1 to 1.
 * @param past past(m) is the linear sample made m ≥ 1 samples ago, 0 before the note's start.
 */
export function lagTaps(
  out: Float32Array,
  table: LagTable,
  frame: number,
  past: (ago: number) => number,
): void {
  for (let tap = 0; tap < table.taps; tap++) {
    const at = (frame * table.taps + tap) * LAG_POINTS;
    let value = 0;
    for (let point = at; point < at + LAG_POINTS; point++) {
      value += table.weights[point]! * past(table.delays[point]!);
    }
    out[tap] = compand(value);
  }
}
