/**
 * Computes the activation functions by polynomials. Coefficients: minimax fits of the relative error of 2^f on
 * −½ … ½ with the constant term held at 1 (iteratively reweighted least squares on 4001 Chebyshev points); maximum
 * error 9.1e-8 at degree 5, 4.7e-11 at degree 7.
 */

/** 1.5 · 2^23: adding it rounds a float to a whole number, and leaves that number in the low bits. */
const ROUND: f32 = 12582912.0;
/** 1.5 · 2^52, the same for doubles. */
const ROUND_DOUBLE: f64 = 6755399441055744.0;
const LOG2_E: f64 = 1.4426950408889634;

/** 2^y of four floats, −126 < y < 127, to 2e-7 relative. */
function exp2(y: v128): v128 {
  const whole = f32x4.add(y, f32x4.splat(ROUND));
  const f = f32x4.sub(y, f32x4.sub(whole, f32x4.splat(ROUND)));
  let p = f32x4.add(f32x4.mul(f, f32x4.splat(0.0013264727247158138)), f32x4.splat(0.009671512688185589));
  p = f32x4.add(f32x4.mul(f, p), f32x4.splat(0.05550733743574454));
  p = f32x4.add(f32x4.mul(f, p), f32x4.splat(0.2402224208463462));
  p = f32x4.add(f32x4.mul(f, p), f32x4.splat(0.6931469775987162));
  p = f32x4.add(f32x4.mul(f, p), f32x4.splat(1));
  return i32x4.add(p, i32x4.shl(whole, 23));
}

/** Keeps 2^y, and the product of two of them, finite; the gates are flat to 1e-18 there. */
function clamped(y: v128): v128 {
  return f32x4.pmax(f32x4.splat(-60), f32x4.pmin(f32x4.splat(60), y));
}

/**
 * gates[i] = sigmoid(a) · tanh(b) where hidden[i] = −log2(e)·a and hidden[count + i] = −2·log2(e)·b: the host scales
 * weights and biases, so that both are powers of two away:
 *   sigmoid(a) = 1/(1 + A), tanh(b) = (1 − B)/(1 + B) with A = 2^hidden[i], B = 2^hidden[count + i].
 * Absolute error at most 5e-7. `count` is a multiple of 4.
 */
export function gate(hidden: usize, gates: usize, count: i32): void {
  const one = f32x4.splat(1);
  const bytes = (<usize>count) << 2;
  const end = hidden + bytes;
  while (hidden < end) {
    const a = exp2(clamped(v128.load(hidden)));
    const b = exp2(clamped(v128.load(hidden + bytes)));
    v128.store(gates, f32x4.div(f32x4.sub(one, b), f32x4.mul(f32x4.add(one, a), f32x4.add(one, b))));
    hidden += 16;
    gates += 16;
  }
}

/**
 * Four linear samples companded: sign(x) · log2(1 + 255·min(|x|, 1)) / 8. The logarithm by its series in
 * s = (m − 1)/(m + 1), |s| < 0.172; absolute error at most 2e-7.
 */
export function compand(x: v128): v128 {
  const y = f32x4.add(f32x4.splat(1), f32x4.mul(f32x4.splat(255), f32x4.pmin(f32x4.splat(1), f32x4.abs(x))));
  const exponent = i32x4.shr_s(i32x4.sub(y, i32x4.splat(0x3f3504f3)), 23); // 0x3f3504f3: √½
  const m = i32x4.sub(y, i32x4.shl(exponent, 23));
  const s = f32x4.div(f32x4.sub(m, f32x4.splat(1)), f32x4.add(m, f32x4.splat(1)));
  const q = f32x4.mul(s, s);
  let p = f32x4.add(f32x4.mul(q, f32x4.splat(0.32059889797)), f32x4.splat(0.41219858311)); // 2/ln2 · (1/9, 1/7
  p = f32x4.add(f32x4.mul(q, p), f32x4.splat(0.57707801636)); // 1/5
  p = f32x4.add(f32x4.mul(q, p), f32x4.splat(0.96179669393)); // 1/3
  p = f32x4.add(f32x4.mul(q, p), f32x4.splat(2.88539008178)); // 1)
  const log = f32x4.add(f32x4.convert_i32x4_s(exponent), f32x4.mul(s, p));
  return v128.or(f32x4.mul(log, f32x4.splat(0.125)), v128.and(x, i32x4.splat(0x80000000)));
}

/** e^z of two doubles, z ≤ 0, to 1e-10 relative. */
function exp(z: v128): v128 {
  const y = f64x2.mul(z, f64x2.splat(LOG2_E));
  const whole = f64x2.add(y, f64x2.splat(ROUND_DOUBLE));
  const f = f64x2.sub(y, f64x2.sub(whole, f64x2.splat(ROUND_DOUBLE)));
  let p = f64x2.add(f64x2.mul(f, f64x2.splat(1.5196156447024912e-5)), f64x2.splat(0.0001546675635992296));
  p = f64x2.add(f64x2.mul(f, p), f64x2.splat(0.001333393505620107));
  p = f64x2.add(f64x2.mul(f, p), f64x2.splat(0.009618038131941013));
  p = f64x2.add(f64x2.mul(f, p), f64x2.splat(0.05550410365990477));
  p = f64x2.add(f64x2.mul(f, p), f64x2.splat(0.24022651066561782));
  p = f64x2.add(f64x2.mul(f, p), f64x2.splat(0.6931471807045325));
  p = f64x2.add(f64x2.mul(f, p), f64x2.splat(1));
  return i64x2.add(p, i64x2.shl(whole, 52));
}

/** floor(2^22 · float32(e^z) + 0.5) of two doubles, as whole numbers in the two low lanes. */
function weights(z: v128): v128 {
  const rounded = f64x2.promote_low_f32x4(f32x4.demote_f64x2_zero(exp(z)));
  return i32x4.trunc_sat_f64x2_s_zero(f64x2.add(f64x2.mul(rounded, f64x2.splat(4194304)), f64x2.splat(0.5)));
}

/** The sampler's integer weights of four values z = (logit − max) / temperature ≤ 0. */
export function sampleWeights(z: v128): v128 {
  const low = weights(f64x2.promote_low_f32x4(z));
  const high = weights(
    f64x2.promote_low_f32x4(i8x16.shuffle(z, z, 8, 9, 10, 11, 12, 13, 14, 15, 0, 1, 2, 3, 4, 5, 6, 7)),
  );
  return i64x2.shuffle(low, high, 0, 2);
}
