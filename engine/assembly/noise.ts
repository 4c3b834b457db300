/** Makes noise with a level by band: inverse transforms of random phases, half overlapped, as src/audio/partials/shaped-noise.ts. */
import { exp2x4, xorshift } from './maths';
import { gainTicks, noiseTicks } from './levels';
import { BANDS, OCTAVES } from './source';
import { Voice } from './voice';

const PHASES: i32 = 4096;

/** Samples of a frame; the next begins after half of them. */
let size: i32 = 0;
let half: i32 = 0;
let first: i32 = 0;
let last: i32 = 0;
let scale: f32 = 0;
/** [size / 2] by bin, place between the bands. */
let places: usize = 0;
/** [PHASES] cosines; [size] the window; turns of the transforms. */
let cosines: usize = 0;
let window: usize = 0;
let twiddleRe: usize = 0;
let twiddleIm: usize = 0;
let gains: usize = 0;
/** [size / 2] each: the transform's input and output, and the work between. */
let re: usize = 0;
let im: usize = 0;
let workRe: usize = 0;
let workIm: usize = 0;

function at(base: usize, index: i32): usize {
  return base + ((<usize>index) << 2);
}

/** [audio, once] Sizes tables for a rate. */
export function prepareNoise(rate: f64, frame: i32, lowest: f64, top: f64, centres: usize): void {
  size = frame;
  half = frame >> 1;
  const hertz = rate / <f64>size;
  first = max(1, <i32>Math.ceil(lowest / hertz));
  last = min(half - 1, <i32>Math.floor(top / hertz));
  scale = <f32>(Math.sqrt((<f64>size * rate) / 48000) / <f64>size);
  const floats = heap.alloc(<usize>(4 * (PHASES + 9 * half + 16 + size)));
  cosines = floats;
  window = at(cosines, PHASES);
  places = at(window, size);
  twiddleRe = at(places, half);
  twiddleIm = at(twiddleRe, half);
  gains = at(twiddleIm, half);
  re = at(gains, half + 4);
  im = at(re, half);
  workRe = at(im, half);
  workIm = at(workRe, half);
  for (let i = 0; i < PHASES; i++)
    store<f32>(at(cosines, i), <f32>Math.cos((2 * Math.PI * <f64>i) / <f64>PHASES));
  for (let n = 0; n < size; n++)
    store<f32>(at(window, n), <f32>Math.sin((Math.PI * (<f64>n + 0.5)) / <f64>size));
  for (let k = 0; k < half; k++) {
    store<f32>(at(twiddleRe, k), <f32>Math.cos((2 * Math.PI * <f64>k) / <f64>size));
    store<f32>(at(twiddleIm, k), <f32>Math.sin((2 * Math.PI * <f64>k) / <f64>size));
    store<f32>(at(places, k), <f32>placeOn(centres, <f64>k * hertz));
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
  makeGains();
  makeSpectrum(voice);
  inverse();
  for (let n = 0; n < half; n += 2) {
    // sample 2m is the real part of m, 2m + 1 the imaginary one
    const m = n >> 1;
    const even = load<f32>(at(re, m)) * load<f32>(at(window, n));
    const odd = load<f32>(at(im, m)) * load<f32>(at(window, n + 1));
    store<f32>(at(voice.noise, n), load<f32>(at(voice.tail, n)) + even);
    store<f32>(at(voice.noise, n + 1), load<f32>(at(voice.tail, n + 1)) + odd);
    const later = m + (half >> 1);
    store<f32>(at(voice.tail, n), load<f32>(at(re, later)) * load<f32>(at(window, half + n)));
    store<f32>(at(voice.tail, n + 1), load<f32>(at(im, later)) * load<f32>(at(window, half + n + 1)));
  }
}

/** Gains of the bins, on straight lines in dB between the bands. */
function makeGains(): void {
  for (let k = first; k <= last; k++) {
    const place = load<f32>(at(places, k));
    const low = min(BANDS - 2, <i32>place);
    const a = load<f32>(at(noiseTicks, low));
    const b = load<f32>(at(noiseTicks, low + 1));
    store<f32>(at(gains, k), a + (place - <f32>low) * (b - a));
  }
  const gain = f32x4.splat(gainTicks);
  for (let k = first & ~3; k <= last; k += 4) {
    const ticks = f32x4.add(gain, v128.load(at(gains, k)));
    v128.store(at(gains, k), f32x4.mul(f32x4.splat(scale), exp2x4(f32x4.mul(f32x4.splat(OCTAVES), ticks))));
  }
}

/**
 * The half spectrum X of random phases, folded for the half transform: Z[k] = (X[k] + X*[h−k]) + i e^(2πik/size) (X[k] − X*[h−k]).
 */
function makeSpectrum(voice: Voice): void {
  memory.fill(workRe, 0, (<usize>half) << 2);
  memory.fill(workIm, 0, (<usize>half) << 2);
  let state = voice.noiseRandom;
  for (let k = first; k <= last; k++) {
    state = xorshift(state);
    const phase = <i32>(state >>> 20);
    const gain = load<f32>(at(gains, k));
    store<f32>(at(workRe, k), gain * load<f32>(at(cosines, phase)));
    store<f32>(at(workIm, k), gain * load<f32>(at(cosines, (phase + (3 * PHASES) / 4) & (PHASES - 1))));
  }
  voice.noiseRandom = state;
  for (let k = 0; k < half; k++) {
    const mirror = k == 0 ? 0 : half - k;
    // bin 0 and the highest are empty
    const aRe = load<f32>(at(workRe, k));
    const aIm = load<f32>(at(workIm, k));
    const bRe = load<f32>(at(workRe, mirror));
    const bIm = -load<f32>(at(workIm, mirror));
    const c = load<f32>(at(twiddleRe, k));
    const s = load<f32>(at(twiddleIm, k));
    const dRe = aRe - bRe;
    const dIm = aIm - bIm;
    store<f32>(at(re, k), aRe + bRe - (c * dIm + s * dRe));
    store<f32>(at(im, k), aIm + bIm + (c * dRe - s * dIm));
  }
}

/** In place in `re`, `im`: Σ Z[k] e^(2πikn/half), Stockham's order, without bit reversal. */
function inverse(): void {
  let fromRe = re;
  let fromIm = im;
  let toRe = workRe;
  let toIm = workIm;
  let n = half;
  let stride = 1;
  while (n > 1) {
    const m = n >> 1;
    for (let p = 0; p < m; p++) {
      // e^(2πip/n); the table is of turns of `size` = 2 · half
      const turn = p * 2 * stride;
      const c = load<f32>(at(twiddleRe, turn));
      const s = load<f32>(at(twiddleIm, turn));
      const a = stride * p;
      const b = stride * (p + m);
      const to = stride * 2 * p;
      if (stride >= 4) butterflies(fromRe, fromIm, toRe, toIm, a, b, to, stride, c, s);
      else
        for (let q = 0; q < stride; q++) {
          const aRe = load<f32>(at(fromRe, a + q));
          const aIm = load<f32>(at(fromIm, a + q));
          const bRe = load<f32>(at(fromRe, b + q));
          const bIm = load<f32>(at(fromIm, b + q));
          store<f32>(at(toRe, to + q), aRe + bRe);
          store<f32>(at(toIm, to + q), aIm + bIm);
          const dRe = aRe - bRe;
          const dIm = aIm - bIm;
          store<f32>(at(toRe, to + stride + q), dRe * c - dIm * s);
          store<f32>(at(toIm, to + stride + q), dRe * s + dIm * c);
        }
    }
    let swap = fromRe;
    fromRe = toRe;
    toRe = swap;
    swap = fromIm;
    fromIm = toIm;
    toIm = swap;
    n = m;
    stride <<= 1;
  }
  if (fromRe != re) {
    memory.copy(re, fromRe, (<usize>half) << 2);
    memory.copy(im, fromIm, (<usize>half) << 2);
  }
}

function butterflies(
  fromRe: usize,
  fromIm: usize,
  toRe: usize,
  toIm: usize,
  a: i32,
  b: i32,
  to: i32,
  stride: i32,
  c: f32,
  s: f32,
): void {
  const cos = f32x4.splat(c);
  const sin = f32x4.splat(s);
  for (let q = 0; q < stride; q += 4) {
    const aRe = v128.load(at(fromRe, a + q));
    const aIm = v128.load(at(fromIm, a + q));
    const bRe = v128.load(at(fromRe, b + q));
    const bIm = v128.load(at(fromIm, b + q));
    v128.store(at(toRe, to + q), f32x4.add(aRe, bRe));
    v128.store(at(toIm, to + q), f32x4.add(aIm, bIm));
    const dRe = f32x4.sub(aRe, bRe);
    const dIm = f32x4.sub(aIm, bIm);
    v128.store(at(toRe, to + stride + q), f32x4.sub(f32x4.mul(dRe, cos), f32x4.mul(dIm, sin)));
    v128.store(at(toIm, to + stride + q), f32x4.add(f32x4.mul(dRe, sin), f32x4.mul(dIm, cos)));
  }
}
