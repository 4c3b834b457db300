/** Defines the packed tracks of a source (src/audio/partials/pack.ts writes them) and reads their header. */

/** Doubles of a header. */
export const HEADER: i32 = 32;
/** Its fields, by double. */
export const FRAMES: i32 = 0;
export const HARMONICS: i32 = 1;
export const EXTRAS: i32 = 2;
/** 16-bit values of a row of levels: harmonics, then extras, each filled up to fours. */
export const STRIDE: i32 = 3;
export const ROOT: i32 = 4;
export const SLOPE: i32 = 5;
export const GAIN: i32 = 6;
export const HEAD_RATE: i32 = 7;
export const HEAD_LENGTH: i32 = 8;
export const HEAD_HOLD: i32 = 9;
/** Five: begin, attack, sustain's begin and end, end, in frames. */
export const ANCHORS: i32 = 10;
/** Offsets in bytes. */
export const LEVELS: i32 = 15;
export const NOISE: i32 = 16;
export const CONTOUR: i32 = 17;
export const POWER: i32 = 18;
export const RATIOS: i32 = 19;
export const PHASES: i32 = 20;
export const HEAD: i32 = 21;
/** Gains by key, dB: KEY_GAINS floats, KEY_STEP semitones apart, the middle one at the root. */
export const GAINS: i32 = 22;
/** A recording: levels of its head (dB, a frame each) and how many; where it is looped, and how far back, samples. */
export const HEAD_LEVELS: i32 = 23;
export const HEAD_FRAMES: i32 = 24;
export const LOOP_END: i32 = 25;
export const LOOP_LENGTH: i32 = 26;
export const KEY_GAINS: i32 = 33;
export const KEY_STEP: f64 = 4;

export const BANDS: i32 = 40;
/** Sources of a set. */
export const MOST: i32 = 4;
/** Levels are whole numbers of this many to a decibel. */
export const TICKS: f32 = 128;
/** Binary orders of amplitude to a tick. */
export const OCTAVES: f32 = 0.166096404744368 / 128;
/** Level of what is not there. */
export const SILENT: f32 = -140 * 128;
/** Seconds between frames. */
export const HOP: f64 = 0.005;

export function field(source: usize, index: i32): f64 {
  return load<f64>(source + ((<usize>index) << 3));
}

export function whole(source: usize, index: i32): i32 {
  return <i32>load<f64>(source + ((<usize>index) << 3));
}

export function rows(source: usize, index: i32): usize {
  return source + <usize>load<f64>(source + ((<usize>index) << 3));
}

export function padded(count: i32): i32 {
  return (count + 3) & ~3;
}

/** Four columns of 16-bit rows between two frames. */
export function ticksAt(low: usize, high: usize, column: i32, share: v128): v128 {
  const at = (<usize>column) << 1;
  const a = f32x4.convert_i32x4_s(v128.load16x4_s(low + at));
  const b = f32x4.convert_i32x4_s(v128.load16x4_s(high + at));
  return f32x4.add(a, f32x4.mul(share, f32x4.sub(b, a)));
}

/** A column of single numbers between two frames. */
export function lineAt(values: usize, frames: i32, position: f64): f64 {
  let low = <i32>position;
  if (low < 0) low = 0;
  if (low > frames - 1) low = frames - 1;
  const high = min(frames - 1, low + 1);
  const a = <f64>load<f32>(values + ((<usize>low) << 2));
  const b = <f64>load<f32>(values + ((<usize>high) << 2));
  return a + (position - <f64>low) * (b - a);
}

/** Gain that makes a source as loud at a pitch as at its root, with the gain that makes it as loud as others, dB. */
export function gainAt(source: usize, pitch: f64): f64 {
  const place = (pitch - field(source, ROOT)) / KEY_STEP + <f64>((KEY_GAINS - 1) / 2);
  return (
    field(source, GAIN) + lineAt(rows(source, GAINS), KEY_GAINS, max<f64>(0, min<f64>(KEY_GAINS - 1, place)))
  );
}
