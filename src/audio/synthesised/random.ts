/** Draws the same random numbers on every machine. Pure functions. */

/** Numbers from 0 up to 1, evenly: mulberry32. */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let x = Math.imul(state ^ (state >>> 15), state | 1);
    x ^= x + Math.imul(x ^ (x >>> 7), x | 61);
    return ((x ^ (x >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** White noise, −1 to 1. */
export function whiteNoise(length: number, seed: number): Float64Array {
  const random = randomFrom(seed);
  return Float64Array.from({ length }, () => 2 * random() - 1);
}

/** A line that wanders slowly: cosine steps between random points, `perSecond` of them, −1 to 1. */
export function wander(seed: number, perSecond: number): (time: number) => number {
  const points: number[] = [];
  const random = randomFrom(seed);
  const point = (index: number): number => {
    while (points.length <= index) points.push(2 * random() - 1);
    return points[index]!;
  };
  return (time) => {
    const at = Math.max(0, time * perSecond);
    const index = Math.floor(at);
    const share = 0.5 - 0.5 * Math.cos(Math.PI * (at - index));
    return point(index) * (1 - share) + point(index + 1) * share;
  };
}
