/** Makes noise with a level by band: inverse transforms of random phases, half overlapped, as src/audio/partials/shaped-noise.ts. */
import { exp2x4, xorshift } from './maths';
import { gainTicks, noiseTicks } from './levels';
import { BANDS, OCTAVES } from './source';
import { at, im, inverse, prepareTransform, re, twiddleIm, twiddleRe } from './transform';
import { Voice } from './voice';

const PHASES: i32 = 4096;

/** Samples of a frame; the next begins after half of them. */
let size: i32 = 0;
let half: i32 = 0;
let first: i32 = 0;
let last: i32 = 0;
let scale: f32 = 0;
/** [half] by bin: where the band below lies in `noiseTicks`, bytes; how far the bin is from it to the next. */
let bandsBelow: usize = 0;
let bandShares: usize = 0;
/** [PHASES] cosines; [size] the window. */
let cosines: usize = 0;
let window: usize = 0;
/** [half + 4] the half spectrum: nothing is written outside its bins, so the rest stays 0. */
let binsRe: usize = 0;
let binsIm: usize = 0;

/** [audio, once] Sizes tables for a rate. */
export function prepareNoise(rate: f64, frame: i32, lowest: f64, top: f64, centres: usize): void {
  size = frame;
  half = frame >> 1;
  const hertz = rate / <f64>size;
  first = max(1, <i32>Math.ceil(lowest / hertz));
  last = min(half - 1, <i32>Math.floor(top / hertz));
  scale = <f32>(Math.sqrt((<f64>size * rate) / 48000) / <f64>size);
  const bytes: usize = (<usize>(PHASES + size + 2 * half + 2 * (half + 4))) << 2;
  cosines = heap.alloc(bytes);
  memory.fill(cosines, 0, bytes);
  window = at(cosines, PHASES);
  bandsBelow = at(window, size);
  bandShares = at(bandsBelow, half);
  binsRe = at(bandShares, half);
  binsIm = at(binsRe, half + 4);
  prepareTransform(half);
  for (let i = 0; i < PHASES; i++)
    store<f32>(at(cosines, i), <f32>Math.cos((2 * Math.PI * <f64>i) / <f64>PHASES));
  for (let n = 0; n < size; n++)
    store<f32>(at(window, n), <f32>Math.sin((Math.PI * (<f64>n + 0.5)) / <f64>size));
  for (let k = 0; k < half; k++) {
    const place = placeOn(centres, <f64>k * hertz);
    const low = min(BANDS - 2, <i32>place);
    store<i32>(at(bandsBelow, k), low << 2);
    store<f32>(at(bandShares, k), <f32>(place - <f64>low));
  }
}

/** Where a frequency lies between the bands' centres, the ends held. */
function placeOn(centres: usize, hertz: f64): f64 {
  if (hertz <= load<f64>(centres)) return 0;
  for (let band = 0; band + 1 < BANDS; band++) {
    const low = load<f64>(centres + ((<usize>band) << 3));
    const high = load<f64>(centres + ((<usize>(band + 1)) << 3));
    if (hertz < high) return <f64>band + (hertz - low) / (high - low);
  }
  return BANDS - 1;
}

/** The next frame of a voice, of `noiseTicks` and `gainTicks`: its first half is added to what lies in `voice.tail`, into `voice.noise`. */
export function nextNoise(voice: Voice): void {
  makePhases(voice);
  makeGains();
  makeSpectrum();
  inverse();
  overlap(voice);
}

/** Sample 2m is the real part of m, 2m + 1 the imaginary one. */
function overlap(voice: Voice): void {
  for (let n = 0; n < half; n += 8) {
    const m = n >> 1;
    const even = v128.load(at(re, m));
    const odd = v128.load(at(im, m));
    const now = at(voice.noise, n);
    const tail = at(voice.tail, n);
    const rise = at(window, n);
    const low = f32x4.mul(v128.load(rise), v128.shuffle<f32>(even, odd, 0, 4, 1, 5));
    const high = f32x4.mul(v128.load(rise, 16), v128.shuffle<f32>(even, odd, 2, 6, 3, 7));
    v128.store(now, f32x4.add(v128.load(tail), low));
    v128.store(now, f32x4.add(v128.load(tail, 16), high), 16);
    const evenLater = v128.load(at(re, m + (half >> 1)));
    const oddLater = v128.load(at(im, m + (half >> 1)));
    const fall = at(window, half + n);
    v128.store(tail, f32x4.mul(v128.load(fall), v128.shuffle<f32>(evenLater, oddLater, 0, 4, 1, 5)));
    v128.store(tail, f32x4.mul(v128.load(fall, 16), v128.shuffle<f32>(evenLater, oddLater, 2, 6, 3, 7)), 16);
  }
}

/** Random phases of the bins, as points of the unit circle. */
function makePhases(voice: Voice): void {
  let state = voice.noiseRandom;
  for (let k = first; k <= last; k++) {
    state = xorshift(state);
    const phase = <i32>(state >>> 20);
    store<f32>(at(binsRe, k), load<f32>(at(cosines, phase)));
    store<f32>(at(binsIm, k), load<f32>(at(cosines, (phase + (3 * PHASES) / 4) & (PHASES - 1))));
  }
  voice.noiseRandom = state;
}

/** Gives the bins their gains, on straight lines in dB between the bands. */
function makeGains(): void {
  const gain = f32x4.splat(gainTicks);
  for (let k = first & ~3; k <= last; k += 4) {
    // each bin's bands lie side by side: two floats in one load
    const below = at(bandsBelow, k);
    let ab = v128.load64_zero(noiseTicks + load<u32>(below));
    ab = v128.load64_lane(noiseTicks + load<u32>(below, 4), ab, 1);
    let cd = v128.load64_zero(noiseTicks + load<u32>(below, 8));
    cd = v128.load64_lane(noiseTicks + load<u32>(below, 12), cd, 1);
    const low = v128.shuffle<f32>(ab, cd, 0, 2, 4, 6);
    const high = v128.shuffle<f32>(ab, cd, 1, 3, 5, 7);
    const line = f32x4.add(low, f32x4.mul(v128.load(at(bandShares, k)), f32x4.sub(high, low)));
    const gains = f32x4.mul(
      f32x4.splat(scale),
      exp2x4(f32x4.mul(f32x4.splat(OCTAVES), f32x4.add(gain, line))),
    );
    v128.store(at(binsRe, k), f32x4.mul(gains, v128.load(at(binsRe, k))));
    v128.store(at(binsIm, k), f32x4.mul(gains, v128.load(at(binsIm, k))));
  }
}

/**
 * The half spectrum X, folded for the half transform: Z[k] = (X[k] + X*[h−k]) + i e^(2πik/size) (X[k] − X*[h−k]). Bin 0 and the highest
 * are empty.
 */
function makeSpectrum(): void {
  for (let k = 0; k < half; k += 4) {
    const mirror = half - k - 3;
    const aRe = v128.load(at(binsRe, k));
    const aIm = v128.load(at(binsIm, k));
    const rightRe = v128.load(at(binsRe, mirror));
    const rightIm = v128.load(at(binsIm, mirror));
    const bRe = v128.shuffle<f32>(rightRe, rightRe, 3, 2, 1, 0);
    const bIm = f32x4.neg(v128.shuffle<f32>(rightIm, rightIm, 3, 2, 1, 0));
    const c = v128.load(at(twiddleRe, k));
    const s = v128.load(at(twiddleIm, k));
    const dRe = f32x4.sub(aRe, bRe);
    const dIm = f32x4.sub(aIm, bIm);
    const turnedRe = f32x4.add(f32x4.mul(c, dIm), f32x4.mul(s, dRe));
    const turnedIm = f32x4.sub(f32x4.mul(c, dRe), f32x4.mul(s, dIm));
    v128.store(at(re, k), f32x4.sub(f32x4.add(aRe, bRe), turnedRe));
    v128.store(at(im, k), f32x4.add(f32x4.add(aIm, bIm), turnedIm));
  }
}
