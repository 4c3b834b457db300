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

/** One partial by itself. */
function addOne(out: usize, frames: i32, phase: f64, turns: f64, a: f32, b: f32): void {
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

/** What waits to be summed: [4] phases and turns, then [4] amplitudes at both ends of the run. */
const waiting = memory.data(4 * 24, 16);
const PHASE: usize = 0;
const TURNS: usize = 32;
const FROM: usize = 64;
const TO: usize = 80;
let count: i32 = 0;

/**
 * One more partial over `frames` (a multiple of four) samples, amplitude on a line from `from` to `to`. Four are summed at a time: each
 * step of the recurrence waits for the one before it, so that four that do not wait for each other take little longer than one. What is
 * left is summed by `addRest`.
 */
export function addPartial(out: usize, frames: i32, phase: f64, turns: f64, from: f32, to: f32): void {
  const at = <usize>count;
  store<f64>(waiting + PHASE + (at << 3), phase);
  store<f64>(waiting + TURNS + (at << 3), turns);
  store<f32>(waiting + FROM + (at << 2), from);
  store<f32>(waiting + TO + (at << 2), to);
  count++;
  if (count < 4) return;
  addFour(out, frames);
  count = 0;
}

/** Sums what waits. */
export function addRest(out: usize, frames: i32): void {
  for (let i: usize = 0; i < <usize>count; i++)
    addOne(
      out,
      frames,
      load<f64>(waiting + PHASE + (i << 3)),
      load<f64>(waiting + TURNS + (i << 3)),
      load<f32>(waiting + FROM + (i << 2)),
      load<f32>(waiting + TO + (i << 2)),
    );
  count = 0;
}

function phaseOf(i: usize): f32 {
  const phase = load<f64>(waiting + PHASE + (i << 3));
  return <f32>(phase - Math.floor(phase));
}

function turnsOf(i: usize): f32 {
  return <f32>load<f64>(waiting + TURNS + (i << 3));
}

function addFour(out: usize, frames: i32): void {
  const w = f32x4(turnsOf(0), turnsOf(1), turnsOf(2), turnsOf(3));
  const sines = sinTurns(f32x4.add(w, w));
  const ks = f32x4.mul(f32x4.splat(4), f32x4.mul(sines, sines));
  const from = v128.load(waiting + FROM);
  const slopes = f32x4.mul(f32x4.sub(v128.load(waiting + TO), from), f32x4.splat(1 / <f32>frames));
  const n = f32x4(0, 1, 2, 3);
  begin(phaseOf(0), turnsOf(0), f32x4.extract_lane(sines, 0));
  let yA = y0;
  let dA = d0;
  begin(phaseOf(1), turnsOf(1), f32x4.extract_lane(sines, 1));
  let yB = y0;
  let dB = d0;
  begin(phaseOf(2), turnsOf(2), f32x4.extract_lane(sines, 2));
  let yC = y0;
  let dC = d0;
  begin(phaseOf(3), turnsOf(3), f32x4.extract_lane(sines, 3));
  let yD = y0;
  let dD = d0;
  const kA = v128.shuffle<f32>(ks, ks, 0, 0, 0, 0);
  const kB = v128.shuffle<f32>(ks, ks, 1, 1, 1, 1);
  const kC = v128.shuffle<f32>(ks, ks, 2, 2, 2, 2);
  const kD = v128.shuffle<f32>(ks, ks, 3, 3, 3, 3);
  let slope = v128.shuffle<f32>(slopes, slopes, 0, 0, 0, 0);
  let a = f32x4.add(v128.shuffle<f32>(from, from, 0, 0, 0, 0), f32x4.mul(slope, n));
  const stepA = f32x4.mul(f32x4.splat(4), slope);
  slope = v128.shuffle<f32>(slopes, slopes, 1, 1, 1, 1);
  let b = f32x4.add(v128.shuffle<f32>(from, from, 1, 1, 1, 1), f32x4.mul(slope, n));
  const stepB = f32x4.mul(f32x4.splat(4), slope);
  slope = v128.shuffle<f32>(slopes, slopes, 2, 2, 2, 2);
  let c = f32x4.add(v128.shuffle<f32>(from, from, 2, 2, 2, 2), f32x4.mul(slope, n));
  const stepC = f32x4.mul(f32x4.splat(4), slope);
  slope = v128.shuffle<f32>(slopes, slopes, 3, 3, 3, 3);
  let d = f32x4.add(v128.shuffle<f32>(from, from, 3, 3, 3, 3), f32x4.mul(slope, n));
  const stepD = f32x4.mul(f32x4.splat(4), slope);
  const end = out + ((<usize>frames) << 2);
  for (let at = out; at < end; at += 16) {
    const ab = f32x4.add(f32x4.mul(a, yA), f32x4.mul(b, yB));
    const cd = f32x4.add(f32x4.mul(c, yC), f32x4.mul(d, yD));
    v128.store(at, f32x4.add(v128.load(at), f32x4.add(ab, cd)));
    a = f32x4.add(a, stepA);
    b = f32x4.add(b, stepB);
    c = f32x4.add(c, stepC);
    d = f32x4.add(d, stepD);
    dA = f32x4.sub(dA, f32x4.mul(kA, yA));
    dB = f32x4.sub(dB, f32x4.mul(kB, yB));
    dC = f32x4.sub(dC, f32x4.mul(kC, yC));
    dD = f32x4.sub(dD, f32x4.mul(kD, yD));
    yA = f32x4.add(yA, dA);
    yB = f32x4.add(yB, dB);
    yC = f32x4.add(yC, dC);
    yD = f32x4.add(yD, dD);
  }
}
