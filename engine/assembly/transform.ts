/** Transforms half spectra to samples, four lanes at a time: Stockham's order, passes of four, without bit reversal. */

/** Points of a transform, a power of two from 16 on. */
let points: i32 = 0;
/** [1.5 · points] turns e^(2πik/(2 points)). */
export let twiddleRe: usize = 0;
export let twiddleIm: usize = 0;
/** [points / 4] each: turns of the first pass, once, twice, three times; re and im. */
let turns: usize = 0;
/** [points] each: input and output, and the work between. */
export let re: usize = 0;
export let im: usize = 0;
let workRe: usize = 0;
let workIm: usize = 0;

export function at(base: usize, index: i32): usize {
  return base + ((<usize>index) << 2);
}

/** [audio, once] */
export function prepareTransform(count: i32): void {
  points = count;
  const quarter = points >> 2;
  re = heap.alloc((<usize>(4 * points + 12 * quarter + 6 * quarter)) << 2);
  im = at(re, points);
  workRe = at(im, points);
  workIm = at(workRe, points);
  twiddleRe = at(workIm, points);
  twiddleIm = at(twiddleRe, 6 * quarter);
  turns = at(twiddleIm, 6 * quarter);
  for (let k = 0; k < 6 * quarter; k++) {
    store<f32>(at(twiddleRe, k), <f32>Math.cos((Math.PI * <f64>k) / <f64>points));
    store<f32>(at(twiddleIm, k), <f32>Math.sin((Math.PI * <f64>k) / <f64>points));
  }
  for (let times = 1; times <= 3; times++)
    for (let p = 0; p < quarter; p++) {
      const turn = 2 * times * p;
      store<f32>(at(turns, (2 * times - 2) * quarter + p), load<f32>(at(twiddleRe, turn)));
      store<f32>(at(turns, (2 * times - 1) * quarter + p), load<f32>(at(twiddleIm, turn)));
    }
}

/** Where a pass reads and writes. */
let fromRe: usize = 0;
let fromIm: usize = 0;
let toRe: usize = 0;
let toIm: usize = 0;

/** In place in `re`, `im`: Σ Z[k] e^(2πikn/points). */
export function inverse(): void {
  fromRe = re;
  fromIm = im;
  toRe = workRe;
  toIm = workIm;
  firstPass();
  swap();
  let n = points >> 2;
  let stride = 4;
  while (n >= 4) {
    const quarter = n >> 2;
    for (let p = 0; p < quarter; p++) fourAt(p, quarter, stride);
    swap();
    n = quarter;
    stride <<= 2;
  }
  if (n == 2) {
    lastTwo(stride);
    swap();
  }
  re = fromRe;
  im = fromIm;
  workRe = toRe;
  workIm = toIm;
}

function swap(): void {
  const swapRe = fromRe;
  const swapIm = fromIm;
  fromRe = toRe;
  fromIm = toIm;
  toRe = swapRe;
  toIm = swapIm;
}

/** Four turns, each of four columns that lie side by side: what is written for one column lies side by side. */
function firstPass(): void {
  const xRe = fromRe;
  const xIm = fromIm;
  const yRe = toRe;
  const yIm = toIm;
  const quarter = points >> 2;
  for (let p = 0; p < quarter; p += 4) {
    const aRe = v128.load(at(xRe, p));
    const aIm = v128.load(at(xIm, p));
    const bRe = v128.load(at(xRe, p + quarter));
    const bIm = v128.load(at(xIm, p + quarter));
    const cRe = v128.load(at(xRe, p + 2 * quarter));
    const cIm = v128.load(at(xIm, p + 2 * quarter));
    const dRe = v128.load(at(xRe, p + 3 * quarter));
    const dIm = v128.load(at(xIm, p + 3 * quarter));
    const evenRe = f32x4.add(aRe, cRe);
    const evenIm = f32x4.add(aIm, cIm);
    const apartRe = f32x4.sub(aRe, cRe);
    const apartIm = f32x4.sub(aIm, cIm);
    const oddRe = f32x4.add(bRe, dRe);
    const oddIm = f32x4.add(bIm, dIm);
    // i (b − d)
    const quarterRe = f32x4.sub(dIm, bIm);
    const quarterIm = f32x4.sub(bRe, dRe);
    const turn = at(turns, p);
    const row = (<usize>quarter) << 2;
    let x = f32x4.add(apartRe, quarterRe);
    let y = f32x4.add(apartIm, quarterIm);
    let c = v128.load(turn);
    let s = v128.load(turn + row);
    const oneRe = f32x4.sub(f32x4.mul(x, c), f32x4.mul(y, s));
    const oneIm = f32x4.add(f32x4.mul(x, s), f32x4.mul(y, c));
    x = f32x4.sub(evenRe, oddRe);
    y = f32x4.sub(evenIm, oddIm);
    c = v128.load(turn + 2 * row);
    s = v128.load(turn + 3 * row);
    const twoRe = f32x4.sub(f32x4.mul(x, c), f32x4.mul(y, s));
    const twoIm = f32x4.add(f32x4.mul(x, s), f32x4.mul(y, c));
    x = f32x4.sub(apartRe, quarterRe);
    y = f32x4.sub(apartIm, quarterIm);
    c = v128.load(turn + 4 * row);
    s = v128.load(turn + 5 * row);
    const threeRe = f32x4.sub(f32x4.mul(x, c), f32x4.mul(y, s));
    const threeIm = f32x4.add(f32x4.mul(x, s), f32x4.mul(y, c));
    storeColumns(at(yRe, 4 * p), f32x4.add(evenRe, oddRe), oneRe, twoRe, threeRe);
    storeColumns(at(yIm, 4 * p), f32x4.add(evenIm, oddIm), oneIm, twoIm, threeIm);
  }
}

/** Stores four rows of four column by column. */
function storeColumns(to: usize, a: v128, b: v128, c: v128, d: v128): void {
  const abLow = v128.shuffle<f32>(a, b, 0, 4, 1, 5);
  const abHigh = v128.shuffle<f32>(a, b, 2, 6, 3, 7);
  const cdLow = v128.shuffle<f32>(c, d, 0, 4, 1, 5);
  const cdHigh = v128.shuffle<f32>(c, d, 2, 6, 3, 7);
  v128.store(to, v128.shuffle<f32>(abLow, cdLow, 0, 1, 4, 5));
  v128.store(to, v128.shuffle<f32>(abLow, cdLow, 2, 3, 6, 7), 16);
  v128.store(to, v128.shuffle<f32>(abHigh, cdHigh, 0, 1, 4, 5), 32);
  v128.store(to, v128.shuffle<f32>(abHigh, cdHigh, 2, 3, 6, 7), 48);
}

/** Column p of a pass of four, over its rows. */
function fourAt(p: i32, quarter: i32, stride: i32): void {
  const xRe = fromRe;
  const xIm = fromIm;
  const yRe = toRe;
  const yIm = toIm;
  // e^(2πip/n), n = points / stride
  const turn = 2 * p * stride;
  const c1 = v128.load32_splat(at(twiddleRe, turn));
  const s1 = v128.load32_splat(at(twiddleIm, turn));
  const c2 = v128.load32_splat(at(twiddleRe, 2 * turn));
  const s2 = v128.load32_splat(at(twiddleIm, 2 * turn));
  const c3 = v128.load32_splat(at(twiddleRe, 3 * turn));
  const s3 = v128.load32_splat(at(twiddleIm, 3 * turn));
  const apart = quarter * stride;
  for (let q = 0; q < stride; q += 4) {
    const from = stride * p + q;
    const to = 4 * stride * p + q;
    const aRe = v128.load(at(xRe, from));
    const aIm = v128.load(at(xIm, from));
    const bRe = v128.load(at(xRe, from + apart));
    const bIm = v128.load(at(xIm, from + apart));
    const cRe = v128.load(at(xRe, from + 2 * apart));
    const cIm = v128.load(at(xIm, from + 2 * apart));
    const dRe = v128.load(at(xRe, from + 3 * apart));
    const dIm = v128.load(at(xIm, from + 3 * apart));
    const evenRe = f32x4.add(aRe, cRe);
    const evenIm = f32x4.add(aIm, cIm);
    const apartRe = f32x4.sub(aRe, cRe);
    const apartIm = f32x4.sub(aIm, cIm);
    const oddRe = f32x4.add(bRe, dRe);
    const oddIm = f32x4.add(bIm, dIm);
    const quarterRe = f32x4.sub(dIm, bIm);
    const quarterIm = f32x4.sub(bRe, dRe);
    v128.store(at(yRe, to), f32x4.add(evenRe, oddRe));
    v128.store(at(yIm, to), f32x4.add(evenIm, oddIm));
    let x = f32x4.add(apartRe, quarterRe);
    let y = f32x4.add(apartIm, quarterIm);
    v128.store(at(yRe, to + stride), f32x4.sub(f32x4.mul(x, c1), f32x4.mul(y, s1)));
    v128.store(at(yIm, to + stride), f32x4.add(f32x4.mul(x, s1), f32x4.mul(y, c1)));
    x = f32x4.sub(evenRe, oddRe);
    y = f32x4.sub(evenIm, oddIm);
    v128.store(at(yRe, to + 2 * stride), f32x4.sub(f32x4.mul(x, c2), f32x4.mul(y, s2)));
    v128.store(at(yIm, to + 2 * stride), f32x4.add(f32x4.mul(x, s2), f32x4.mul(y, c2)));
    x = f32x4.sub(apartRe, quarterRe);
    y = f32x4.sub(apartIm, quarterIm);
    v128.store(at(yRe, to + 3 * stride), f32x4.sub(f32x4.mul(x, c3), f32x4.mul(y, s3)));
    v128.store(at(yIm, to + 3 * stride), f32x4.add(f32x4.mul(x, s3), f32x4.mul(y, c3)));
  }
}

function lastTwo(stride: i32): void {
  const xRe = fromRe;
  const xIm = fromIm;
  const yRe = toRe;
  const yIm = toIm;
  for (let q = 0; q < stride; q += 4) {
    const aRe = v128.load(at(xRe, q));
    const aIm = v128.load(at(xIm, q));
    const bRe = v128.load(at(xRe, q + stride));
    const bIm = v128.load(at(xIm, q + stride));
    v128.store(at(yRe, q), f32x4.add(aRe, bRe));
    v128.store(at(yIm, q), f32x4.add(aIm, bIm));
    v128.store(at(yRe, q + stride), f32x4.sub(aRe, bRe));
    v128.store(at(yIm, q + stride), f32x4.sub(aIm, bIm));
  }
}
