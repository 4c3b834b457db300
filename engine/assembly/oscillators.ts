/**
 * Sums partials: four lanes are four samples in a row, stepped by recurrence y += d, d −= (2 sin 2πw)² y, whose error does not
 * grow at low frequencies as that of y[n] = 2 cos ω y[n−1] − y[n−2] does. State is set anew from phases in every run.
 */
import { cosTurns, sinTurns } from './maths';

/** Partials quieter than this at both ends of a run are not made: −120 dB. */
export const UNHEARD: f32 = 1e-6;

/** State of the partials that are summed next, 16 bytes each: y, d, k, amplitude, its slope. */
let y0: v128 = f32x4.splat(0);
let d0: v128 = f32x4.splat(0);

/** Sets y and d to the first four samples of cos 2π(phase + n turns). */
function begin(phase: f32, turns: f32, sine: f32): void {
  const n = f32x4(0, 1, 2, 3);
  const w = f32x4.splat(turns);
  y0 = cosTurns(f32x4.add(f32x4.splat(phase), f32x4.mul(w, n)));
  const before = f32x4.add(f32x4.splat(phase), f32x4.mul(w, f32x4.sub(n, f32x4.splat(2))));
  // y[n] − y[n−4] = −2 sin(2πw · 2) sin(2π(phase + w (n − 2)))
  d0 = f32x4.mul(f32x4.splat(-2 * sine), sinTurns(before));
}

/** One partial over `frames` (a multiple of four) samples, amplitude on a line from `a` to `b`. */
export function addOne(out: usize, frames: i32, phase: f64, turns: f64, a: f32, b: f32): void {
  const w = <f32>turns;
  const sine = f32x4.extract_lane(sinTurns(f32x4.splat(2 * w)), 0);
  begin(<f32>(phase - Math.floor(phase)), w, sine);
  let y = y0;
  let d = d0;
  const k = f32x4.splat(4 * sine * sine);
  const slope: f32 = (b - a) / <f32>frames;
  let amplitude = f32x4.add(f32x4.splat(a), f32x4.mul(f32x4.splat(slope), f32x4(0, 1, 2, 3)));
  const step = f32x4.splat(4 * slope);
  const end = out + ((<usize>frames) << 2);
  for (let at = out; at < end; at += 16) {
    v128.store(at, f32x4.add(v128.load(at), f32x4.mul(amplitude, y)));
    amplitude = f32x4.add(amplitude, step);
    d = f32x4.sub(d, f32x4.mul(k, y));
    y = f32x4.add(y, d);
  }
}

/** Two partials at once. */
export function addTwo(
  out: usize,
  frames: i32,
  phaseA: f64,
  turnsA: f64,
  fromA: f32,
  toA: f32,
  phaseB: f64,
  turnsB: f64,
  fromB: f32,
  toB: f32,
): void {
  const wA = <f32>turnsA;
  const wB = <f32>turnsB;
  const sines = sinTurns(f32x4(2 * wA, 2 * wB, 0, 0));
  const sA = f32x4.extract_lane(sines, 0);
  const sB = f32x4.extract_lane(sines, 1);
  begin(<f32>(phaseA - Math.floor(phaseA)), wA, sA);
  let yA = y0;
  let dA = d0;
  begin(<f32>(phaseB - Math.floor(phaseB)), wB, sB);
  let yB = y0;
  let dB = d0;
  const kA = f32x4.splat(4 * sA * sA);
  const kB = f32x4.splat(4 * sB * sB);
  const n = f32x4(0, 1, 2, 3);
  const slopeA: f32 = (toA - fromA) / <f32>frames;
  const slopeB: f32 = (toB - fromB) / <f32>frames;
  let a = f32x4.add(f32x4.splat(fromA), f32x4.mul(f32x4.splat(slopeA), n));
  let b = f32x4.add(f32x4.splat(fromB), f32x4.mul(f32x4.splat(slopeB), n));
  const stepA = f32x4.splat(4 * slopeA);
  const stepB = f32x4.splat(4 * slopeB);
  const end = out + ((<usize>frames) << 2);
  for (let at = out; at < end; at += 16) {
    v128.store(at, f32x4.add(v128.load(at), f32x4.add(f32x4.mul(a, yA), f32x4.mul(b, yB))));
    a = f32x4.add(a, stepA);
    b = f32x4.add(b, stepB);
    dA = f32x4.sub(dA, f32x4.mul(kA, yA));
    dB = f32x4.sub(dB, f32x4.mul(kB, yB));
    yA = f32x4.add(yA, dA);
    yB = f32x4.add(yB, dB);
  }
}
