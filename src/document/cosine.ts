/** Orthonormal cosine transform (DCT-II) whose results are the same to the bit in every engine: no Math.cos. */

const HALF_PI = Math.PI / 2;
/** Terms of the Taylor series up to π/4: the rest is below 1e−17. */
const TERMS = 9;

/** cos or sin of 0 to π/4 by its Taylor series: basic arithmetic alone, which IEEE 754 fixes to the bit. */
function series(x: number, first: 0 | 1): number {
  let term = first === 0 ? 1 : x;
  let sum = term;
  for (let n = 1; n <= TERMS; n++) {
    term *= (-x * x) / ((2 * n - 1 + first) * (2 * n + first));
    sum += term;
  }
  return sum;
}

/** cos(π·numerator/denominator) for whole numbers, numerator 0 or more. */
export function cosineOf(numerator: number, denominator: number): number {
  const turn = numerator % (2 * denominator);
  const half = turn > denominator ? 2 * denominator - turn : turn; // cos is even
  if (2 * half > denominator) return -cosineOf(denominator - half, denominator);
  return 4 * half > denominator
    ? series(HALF_PI * ((denominator - 2 * half) / denominator), 1)
    : series(HALF_PI * ((2 * half) / denominator), 0);
}

const tables = new Map<number, Float64Array>();

/** `size × size`, row k the k-th cosine, orthonormal. */
function tableOf(size: number): Float64Array {
  const known = tables.get(size);
  if (known) return known;
  const table = new Float64Array(size * size);
  for (let k = 0; k < size; k++) {
    const scale = Math.sqrt((k === 0 ? 1 : 2) / size);
    for (let n = 0; n < size; n++) table[k * size + n] = scale * cosineOf(k * (2 * n + 1), 2 * size);
  }
  tables.set(size, table);
  return table;
}

/** A line of values that lies in an array: where it begins, how far its values are apart, how many there are. */
export interface Line {
  readonly start: number;
  readonly stride: number;
  readonly size: number;
}

/** In place: values to coefficients. */
export function transform(values: Float64Array, { start, stride, size }: Line): void {
  const table = tableOf(size);
  const output = new Float64Array(size);
  for (let k = 0; k < size; k++) {
    let sum = 0;
    for (let n = 0; n < size; n++) sum += table[k * size + n]! * values[start + n * stride]!;
    output[k] = sum;
  }
  for (let k = 0; k < size; k++) values[start + k * stride] = output[k]!;
}

/** In place: coefficients to values. */
export function inverseTransform(values: Float64Array, { start, stride, size }: Line): void {
  const table = tableOf(size);
  const output = new Float64Array(size);
  for (let k = 0; k < size; k++) {
    const coefficient = values[start + k * stride]!;
    if (coefficient === 0) continue;
    for (let n = 0; n < size; n++) output[n]! += table[k * size + n]! * coefficient;
  }
  for (let n = 0; n < size; n++) values[start + n * stride] = output[n]!;
}
