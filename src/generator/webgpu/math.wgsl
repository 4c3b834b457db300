// Functions whose precision WGSL leaves to the implementation, written out, so that the logits agree
// with the plain reference on every adapter.

// e^x for x ≤ 0; relative error about 1e-7. Range reduction x = n·ln 2 + r with ln 2 in two parts
// (Cody and Waite 1980), then the Taylor polynomial of degree 7 on |r| ≤ 0.35 (error below 6e-9).
// Below −87 the result is that of −87, about 1e-38.
fn expNonPositive(x: f32) -> f32 {
  let y = max(x, -87.0);
  let n = round(y * 1.4426950408889634);
  let r = fma(n, -1.428606765330187e-6, fma(n, -0.693145751953125, y));
  var p = fma(r, 1.984126984126984e-4, 1.3888888888888889e-3);
  p = fma(p, r, 8.333333333333333e-3);
  p = fma(p, r, 4.1666666666666664e-2);
  p = fma(p, r, 0.16666666666666666);
  p = fma(p, r, 0.5);
  p = fma(p, r, 1.0);
  p = fma(p, r, 1.0);
  return p * bitcast<f32>(u32(i32(n) + 127) << 23u);
}

// sigmoid(h.x) · tanh(h.y), absolute error about 1e-7, with one division.
fn gate(h: vec2<f32>) -> f32 {
  let u = expNonPositive(-abs(h.x));
  let v = expNonPositive(-2.0 * abs(h.y));
  let top = select(u, 1.0, h.x >= 0.0) * select(v - 1.0, 1.0 - v, h.y >= 0.0);
  return top / ((1.0 + u) * (1.0 + v));
}

// As src/audio/mulaw.ts: sign(x) · ln(1 + 255·min(|x|, 1)) / ln 256.
fn compand(x: f32) -> f32 {
  return sign(x) * log(1.0 + 255.0 * min(abs(x), 1.0)) * 0.18033688011112042;
}
