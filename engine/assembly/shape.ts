/** Holds what all voices follow from segment to segment: the live parameters. Written from outside; index.ts documents them. */

/** Doubles, by index. */
const BALANCE: usize = 0;
const TILT: usize = 8;
const STRETCH: usize = 16;
const SPEED: usize = 24;
const BYTES: i32 = 32;

export const shapeBlock: usize = memory.data(BYTES, 16);

/** Within these, whatever is written: dB an octave, exponent, frames a frame. */
const MOST_TILT: f64 = 6;
const MOST_STRETCH: f64 = 0.2;
const MOST_SPEED: f64 = 4;
/** Deviations at which the recorded head has given way to what can be shaped. */
const HEADLESS_TILT: f64 = 3;
const HEADLESS_STRETCH: f64 = 0.05;
const HEADLESS_SPEED: f64 = 0.5;

function bounded(at: usize, most: f64): f64 {
  const value = load<f64>(shapeBlock + at);
  // written so that NaN is 0
  return value >= most ? most : value > -most ? value : value <= -most ? -most : 0;
}

/** [audio, once] */
export function resetShape(): void {
  memory.fill(shapeBlock, 0, BYTES);
  store<f64>(shapeBlock + SPEED, 1);
}

/** −1: partials alone; 1: noise alone. */
export function balance(): f64 {
  return bounded(BALANCE, 1);
}

/** dB an octave. */
export function tilt(): f64 {
  return bounded(TILT, MOST_TILT);
}

/** A ratio r becomes r^(1 + stretch). */
export function stretch(): f64 {
  return bounded(STRETCH, MOST_STRETCH);
}

/** Frames of the tracks that pass in the time of one; below 0 backwards. */
export function pathSpeed(): f64 {
  return bounded(SPEED, MOST_SPEED);
}

/** How much of the head is played: a recording has its own balance, colour and time. */
export function headKept(): f64 {
  return (
    (1 - Math.abs(balance())) *
    kept(tilt(), HEADLESS_TILT) *
    kept(stretch(), HEADLESS_STRETCH) *
    kept(pathSpeed() - 1, HEADLESS_SPEED)
  );
}

function kept(deviation: f64, most: f64): f64 {
  return 1 - min<f64>(1, Math.abs(deviation) / most);
}
