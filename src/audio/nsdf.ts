/** Computes McLeod's normalised square difference function (NSDF) and its peaks. */
import { Autocorrelator } from 'pitchy';

/**
 * McLeod's normalised square difference function (McLeod and Wyvill 2005, "A smarter way to find pitch"),
 * 2·Σ x[i]x[i+τ] / Σ (x[i]² + x[i+τ]²) for τ from 0 to half a frame: 1 where the frame repeats itself after τ.
 */
export class SquareDifference {
  readonly size: number;
  /** Lags that there are values for. */
  readonly lags: number;
  readonly #autocorrelator: Autocorrelator<Float32Array>;
  readonly #frame: Float32Array;
  readonly #products: Float32Array;

  /** @param size samples of a frame. */
  constructor(size: number) {
    this.size = size;
    this.lags = size / 2;
    this.#autocorrelator = Autocorrelator.forFloat32Array(size);
    this.#frame = new Float32Array(size);
    this.#products = new Float32Array(size);
  }

  /**
   * Of the frame from `start` on, silence outside the signal.
   * @param values receives `lags` values.
   * @returns the frame's energy.
   */
  at(samples: Float32Array, start: number, values: Float64Array): number {
    const frame = this.#frame;
    const first = Math.min(this.size, Math.max(0, -start));
    const last = Math.max(first, Math.min(this.size, samples.length - start));
    frame.fill(0, 0, first).fill(0, last);
    frame.set(samples.subarray(start + first, start + last), first);
    this.#autocorrelator.autocorrelate(frame, this.#products);
    let energy = 0;
    for (let i = 0; i < frame.length; i++) energy += frame[i]! * frame[i]!;
    let both = 2 * energy;
    for (let lag = 0; lag < this.lags; lag++) {
      values[lag] = both > 1e-9 * energy ? (2 * this.#products[lag]!) / both : 0;
      both -= frame[lag]! ** 2 + frame[this.size - 1 - lag]! ** 2;
    }
    return energy;
  }
}

/** A maximum between samples: where a parabola through three values has it. */
export interface Peak {
  readonly position: number;
  readonly value: number;
}

/** @param index of a local maximum, not the first or last value. */
export function parabolicPeak(values: Float64Array, index: number): Peak {
  const [left, middle, right] = [values[index - 1]!, values[index]!, values[index + 1]!];
  const curvature = left - 2 * middle + right;
  if (curvature >= 0) return { position: index, value: middle };
  const shift = Math.max(-0.5, Math.min(0.5, (0.5 * (left - right)) / curvature));
  return { position: index + shift, value: middle - 0.25 * (left - right) * shift };
}

/** Below this lag a parabola misses the height of a peak, and a longer period would seem the better one. */
const SHORT_LAG = 40;
/** Taps on each side and steps a sample of the interpolation there. */
const TAPS = 8;
const STEPS = 4;

/** A local maximum of the function at `index`; at short lags by band-limited interpolation. */
export function differencePeak(values: Float64Array, index: number): Peak {
  if (index >= SHORT_LAG || index + TAPS >= values.length) return parabolicPeak(values, index);
  const fine = Float64Array.from({ length: 2 * STEPS + 1 }, (_, i) =>
    bandLimited(values, index + (i - STEPS) / STEPS),
  );
  let best = 1;
  for (let i = 2; i < fine.length - 1; i++) if (fine[i]! > fine[best]!) best = i;
  const { position, value } = parabolicPeak(fine, best);
  return { position: index + (position - STEPS) / STEPS, value };
}

/** The value between samples, by a sinc under a Hann window; the function is even. */
function bandLimited(values: Float64Array, position: number): number {
  const middle = Math.floor(position);
  let sum = 0;
  for (let k = middle - TAPS + 1; k <= middle + TAPS; k++) {
    const distance = position - k;
    const value = values[Math.abs(k)]!;
    if (distance === 0) return value;
    const window = 0.5 + 0.5 * Math.cos((Math.PI * distance) / TAPS);
    sum += (value * window * Math.sin(Math.PI * distance)) / (Math.PI * distance);
  }
  return sum;
}

/** The highest local maximum from `from` to `to` (both included), or null. */
export function highestPeak(values: Float64Array, from: number, to: number): Peak | null {
  let best: Peak | null = null;
  const last = Math.min(Math.floor(to), values.length - 2);
  for (let i = Math.max(1, Math.ceil(from)); i <= last; i++) {
    if (values[i]! < values[i - 1]! || values[i]! < values[i + 1]!) continue;
    const peak = differencePeak(values, i);
    if (!best || peak.value > best.value) best = peak;
  }
  return best;
}

/** The period is the first peak that comes this close to the highest one. */
const FIRST_PEAK = 0.93;

/** The first of the highest peaks between two lags, past the one at lag 0; null where there is none. */
export function firstHighPeak(values: Float64Array, minLag: number, maxLag: number): Peak | null {
  let start = values.findIndex((value) => value <= 0); // past the peak at lag 0 …
  if (start < 0) start = values.findIndex((value, lag) => lag > 0 && value < values[lag + 1]!); // … with hum under it
  if (start < 0) return null;
  const highest = highestPeak(values, Math.max(start, minLag), maxLag);
  if (!highest || highest.value <= 0) return null;
  for (let lag = Math.max(start, Math.floor(minLag)); lag <= maxLag; lag++) {
    if (values[lag]! < values[lag - 1]! || values[lag]! < values[lag + 1]!) continue;
    const peak = differencePeak(values, lag);
    if (peak.value >= FIRST_PEAK * highest.value) return peak;
  }
  return highest;
}
