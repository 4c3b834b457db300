/**
 * The spectrum of a real signal: its samples by twos are complex numbers, whose transform is untangled. Two doubles are one complex number
 * in two lanes; Stockham's order, passes of four, without bit reversal. Everything lies where the caller says; nothing is allocated.
 */

/** Turns a sign in the first lane. */
const CONJUGATED = i64x2(i64.MIN_VALUE, 0);
/** … in the second. */
const CONJUGATE = i64x2(0, i64.MIN_VALUE);

/** x · w, w as its parts in both lanes. */
function turned(x: v128, re: v128, im: v128): v128 {
  const crossed = f64x2.mul(v128.shuffle<f64>(x, x, 1, 2), im);
  return f64x2.add(f64x2.mul(x, re), v128.xor(crossed, CONJUGATED));
}

/** i · x */
function quarter(x: v128): v128 {
  return v128.xor(v128.shuffle<f64>(x, x, 1, 2), CONJUGATED);
}

/**
 * @param size real samples, a power of two from 16 on.
 * @param input [size] samples; they stay.
 * @param a,b [size + 2] doubles each, to work in.
 * @param turns [3 size / 8] complex e^(−2πik/(size/2)).
 * @param halves [size / 4 + 1] complex −i e^(−2πik/size) / 2.
 * @returns where the spectrum lies: size / 2 + 1 complex numbers, in `a` or `b`.
 */
export function transform(size: i32, input: usize, a: usize, b: usize, turns: usize, halves: usize): usize {
  const points = size >> 1;
  passOfFour(points, 1, input, a, turns);
  let from = a;
  let to = b;
  let n = points >> 2;
  let stride = 4;
  while (n >= 4) {
    passOfFour(n, stride, from, to, turns);
    const swap = from;
    from = to;
    to = swap;
    n >>= 2;
    stride <<= 2;
  }
  if (n == 2) {
    passOfTwo(stride, from, to);
    const swap = from;
    from = to;
    to = swap;
  }
  untangle(points, from, to, halves);
  return to;
}

/** Columns of n points, `stride` of them side by side. */
function passOfFour(n: i32, stride: i32, from: usize, to: usize, turns: usize): void {
  const quarterOf = n >> 2;
  const row = (<usize>stride) << 4;
  const apart = row * <usize>quarterOf;
  for (let p: usize = 0; p < <usize>quarterOf; p++) {
    const turn = (p * <usize>stride) << 4;
    const re1 = v128.load64_splat(turns + turn);
    const im1 = v128.load64_splat(turns + turn, 8);
    const re2 = v128.load64_splat(turns + 2 * turn);
    const im2 = v128.load64_splat(turns + 2 * turn, 8);
    const re3 = v128.load64_splat(turns + 3 * turn);
    const im3 = v128.load64_splat(turns + 3 * turn, 8);
    let x = from + row * p;
    let y = to + 4 * row * p;
    const end = x + row;
    for (; x < end; x += 16, y += 16) {
      const a = v128.load(x);
      const b = v128.load(x + apart);
      const c = v128.load(x + 2 * apart);
      const d = v128.load(x + 3 * apart);
      const even = f64x2.add(a, c);
      const odd = f64x2.add(b, d);
      const evens = f64x2.sub(a, c);
      const odds = quarter(f64x2.sub(b, d));
      v128.store(y, f64x2.add(even, odd));
      v128.store(y + row, turned(f64x2.sub(evens, odds), re1, im1));
      v128.store(y + 2 * row, turned(f64x2.sub(even, odd), re2, im2));
      v128.store(y + 3 * row, turned(f64x2.add(evens, odds), re3, im3));
    }
  }
}

function passOfTwo(stride: i32, from: usize, to: usize): void {
  const row = (<usize>stride) << 4;
  for (let at: usize = 0; at < row; at += 16) {
    const a = v128.load(from + at);
    const b = v128.load(from + row + at);
    v128.store(to + at, f64x2.add(a, b));
    v128.store(to + row + at, f64x2.sub(a, b));
  }
}

/** Z of the complex numbers to X of the samples: X[k] = E + T, X[m − k] = (E − T)*, E = (Z[k] + Z*[m−k]) / 2, T = halves[k] (Z[k] − Z*[m−k]). */
function untangle(points: i32, from: usize, to: usize, halves: usize): void {
  const last = (<usize>points) << 4;
  const re = load<f64>(from);
  const im = load<f64>(from, 8);
  v128.store(to, f64x2(re + im, 0));
  v128.store(to + last, f64x2(re - im, 0));
  const half = f64x2.splat(0.5);
  for (let at: usize = 16; at <= last >> 1; at += 16) {
    const a = v128.load(from + at);
    const b = v128.xor(v128.load(from + last - at), CONJUGATE);
    const e = f64x2.mul(half, f64x2.add(a, b));
    const t = turned(f64x2.sub(a, b), v128.load64_splat(halves + at), v128.load64_splat(halves + at, 8));
    v128.store(to + at, f64x2.add(e, t));
    v128.store(to + last - at, v128.xor(f64x2.sub(e, t), CONJUGATE));
  }
}
