/** Computes powers of two, sines and cosines on four lanes. */

const LN_1: f32 = 0.693147180559945;
const LN_2: f32 = 0.240226506959101;
const LN_3: f32 = 0.0555041086648216;
const LN_4: f32 = 0.00961812910762848;
const LN_5: f32 = 0.00133335581464284;

/** 2^x, to 2·10⁻⁷ of it; 2^−126 and less are 2^−126. */
export function exp2x4(x: v128): v128 {
  const bounded = f32x4.max(f32x4.splat(-126), f32x4.min(f32x4.splat(126), x));
  const whole = f32x4.nearest(bounded);
  const f = f32x4.sub(bounded, whole);
  let y = f32x4.add(f32x4.splat(LN_4), f32x4.mul(f, f32x4.splat(LN_5)));
  y = f32x4.add(f32x4.splat(LN_3), f32x4.mul(f, y));
  y = f32x4.add(f32x4.splat(LN_2), f32x4.mul(f, y));
  y = f32x4.add(f32x4.splat(LN_1), f32x4.mul(f, y));
  y = f32x4.add(f32x4.splat(1), f32x4.mul(f, y));
  const power = i32x4.shl(i32x4.add(i32x4.trunc_sat_f32x4_s(whole), i32x4.splat(127)), 23);
  return f32x4.mul(y, power);
}

/** 10^(x/10), x in dB, to 2·10⁻⁷ of it. */
export function powerOf(decibels: f64): f64 {
  return <f64>f32x4.extract_lane(exp2x4(f32x4.splat(<f32>(decibels * 0.332192809488736))), 0);
}

/** Values at four places between whole ones, from 0 to `last`, on straight lines. */
export function linesAt(values: usize, places: v128, last: i32): v128 {
  const below = i32x4.min_s(i32x4.splat(last - 1), i32x4.trunc_sat_f32x4_s(places));
  const bytes = i32x4.shl(below, 2);
  // what lies below and above a place is side by side: one load
  let ab = v128.load64_zero(values + <usize>i32x4.extract_lane(bytes, 0));
  ab = v128.load64_lane(values + <usize>i32x4.extract_lane(bytes, 1), ab, 1);
  let cd = v128.load64_zero(values + <usize>i32x4.extract_lane(bytes, 2));
  cd = v128.load64_lane(values + <usize>i32x4.extract_lane(bytes, 3), cd, 1);
  const low = v128.shuffle<f32>(ab, cd, 0, 2, 4, 6);
  const high = v128.shuffle<f32>(ab, cd, 1, 3, 5, 7);
  const share = f32x4.sub(places, f32x4.convert_i32x4_s(below));
  return f32x4.add(low, f32x4.mul(share, f32x4.sub(high, low)));
}

export function exp2(x: f64): f64 {
  return Math.pow(2, x);
}

const S1: f32 = 6.28318530717958;
const S3: f32 = -41.3417022403997;
const S5: f32 = 81.605249276075;
const S7: f32 = -76.7058597530614;
const S9: f32 = 42.0586939448862;
const S11: f32 = -15.094642576823;

/** cos 2πx, x in turns, to 2·10⁻⁷. */
export function cosTurns(x: v128): v128 {
  const r = f32x4.sub(x, f32x4.nearest(x));
  // cos 2πr = sin 2π(¼ − |r|), whose argument lies within a quarter turn of 0
  const z = f32x4.sub(f32x4.splat(0.25), f32x4.abs(r));
  const z2 = f32x4.mul(z, z);
  let y = f32x4.add(f32x4.splat(S9), f32x4.mul(z2, f32x4.splat(S11)));
  y = f32x4.add(f32x4.splat(S7), f32x4.mul(z2, y));
  y = f32x4.add(f32x4.splat(S5), f32x4.mul(z2, y));
  y = f32x4.add(f32x4.splat(S3), f32x4.mul(z2, y));
  y = f32x4.add(f32x4.splat(S1), f32x4.mul(z2, y));
  return f32x4.mul(z, y);
}

export function sinTurns(x: v128): v128 {
  return cosTurns(f32x4.sub(x, f32x4.splat(0.25)));
}

/** Marsaglia's xorshift of 32 bits, as in src/audio/partials/shaped-noise.ts: the next state; its upper 12 bits are the number. */
export function xorshift(state: u32): u32 {
  let x = state;
  x ^= x << 13;
  x ^= x >>> 17;
  x ^= x << 5;
  return x;
}

/** The state that a seed begins with. */
export function seeded(seed: i32): u32 {
  const state = (seed * <i32>0x9e3779b1) ^ 0x6d2b79f5;
  return state == 0 ? 1 : state;
}
