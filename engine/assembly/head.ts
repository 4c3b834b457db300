/** Plays the recorded heads of a voice's sources, without aliases, mixed by gain with their power on the line in dB. */
import { product, Set, sourceOf } from './set';
import { field, HEAD, HEAD_HOLD, HEAD_LENGTH, HEAD_RATE, gainAt, MOST, ROOT, rows, whole } from './source';
import { headKept } from './shape';
import { doubleAt, putDouble, Voice } from './voice';

/** Zero crossings of the sinc on each side, steps between two, Kaiser's β, and the band that is kept: as src/audio/partials/head.ts. */
const CROSSINGS: i32 = 24;
const STEPS: i32 = 64;
const BETA: f64 = 8;
const BAND: f64 = 0.94;
/** A head is read no faster than this. */
export const MOST_SPEED: f64 = 32;
const WEIGHTS = offsetof<Voice>('weight0');
const PLACES = offsetof<Voice>('headAt0');
const LAST = offsetof<Voice>('headGain0');

let table: usize = 0;
let rate: f64 = 48000;
const gains = memory.data(MOST * 8);

/** [audio, once] */
export function prepareHeads(sampleRate: f64): void {
  rate = sampleRate;
  table = heap.alloc(<usize>((CROSSINGS * STEPS + 2) * 4));
  for (let i = 0; i < CROSSINGS * STEPS + 2; i++) {
    const x = <f64>i / <f64>STEPS;
    const turn = Math.PI * x;
    const sinc = i == 0 ? 1 : Math.sin(turn) / turn;
    const edge = x / <f64>CROSSINGS;
    const kaiser = edge >= 1 ? 0 : bessel(BETA * Math.sqrt(1 - edge * edge)) / bessel(BETA);
    store<f32>(table + ((<usize>i) << 2), <f32>(sinc * kaiser));
  }
}

function bessel(x: f64): f64 {
  let sum: f64 = 1;
  let term: f64 = 1;
  for (let k = 1; term > 1e-9 * sum; k++) {
    term *= (x * x) / <f64>(4 * k * k);
    sum += term;
  }
  return sum;
}

/** Samples of a source's head for one that is made. */
export function speedOf(source: usize, pitch: f64): f64 {
  return (field(source, HEAD_RATE) / rate) * Math.pow(2, (pitch - field(source, ROOT)) / 12);
}

/** @param seconds for which the note has sounded already: a head that lasts longer goes on there. */
export function beginHeads(voice: Voice, seconds: f64): void {
  const set = changetype<Set>(voice.set);
  voice.headHold = 0;
  voice.headLength = 0;
  for (let s = 0; s < set.count; s++) {
    const source = sourceOf(set, s);
    const speed = speedOf(source, voice.pitch);
    const each = positive(voice, s) / (speed * rate);
    voice.headHold += field(source, HEAD_HOLD) * each;
    voice.headLength += field(source, HEAD_LENGTH) * each;
    putDouble(voice, PLACES, s, seconds * rate * min(MOST_SPEED, speed));
    putDouble(voice, LAST, s, NaN);
  }
  voice.headTime = min(seconds, voice.headLength);
}

/** Share of the heads that is played at the end of this segment; that of the last one is in the voice. */
let kept: f64 = 1;

/** [audio, at the beginning of a segment] A set that is heads alone keeps them. */
export function followKept(voice: Voice): void {
  kept = changetype<Set>(voice.set).partials > 0 ? headKept() : 1;
}

/** [audio, at the end of a segment] */
export function endKept(voice: Voice): void {
  voice.kept = kept;
}

/** Only the heads are heard, to the end of this segment. */
export function headAlone(voice: Voice, seconds: f64): bool {
  return kept == 1 && voice.kept == 1 && lasting(voice, voice.headTime + seconds) >= 1;
}

/** The heads' share at a sample of the present segment. */
export function headShare(voice: Voice, n: i32, frames: i32): f64 {
  const share = lasting(voice, voice.headTime + <f64>n / rate);
  if (kept == 1 && voice.kept == 1) return share;
  return share * (voice.kept + ((kept - voice.kept) * <f64>n) / <f64>frames);
}

function lasting(voice: Voice, time: f64): f64 {
  if (time >= voice.headLength) return 0;
  if (time <= voice.headHold) return 1;
  return 1 - (time - voice.headHold) / (voice.headLength - voice.headHold);
}

/** Adds the heads of a run of samples to `voice.out`, whose content is faded as they are. */
export function addHeads(voice: Voice, frames: i32): void {
  const set = changetype<Set>(voice.set);
  const step = 1 / rate;
  setGains(voice);
  const part: f64 = 1 / <f64>frames;
  for (let n = 0; n < frames; n++) {
    const share = headShare(voice, n, frames);
    const at = voice.out + ((<usize>n) << 2);
    let sum: f64 = 0;
    if (share > 0)
      for (let s = 0; s < set.count; s++) {
        const last = doubleAt(voice, LAST, s);
        const gain = last + <f64>(n + 1) * part * (load<f64>(gains + ((<usize>s) << 3)) - last);
        const source = sourceOf(set, s);
        const speed = speeds(s);
        const place = doubleAt(voice, PLACES, s) + <f64>n * speed;
        if (gain > 0) sum += gain * sample(source, place, speed);
      }
    store<f32>(at, load<f32>(at) + <f32>(share * sum));
  }
  for (let s = 0; s < set.count; s++) {
    putDouble(voice, PLACES, s, doubleAt(voice, PLACES, s) + <f64>frames * speeds(s));
    putDouble(voice, LAST, s, load<f64>(gains + ((<usize>s) << 3)));
  }
  voice.headTime += <f64>frames * step;
}

const speedTable = memory.data(MOST * 8);

function speeds(s: i32): f64 {
  return load<f64>(speedTable + ((<usize>s) << 3));
}

/** A source's weight; where another is below 0, those above have their sum. */
export function positive(voice: Voice, s: i32): f64 {
  const weight = doubleAt(voice, WEIGHTS, s);
  if (weight <= 0) return 0;
  let sum: f64 = 0;
  let below = false;
  for (let i = 0; i < changetype<Set>(voice.set).count; i++) {
    const one = doubleAt(voice, WEIGHTS, i);
    if (one < 0) below = true;
    else sum += one;
  }
  return below ? weight / sum : weight;
}

/** Gains by weight, their sum's power the mean in dB of the heads'; those of the last run are in the voice. */
function setGains(voice: Voice): void {
  const set = changetype<Set>(voice.set);
  let made: f64 = 0;
  let wanted: f64 = 0;
  let decibels: f64 = 0;
  for (let a = 0; a < set.count; a++) {
    const weight = positive(voice, a);
    const source = sourceOf(set, a);
    store<f64>(speedTable + ((<usize>a) << 3), min(MOST_SPEED, speedOf(source, voice.pitch)));
    if (weight == 0) continue;
    wanted += weight * Math.log10(product(set, a, a) + 1e-14);
    decibels += weight * gainAt(source, voice.pitch);
    for (let b = 0; b < set.count; b++) made += weight * positive(voice, b) * product(set, a, b);
  }
  const factor =
    Math.pow(10, (decibels + voice.shift) / 20) * Math.sqrt(Math.pow(10, wanted) / (made + 1e-14));
  for (let s = 0; s < set.count; s++) {
    const gain = factor * positive(voice, s);
    store<f64>(gains + ((<usize>s) << 3), gain);
    const last = doubleAt(voice, LAST, s);
    if (last != last) putDouble(voice, LAST, s, gain);
  }
}

/** A head between its samples, low-passed where it is read faster. */
export function sample(source: usize, place: f64, speed: f64): f64 {
  const length = whole(source, HEAD_LENGTH);
  const data = rows(source, HEAD);
  const cut = min(1, 1 / speed) * BAND;
  const reach = <f64>CROSSINGS / cut;
  const start = max(0, <i32>Math.ceil(place - reach));
  const end = min(length - 1, <i32>Math.floor(place + reach));
  let sum: f32 = 0;
  const scale = cut * <f64>STEPS;
  for (let n = start; n <= end; n++) {
    const x = <f32>(Math.abs(<f64>n - place) * scale);
    const i = min(CROSSINGS * STEPS, <i32>x);
    const low = load<f32>(table + ((<usize>i) << 2));
    const high = load<f32>(table + ((<usize>(i + 1)) << 2));
    sum += load<f32>(data + ((<usize>n) << 2)) * (low + (x - <f32>i) * (high - low));
  }
  return cut * <f64>sum;
}
