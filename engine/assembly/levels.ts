/**
 * Morphs the levels of a voice: partial by partial and band by band along the dB, no two levels taken to differ by more than
 * 50 dB, the power of the whole on the line in dB between the sources'. As src/audio/partials/morph.ts says.
 */
import { exp2x4, linesAt, powerOf } from './maths';
import { positionIn } from './path';
import { extrasOf, Set, sourceOf } from './set';
import { balance, tilt } from './shape';
import {
  BANDS,
  EXTRAS,
  FRAMES,
  gainAt,
  HARMONICS,
  LEVELS,
  lineAt,
  MOST,
  NOISE,
  OCTAVES,
  padded,
  POWER,
  rows,
  SILENT,
  STRIDE,
  TICKS,
  ticksAt,
  whole,
} from './source';
import { doubleAt, MAX_PARTIALS, Voice } from './voice';

const APART: f32 = 50 * 128;
/** The rate, in weights, at which that comes into force. */
const LIFT: f64 = 4;
/** Sources below this weight have no say. */
const LEAST_WEIGHT: f64 = 1e-6;
/** A mix beyond its sources is louder than the louder of them by no more than this, dB. */
const MOST_ABOVE: f64 = 12;
/** An envelope's own mix changes a level by no more than this, dB. */
const LEAST_SHIFT: f64 = -60;
const MOST_SHIFT: f64 = 24;
/** A tilt turns about this harmonic, and goes on for so many octaves on both sides. */
const PIVOT: f64 = 3;
const TILTED_OCTAVES: f32 = 5;
const WEIGHTS = offsetof<Voice>('weight0');
const LEVEL_WEIGHTS = offsetof<Voice>('level0');

/** Of the sources that are heard: how many, which, weight, row below and above, how far between. */
let heard: i32 = 0;
const which = memory.data(MOST * 4);
const lows = memory.data(MOST * 4);
const highs = memory.data(MOST * 4);
const shares = memory.data(MOST * 4);
/** Rows of levels below and above, and the harmonics that they have. */
const lowRows = memory.data(MOST * 4);
const highRows = memory.data(MOST * 4);
const reaches = memory.data(MOST * 4);
const weights = memory.data(MOST * 4);
const lifts = memory.data(MOST * MOST * 4);
/** [MOST][BANDS] noise of each, in its own bands and in the key's. */
const ownNoise = memory.data(MOST * BANDS * 4, 16);
const keyNoise = memory.data(MOST * BANDS * 4, 16);
/** [BANDS] the morphed noise, ticks without gain. */
export const noiseTicks: usize = memory.data(BANDS * 4, 16);
/** [BANDS] power of a band ÷ square of its amplitude. */
export const bandPower: usize = memory.data(BANDS * 4, 16);
/** What is to be added to `noiseTicks` and has been to the partials, ticks. */
export let gainTicks: f32 = 0;

/** [MAX_PARTIALS] binary logarithms of 1, 2, 3 …; [BANDS] of the bands' centres. */
const harmonicLogs = memory.data(MAX_PARTIALS * 4, 16);
const bandLogs = memory.data(BANDS * 4, 16);
/** The tilt, ticks an octave; octaves of the pivot; power of the noise behind it. */
let tiltTicks: f32 = 0;
let pivotLog: f64 = 0;
let tiltedNoise: f64 = 0;

/** [audio, once] @param centres of the bands, Hz. */
export function prepareLevels(centres: usize): void {
  for (let k = 0; k < MAX_PARTIALS; k++)
    store<f32>(harmonicLogs + ((<usize>k) << 2), <f32>Math.log2(<f64>(k + 1)));
  for (let band = 0; band < BANDS; band++)
    store<f32>(bandLogs + ((<usize>band) << 2), <f32>Math.log2(load<f64>(centres + ((<usize>band) << 3))));
}

/** Follows the tilt: it turns about a harmonic of the voice. */
function followTilt(voice: Voice): void {
  tiltTicks = <f32>tilt() * TICKS;
  if (tiltTicks != 0) pivotLog = Math.log2(PIVOT * voice.hertz);
}

/** Ticks of the tilt, by octaves above the pivot. */
function tiltAt(octaves: v128): v128 {
  const most = f32x4.splat(TILTED_OCTAVES);
  return f32x4.mul(f32x4.splat(tiltTicks), f32x4.max(f32x4.neg(most), f32x4.min(most, octaves)));
}

/**
 * Sets the gain that makes a voice as loud as its envelope's own mix is, dB: the difference of the sources' levels at their places,
 * by as much as its weights differ from the body's, which the voice has yet.
 */
export function followShift(voice: Voice): void {
  voice.shift = 0;
  if (voice.apart == 0) return;
  const set = changetype<Set>(voice.set);
  let shift: f64 = 0;
  for (let s = 0; s < set.count; s++) {
    const more = doubleAt(voice, LEVEL_WEIGHTS, s) - doubleAt(voice, WEIGHTS, s);
    if (more == 0) continue;
    const source = sourceOf(set, s);
    shift += more * (levelAt(source, positionIn(voice, s)) + gainAt(source, voice.pitch));
  }
  voice.shift = max(LEAST_SHIFT, min(MOST_SHIFT, shift));
}

/** Level of a source at a frame, dB: its partials and its noise. */
function levelAt(source: usize, position: f64): f64 {
  const frames = whole(source, FRAMES);
  const frame = min(frames - 1, max(0, <i32>position));
  const noise = rows(source, NOISE) + ((<usize>(frame * BANDS)) << 1);
  let power = f32x4.splat(0);
  for (let band = 0; band < BANDS; band += 4) {
    const amplitude = exp2x4(f32x4.mul(f32x4.splat(OCTAVES), ticksAt(noise, noise, band, f32x4.splat(0))));
    power = f32x4.add(
      power,
      f32x4.mul(v128.load(bandPower + ((<usize>band) << 2)), f32x4.mul(amplitude, amplitude)),
    );
  }
  const tones = powerOf(lineAt(rows(source, POWER), frames, position));
  return 10 * Math.log10(tones + sum(power) + 1e-14);
}

function listen(voice: Voice): void {
  const set = changetype<Set>(voice.set);
  heard = 0;
  for (let s = 0; s < set.count; s++) {
    const weight = doubleAt(voice, WEIGHTS, s);
    if (Math.abs(weight) <= LEAST_WEIGHT) continue;
    const at = (<usize>heard) << 2;
    const source = sourceOf(set, s);
    const frames = whole(source, FRAMES);
    const position = positionIn(voice, s);
    const low = min(frames - 1, max(0, <i32>position));
    store<i32>(which + at, s);
    store<f32>(weights + at, <f32>weight);
    store<i32>(lows + at, low);
    store<i32>(highs + at, min(frames - 1, low + 1));
    store<f32>(shares + at, <f32>(position - <f64>low));
    const levels = rows(source, LEVELS);
    const stride = whole(source, STRIDE);
    store<usize>(lowRows + at, levels + ((<usize>(low * stride)) << 1));
    store<usize>(highRows + at, levels + ((<usize>(min(frames - 1, low + 1) * stride)) << 1));
    store<i32>(reaches + at, padded(whole(source, HARMONICS)));
    heard++;
  }
  for (let a = 0; a < heard; a++)
    for (let b = 0; b < heard; b++) {
      const least = <f64>(
        min(abs(load<f32>(weights + ((<usize>a) << 2))), abs(load<f32>(weights + ((<usize>b) << 2))))
      );
      store<f32>(lifts + ((<usize>(a * MOST + b)) << 2), <f32>min(1, LIFT * least));
    }
}

/** Four levels of each source that is heard lie in `meeting`, four floats a source. */
const meeting = memory.data(MOST * 16, 16);

function meet(): v128 {
  if (heard == 1) return v128.load(meeting);
  let mean = f32x4.splat(0);
  for (let a: usize = 0; a < <usize>heard; a++) {
    const own = v128.load(meeting + (a << 4));
    let lifted = own;
    for (let b: usize = 0; b < <usize>heard; b++) {
      if (a == b) continue;
      const above = f32x4.sub(f32x4.sub(v128.load(meeting + (b << 4)), f32x4.splat(APART)), own);
      const lift = v128.load32_splat(lifts + ((a * MOST + b) << 2));
      lifted = f32x4.max(lifted, f32x4.add(own, f32x4.mul(lift, f32x4.max(f32x4.splat(0), above))));
    }
    mean = f32x4.add(mean, f32x4.mul(v128.load32_splat(weights + (a << 2)), lifted));
  }
  return mean;
}

/** Morphs the noise at the voice's place; returns its power. Also sets the power that is wanted of the whole. */
function morphNoise(voice: Voice): f64 {
  const set = changetype<Set>(voice.set);
  wanted = 0;
  sourceGain = 0;
  let loudest: f64 = -1000;
  let beyond = false;
  for (let i: usize = 0; i < <usize>heard; i++) {
    const s = load<i32>(which + (i << 2));
    const source = sourceOf(set, s);
    const own = ownNoise + i * (BANDS * 4);
    const key = keyNoise + i * (BANDS * 4);
    const noise = rows(source, NOISE);
    const low = noise + ((<usize>(load<i32>(lows + (i << 2)) * BANDS)) << 1);
    const high = noise + ((<usize>(load<i32>(highs + (i << 2)) * BANDS)) << 1);
    const share = v128.load32_splat(shares + (i << 2));
    for (let band = 0; band < BANDS; band += 4)
      v128.store(own + ((<usize>band) << 2), ticksAt(low, high, band, share));
    const places = voice.places + <usize>(s * BANDS * 4);
    for (let band: usize = 0; band < <usize>BANDS; band += 4)
      v128.store(key + (band << 2), linesAt(own, v128.load(places + (band << 2)), BANDS - 1));
    const weight = <f64>load<f32>(weights + (i << 2));
    sourceGain += weight * gainAt(source, voice.pitch);
    if (heard > 1) {
      let power = f32x4.splat(0);
      for (let band: usize = 0; band < <usize>BANDS; band += 4) {
        const amplitude = exp2x4(f32x4.mul(f32x4.splat(OCTAVES), v128.load(key + (band << 2))));
        power = f32x4.add(
          power,
          f32x4.mul(v128.load(bandPower + (band << 2)), f32x4.mul(amplitude, amplitude)),
        );
      }
      const frames = whole(source, FRAMES);
      const tones = powerOf(lineAt(rows(source, POWER), frames, positionIn(voice, s)));
      const level = 10 * Math.log10(tones + sum(power) + 1e-14);
      wanted += weight * level;
      loudest = max(loudest, level);
      if (weight < 0) beyond = true;
    }
  }
  if (beyond) wanted = min(wanted, loudest + MOST_ABOVE);
  let power = f32x4.splat(0);
  let tilted = f32x4.splat(0);
  for (let band: usize = 0; band < <usize>BANDS; band += 4) {
    for (let i: usize = 0; i < <usize>heard; i++)
      v128.store(meeting + (i << 4), v128.load(keyNoise + i * (BANDS * 4) + (band << 2)));
    let ticks = meet();
    v128.store(noiseTicks + (band << 2), ticks);
    const amplitude = exp2x4(f32x4.mul(f32x4.splat(OCTAVES), ticks));
    power = f32x4.add(power, f32x4.mul(v128.load(bandPower + (band << 2)), f32x4.mul(amplitude, amplitude)));
    if (tiltTicks == 0) continue;
    const octaves = f32x4.sub(v128.load(bandLogs + (band << 2)), f32x4.splat(<f32>pivotLog));
    ticks = f32x4.add(ticks, tiltAt(octaves));
    v128.store(noiseTicks + (band << 2), ticks);
    const turned = exp2x4(f32x4.mul(f32x4.splat(OCTAVES), ticks));
    tilted = f32x4.add(tilted, f32x4.mul(v128.load(bandPower + (band << 2)), f32x4.mul(turned, turned)));
  }
  tiltedNoise = <f64>sum(tilted);
  return <f64>sum(power);
}
let wanted: f64 = 0;
let sourceGain: f64 = 0;

function sum(x: v128): f32 {
  return (
    f32x4.extract_lane(x, 0) + f32x4.extract_lane(x, 1) + f32x4.extract_lane(x, 2) + f32x4.extract_lane(x, 3)
  );
}

/** The noise alone, at the voice's place. */
export function morphNoiseAt(voice: Voice): void {
  followTilt(voice);
  listen(voice);
  morphNoise(voice);
}

/**
 * Writes the amplitudes at the voice's place to `voice.to`.
 * @param audible harmonics that may be heard; the others are 0.
 * @param gain to be added, dB.
 */
export function morphLevels(voice: Voice, audible: i32, gain: f64): void {
  const set = changetype<Set>(voice.set);
  followTilt(voice);
  listen(voice);
  const noise = morphNoise(voice);
  let power = f32x4.splat(0);
  let tilted = f32x4.splat(0);
  const pivot = f32x4.splat(<f32>(pivotLog - Math.log2(voice.hertz)));
  for (let k = 0; k < set.harmonics; k += 4) {
    const to = voice.to + ((<usize>k) << 2);
    if (k >= audible) {
      v128.store(to, f32x4.splat(0));
      continue;
    }
    for (let i: usize = 0; i < <usize>heard; i++) {
      const at = i << 2;
      const ticks =
        k < load<i32>(reaches + at)
          ? ticksAt(load<usize>(lowRows + at), load<usize>(highRows + at), k, v128.load32_splat(shares + at))
          : f32x4.splat(SILENT);
      v128.store(meeting + (i << 4), ticks);
    }
    const ticks = meet();
    let amplitude = exp2x4(f32x4.mul(f32x4.splat(OCTAVES), ticks));
    power = f32x4.add(power, f32x4.mul(amplitude, amplitude));
    if (tiltTicks != 0) {
      const octaves = f32x4.sub(v128.load(harmonicLogs + ((<usize>k) << 2)), pivot);
      amplitude = exp2x4(f32x4.mul(f32x4.splat(OCTAVES), f32x4.add(ticks, tiltAt(octaves))));
      tilted = f32x4.add(tilted, f32x4.mul(amplitude, amplitude));
    }
    v128.store(to, amplitude);
  }
  for (let s = 0; s < set.count; s++) clearExtras(voice, s);
  for (let i: usize = 0; i < <usize>heard; i++) {
    const s = load<i32>(which + (i << 2));
    const source = sourceOf(set, s);
    const first = load<i32>(reaches + (i << 2));
    const count = padded(whole(source, EXTRAS));
    const low = load<usize>(lowRows + (i << 2));
    const high = load<usize>(highRows + (i << 2));
    const share = v128.load32_splat(shares + (i << 2));
    const weight = f32x4.max(f32x4.splat(0), v128.load32_splat(weights + (i << 2)));
    const to = voice.to + ((<usize>extrasOf(set, s)) << 2);
    for (let k = 0; k < count; k += 4) {
      const ticks = ticksAt(low, high, first + k, share);
      let amplitude = f32x4.mul(weight, exp2x4(f32x4.mul(f32x4.splat(OCTAVES), ticks)));
      power = f32x4.add(power, f32x4.mul(amplitude, amplitude));
      if (tiltTicks != 0) {
        const octaves = f32x4.sub(extraLogs(voice, extrasOf(set, s) + k), pivot);
        const turned = f32x4.add(ticks, tiltAt(octaves));
        amplitude = f32x4.mul(weight, exp2x4(f32x4.mul(f32x4.splat(OCTAVES), turned)));
        tilted = f32x4.add(tilted, f32x4.mul(amplitude, amplitude));
      }
      v128.store(to + ((<usize>k) << 2), amplitude);
    }
  }
  let all = gain + sourceGain;
  if (heard > 1) all += wanted - 10 * Math.log10(0.5 * <f64>sum(power) + noise + 1e-14);
  if (tiltTicks != 0) {
    const before = 0.5 * <f64>sum(power) + noise + 1e-14;
    all += 10 * Math.log10(before / (0.5 * <f64>sum(tilted) + tiltedNoise + 1e-14));
  }
  all += voice.shift;
  const side = balance();
  gainTicks = <f32>(all * TICKS);
  if (side < 0) gainTicks += <f32>(TICKS * 20 * Math.log10(max(1e-7, 1 + side)));
  const factor = f32x4.splat(<f32>(Math.pow(10, all / 20) * min<f64>(1, 1 - side)));
  for (let k = 0; k < set.partials; k += 4) {
    const at = voice.to + ((<usize>k) << 2);
    v128.store(at, f32x4.mul(factor, v128.load(at)));
  }
}

/** Binary logarithms of four ratios beside the harmonics. */
function extraLogs(voice: Voice, k: i32): v128 {
  const at = voice.ratios + ((<usize>k) << 3);
  return f32x4(
    <f32>Math.log2(load<f64>(at)),
    <f32>Math.log2(load<f64>(at + 8)),
    <f32>Math.log2(load<f64>(at + 16)),
    <f32>Math.log2(load<f64>(at + 24)),
  );
}

function clearExtras(voice: Voice, s: i32): void {
  const set = changetype<Set>(voice.set);
  const count = padded(whole(sourceOf(set, s), EXTRAS));
  memory.fill(voice.to + ((<usize>extrasOf(set, s)) << 2), 0, (<usize>count) << 2);
}
