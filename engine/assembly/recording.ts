/**
 * Plays sources that are still recordings: each is read at its key's speed and looped in its sustain, and all together are as loud as
 * their tracks are at that place. What takes over from them later is there, too.
 */
import { MOST_SPEED, positive, sample, speedOf } from './head';
import { positionIn, sectionGain } from './path';
import { Set, sourceOf } from './set';
import {
  field,
  FRAMES,
  gainAt,
  HEAD_FRAMES,
  HEAD_LEVELS,
  HEAD_RATE,
  HOP,
  lineAt,
  LOOP_END,
  LOOP_LENGTH,
  MOST,
  POWER,
  rows,
  SLOPE,
  whole,
} from './source';
import { doubleAt, putDouble, Voice } from './voice';

/** Samples behind a loop's end at which it goes back: no sample that is read then lies before the loop (24 crossings, 32 times the speed). */
const REACH: f64 = 820;
/** A level is made good by no more than this, dB: what is left of a recording that has ended is its noise. */
const MOST_MADE_GOOD: f64 = 40;
/** A mix beyond its sources is louder than the louder of them by no more than this, dB, as tracks are. */
const MOST_ABOVE: f64 = 12;
/** Powers of several together are measured over about this time, seconds; the gains that phases may get. */
const WINDOW: f64 = 0.02;
const MOST_GAIN: f64 = 2.5;
const LEAST_GAIN: f64 = 0.7071;
const LAST_SECTION: i32 = 3;
const WEIGHTS = offsetof<Voice>('weight0');
const PLACES = offsetof<Voice>('headAt0');
const LAST = offsetof<Voice>('headGain0');

let rate: f64 = 48000;
const speeds = memory.data(MOST * 8);
const goals = memory.data(MOST * 8);

/** [audio, once] */
export function prepareRecordings(sampleRate: f64): void {
  rate = sampleRate;
}

/** @param seconds for which the note has sounded already. */
export function beginRecording(voice: Voice, seconds: f64): void {
  voice.mixWanted = 0;
  voice.mixMade = 0;
  voice.mixGain = 1;
  const set = changetype<Set>(voice.set);
  for (let s = 0; s < set.count; s++) {
    const source = sourceOf(set, s);
    putDouble(voice, PLACES, s, seconds * rate * min(MOST_SPEED, speedOf(source, voice.pitch)));
    goBack(voice, source, s);
    putDouble(voice, LAST, s, NaN);
  }
}

/** From behind a loop's end to its beginning: there the same is louder by as much as it had fallen. */
function goBack(voice: Voice, source: usize, s: i32): void {
  const length = field(source, LOOP_LENGTH);
  if (length < 1) return;
  const over = doubleAt(voice, PLACES, s) - field(source, LOOP_END) - REACH;
  if (over < 0) return;
  const times = Math.floor(over / length) + 1;
  putDouble(voice, PLACES, s, doubleAt(voice, PLACES, s) - times * length);
  const fallen = (times * field(source, SLOPE) * length) / (HOP * field(source, HEAD_RATE));
  putDouble(voice, LAST, s, doubleAt(voice, LAST, s) * Math.pow(10, fallen / 20));
}

/** The next segment, whose end the voice's path has reached. */
export function playRecording(voice: Voice, frames: i32): void {
  const set = changetype<Set>(voice.set);
  let heard = 0;
  for (let s = 0; s < set.count; s++) {
    const source = sourceOf(set, s);
    goBack(voice, source, s);
    store<f64>(speeds + ((<usize>s) << 3), min(MOST_SPEED, speedOf(source, voice.pitch)));
    if (positive(voice, s) > 0) heard++;
  }
  setGoals(voice, frames, heard);
  memory.fill(voice.out, 0, (<usize>frames) << 2);
  if (heard == 1) playOne(voice, frames);
  else playMix(voice, frames);
  for (let s = 0; s < set.count; s++) {
    putDouble(
      voice,
      PLACES,
      s,
      doubleAt(voice, PLACES, s) + <f64>frames * load<f64>(speeds + ((<usize>s) << 3)),
    );
    putDouble(voice, LAST, s, load<f64>(goals + ((<usize>s) << 3)));
  }
}

/** Gains at the segment's end: what the recordings then have by themselves is led to what their tracks have at the path's place. */
function setGoals(voice: Voice, frames: i32, heard: i32): void {
  const set = changetype<Set>(voice.set);
  let made: f64 = 1e-14;
  let level: f64 = 0;
  let gain: f64 = voice.shift;
  let loudest: f64 = -1000;
  let beyond = false;
  for (let s = 0; s < set.count; s++) {
    const weight = doubleAt(voice, WEIGHTS, s);
    const share = positive(voice, s);
    store<f64>(goals + ((<usize>s) << 3), 0);
    if (weight == 0) continue;
    const source = sourceOf(set, s);
    const own = lineAt(rows(source, POWER), whole(source, FRAMES), positionIn(voice, s));
    const louder = gainAt(source, voice.pitch);
    level += weight * own;
    gain += weight * louder;
    loudest = max(loudest, own);
    if (weight < 0) beyond = true;
    if (share <= 0) continue;
    const place = doubleAt(voice, PLACES, s) + <f64>frames * load<f64>(speeds + ((<usize>s) << 3));
    const frame = place / (HOP * field(source, HEAD_RATE));
    const there = lineAt(rows(source, HEAD_LEVELS), whole(source, HEAD_FRAMES), frame);
    // each is as loud as others are before it is mixed with them
    const even = share * Math.pow(10, louder / 20);
    store<f64>(goals + ((<usize>s) << 3), even);
    made += even * even * Math.pow(10, there / 10);
  }
  if (beyond) level = min(level, loudest + MOST_ABOVE);
  // a recording that is played alone has its own end
  if (heard > 1 || voice.section != LAST_SECTION) level += sectionGain(voice);
  const missing = level + gain - 10 * Math.log10(made);
  const factor = Math.pow(10, max<f64>(-MOST_MADE_GOOD, min<f64>(MOST_MADE_GOOD, missing)) / 20);
  for (let s = 0; s < set.count; s++) {
    const at = goals + ((<usize>s) << 3);
    store<f64>(at, load<f64>(at) * factor);
    const last = doubleAt(voice, LAST, s);
    if (last != last) putDouble(voice, LAST, s, load<f64>(at));
  }
}

function playOne(voice: Voice, frames: i32): void {
  const set = changetype<Set>(voice.set);
  for (let s = 0; s < set.count; s++) {
    if (doubleAt(voice, LAST, s) == 0 && load<f64>(goals + ((<usize>s) << 3)) == 0) continue;
    for (let n = 0; n < frames; n++) {
      const at = voice.out + ((<usize>n) << 2);
      store<f32>(at, load<f32>(at) + <f32>read(voice, s, n, frames));
    }
  }
}

/** Several have, whatever their phases, the power that they have apart. */
function playMix(voice: Voice, frames: i32): void {
  const set = changetype<Set>(voice.set);
  let wanted: f64 = 0;
  let made: f64 = 0;
  for (let n = 0; n < frames; n++) {
    let sum: f64 = 0;
    for (let s = 0; s < set.count; s++) {
      if (doubleAt(voice, LAST, s) == 0 && load<f64>(goals + ((<usize>s) << 3)) == 0) continue;
      const one = read(voice, s, n, frames);
      sum += one;
      wanted += one * one;
    }
    made += sum * sum;
    store<f32>(voice.out + ((<usize>n) << 2), <f32>sum);
  }
  const keep = Math.exp(-(<f64>frames) / (WINDOW * rate));
  voice.mixWanted = wanted + keep * voice.mixWanted;
  voice.mixMade = made + keep * voice.mixMade;
  const before = voice.mixGain;
  const even =
    voice.mixWanted > 0 ? Math.sqrt(voice.mixWanted / max<f64>(voice.mixMade, 1e-3 * voice.mixWanted)) : 1;
  voice.mixGain = max<f64>(LEAST_GAIN, min<f64>(MOST_GAIN, even));
  for (let n = 0; n < frames; n++) {
    const at = voice.out + ((<usize>n) << 2);
    const gain = before + ((voice.mixGain - before) * <f64>(n + 1)) / <f64>frames;
    store<f32>(at, <f32>(gain * <f64>load<f32>(at)));
  }
}

function read(voice: Voice, s: i32, n: i32, frames: i32): f64 {
  const last = doubleAt(voice, LAST, s);
  const gain = last + ((load<f64>(goals + ((<usize>s) << 3)) - last) * <f64>(n + 1)) / <f64>frames;
  const speed = load<f64>(speeds + ((<usize>s) << 3));
  const source = sourceOf(changetype<Set>(voice.set), s);
  return gain * sample(source, doubleAt(voice, PLACES, s) + <f64>n * speed, speed);
}
