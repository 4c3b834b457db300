/** Measures what a reader played: levels, pitch, loop length, decay. */

/** RMS of a stretch, in dB. */
export function levelAt(samples: Float32Array, from: number, seconds: number, rate: number): number {
  const start = Math.round(from * rate);
  const end = Math.min(samples.length, start + Math.round(seconds * rate));
  let sum = 0;
  for (let i = start; i < end; i++) sum += samples[i]! ** 2;
  return 10 * Math.log10(sum / Math.max(1, end - start) + 1e-20);
}

/** Frequency of a sine, by the phase between two windows. */
export function hertzOf(
  samples: Float32Array,
  near: number,
  from: number,
  seconds: number,
  rate: number,
): number {
  const window = Math.round(0.1 * rate);
  const first = Math.round(from * rate);
  const gap = Math.round(seconds * rate) - window;
  const phase = (start: number): number => {
    let re = 0;
    let im = 0;
    for (let i = 0; i < window; i++) {
      const weight = 0.5 - 0.5 * Math.cos((2 * Math.PI * (i + 0.5)) / window);
      const angle = (-2 * Math.PI * near * (start + i)) / rate;
      re += weight * samples[start + i]! * Math.cos(angle);
      im += weight * samples[start + i]! * Math.sin(angle);
    }
    return Math.atan2(im, re);
  };
  const turns = (phase(first + gap) - phase(first)) / (2 * Math.PI);
  return near + ((turns - Math.round(turns)) * rate) / gap;
}

export function centsBetween(a: number, b: number): number {
  return 1200 * Math.log2(a / b);
}

/** Lag near `expected` at which a sound repeats best, in frames, refined between them; and how well, 1 exactly. */
export function period(
  samples: Float32Array,
  from: number,
  expected: number,
  reach = 4,
): { lag: number; match: number } {
  const length = Math.min(8000, samples.length - from - expected - reach - 1);
  const score = (lag: number): number => {
    let product = 0;
    let a = 0;
    let b = 0;
    for (let i = from; i < from + length; i++) {
      product += samples[i]! * samples[i + lag]!;
      a += samples[i]! ** 2;
      b += samples[i + lag]! ** 2;
    }
    return product / Math.sqrt(a * b);
  };
  const lags = Array.from({ length: 2 * reach + 1 }, (_, i) => Math.round(expected) - reach + i);
  const best = lags.reduce((most, lag) => (score(lag) > score(most) ? lag : most));
  const [before, at, after] = [score(best - 1), score(best), score(best + 1)];
  return { lag: best + (before - after) / (2 * (before - 2 * at + after)), match: at };
}

/** Largest second difference in a stretch: a click sticks out of it. */
export function roughest(samples: Float32Array, from: number, to: number): number {
  let most = 0;
  for (let i = Math.max(2, from); i < to; i++) {
    most = Math.max(most, Math.abs(samples[i]! - 2 * samples[i - 1]! + samples[i - 2]!));
  }
  return most;
}

/** Seconds after `from` at which the level, in windows of 5 ms, is `decibels` below that at `from`. */
export function fallTime(samples: Float32Array, from: number, decibels: number, rate: number): number {
  const window = 0.005;
  const reference = levelAt(samples, from - 0.02, 0.02, rate);
  for (let time = from; time < samples.length / rate - window; time += 0.001) {
    if (levelAt(samples, time - window / 2, window, rate) <= reference - decibels) return time - from;
  }
  return Infinity;
}

/** Slope of a line through the levels, dB/s. */
export function slope(samples: Float32Array, from: number, to: number, rate: number): number {
  const times = Array.from({ length: 20 }, (_, i) => from + ((to - from) * (i + 0.5)) / 20);
  const levels = times.map((time) => levelAt(samples, time - 0.025, 0.05, rate));
  const mean = (values: number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [t, l] = [mean(times), mean(levels)];
  return (
    times.reduce((sum, time, i) => sum + (time - t) * (levels[i]! - l), 0) /
    times.reduce((sum, time) => sum + (time - t) ** 2, 0)
  );
}
