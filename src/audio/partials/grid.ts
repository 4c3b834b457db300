/** Reads tracks between their points: lines, band curves, running medians and means. */

/** A monotone curve's value at `x`, on straight lines between points, held beyond the ends. */
export function lineAt(
  xs: ArrayLike<number>,
  ys: ArrayLike<number>,
  x: number,
  offset = 0,
  count = xs.length,
): number {
  if (x <= xs[0]!) return ys[offset]!;
  if (x >= xs[count - 1]!) return ys[offset + count - 1]!;
  let [low, high] = [0, count - 1];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (xs[middle]! <= x) low = middle;
    else high = middle;
  }
  const share = (x - xs[low]!) / (xs[high]! - xs[low]!);
  return ys[offset + low]! + share * (ys[offset + high]! - ys[offset + low]!);
}

/** Where to read between two points of a grid, for many rows on the same grid. */
export interface GridPlace {
  readonly low: number;
  readonly high: number;
  /** Of the way from `low` to `high`. */
  readonly share: number;
}

export function placeOn(grid: ArrayLike<number>, x: number): GridPlace {
  const last = grid.length - 1;
  if (x <= grid[0]!) return { low: 0, high: 0, share: 0 };
  if (x >= grid[last]!) return { low: last, high: last, share: 0 };
  let low = 0;
  while (grid[low + 1]! <= x) low++;
  return { low, high: low + 1, share: (x - grid[low]!) / (grid[low + 1]! - grid[low]!) };
}

/** Running median over 2·reach + 1 values, the ends held. */
export function medianFilter(values: ArrayLike<number>, reach: number): Float64Array {
  const count = values.length;
  const out = new Float64Array(count);
  const sorted: number[] = [];
  const at = (i: number): number => values[Math.min(count - 1, Math.max(0, i))]!;
  for (let i = -reach; i <= reach; i++) insert(sorted, at(i));
  for (let i = 0; i < count; i++) {
    out[i] = sorted[reach]!;
    sorted.splice(rank(sorted, at(i - reach)), 1);
    insert(sorted, at(i + reach + 1));
  }
  return out;
}

/** Running mean over 2·reach + 1 values, the ends held. */
export function meanFilter(values: ArrayLike<number>, reach: number): Float64Array {
  const count = values.length;
  const at = (i: number): number => values[Math.min(count - 1, Math.max(0, i))]!;
  return Float64Array.from({ length: count }, (_, i) => {
    let sum = 0;
    for (let k = -reach; k <= reach; k++) sum += at(i + k);
    return sum / (2 * reach + 1);
  });
}

export function median(values: ArrayLike<number>): number {
  if (values.length === 0) return 0;
  const sorted = Float64Array.from(values).sort();
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/** The value below which this share of them lies. */
export function percentile(values: ArrayLike<number>, share: number): number {
  const sorted = Float64Array.from(values).sort();
  const place = share * (sorted.length - 1);
  const low = Math.floor(place);
  return sorted[low]! + (place - low) * ((sorted[low + 1] ?? sorted[low]!) - sorted[low]!);
}

function insert(sorted: number[], value: number): void {
  sorted.splice(rank(sorted, value), 0, value);
}

/** The first place whose value is not below `value`. */
function rank(sorted: readonly number[], value: number): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle]! < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
