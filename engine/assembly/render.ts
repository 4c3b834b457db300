/** Makes a voice's next segment: moves through the tracks, morphs levels, sums partials, noise and heads. */
import { addHeads, beginHeads, endKept, followKept, headAlone, headShare } from './head';
import { followShift, morphLevels, morphNoiseAt } from './levels';
import { nextNoise } from './noise';
import { addPartial, addRest, UNHEARD } from './oscillators';
import { beginRecording, playRecording } from './recording';
import {
  advance,
  beginPath,
  joinPath,
  measureSections,
  move,
  pathGain,
  placeStart,
  positionIn,
  skipRest,
  stepsOf,
} from './path';
import { extrasOf, Set, sourceOf } from './set';
import { stretch } from './shape';
import {
  BANDS,
  CONTOUR,
  EXTRAS,
  field,
  FRAMES,
  HARMONICS,
  HOP,
  lineAt,
  MOST,
  padded,
  PHASES,
  RATIOS,
  ROOT,
  rows,
  whole,
} from './source';
import { seeded } from './maths';
import { doubleAt, putDouble, Voice } from './voice';

/** Nothing is analysed above this. */
const TOP: f64 = 20000;
/** Partials above this share of the rate fade out, and are gone at half of it. */
const FADE_FROM: f64 = 0.47;
/** A pitch that moves more than this share of itself in a segment is followed in quarters of it. */
const MOVING: f64 = 1e-3;
const QUARTERS: i32 = 4;
const SHARE: f32 = 0.25;
/** Semitones by which noise may be off before its bands are placed anew. */
const NOISE_STEP: f64 = 0.02;
/** Frames of a note whose contour its phases follow: two seconds. */
const PHASED: f64 = 400;
/** An onset has its own mix for so many frames, and gives way to the body's until so many have passed. */
const ONSET_FRAMES: f64 = 14;
const BODY_FRAMES: f64 = 50;
/** Stretches that differ by less are one: a cent at the twentieth partial. */
const STRETCH_STEP: f64 = 2e-4;
/** A ratio is at least this, wherever a mix goes. */
const LEAST_RATIO: f64 = 0.01;
const WEIGHTS = offsetof<Voice>('weight0');
const ONSETS = offsetof<Voice>('onset0');
const LAST = offsetof<Voice>('last0');
const MOVED = offsetof<Voice>('moved0');

let rate: f64 = 48000;
let segment: i32 = 128;
/** Frames of the tracks that a segment is. */
let framesOfSegment: f64 = 0;
/** [BANDS] centres, Hz. */
let centres: usize = 0;

export function prepareRender(sampleRate: f64, frames: i32, noiseCentres: usize): void {
  rate = sampleRate;
  segment = frames;
  framesOfSegment = <f64>frames / (HOP * sampleRate);
  centres = noiseCentres;
}

/** @param seconds for which the note has sounded already, `recorded`: as a recording, whose time passes faster at higher keys. */
export function begin(voice: Voice, set: usize, seed: i32, seconds: f64, recorded: bool): void {
  voice.set = set;
  voice.segment = 0;
  voice.fresh = 1;
  voice.noiseRandom = seeded(seed);
  voice.begun = max<f64>(0, seconds) / HOP;
  voice.stretched = 0;
  voice.kept = 1;
  beginPath(voice);
  followShift(voice);
  mixOnset(voice);
  measureSections(voice);
  if (!changetype<Set>(set).recorded) placeStart(voice);
  followKept(voice);
  endKept(voice);
  beginHeads(voice, max<f64>(0, seconds));
  for (let s = 0; s < changetype<Set>(set).count; s++) {
    putDouble(voice, MOVED, s, NaN);
    putDouble(voice, LAST, s, -1);
  }
  memory.fill(voice.tail, 0, 2 * (voice.noise - voice.tail));
  beginPhases(voice);
  if (seconds > 0) {
    followMix(voice);
    skip(voice, seconds / HOP, recorded ? paceOf(voice) : 1);
  }
  voice.hertz = hertzOf(voice);
  if (changetype<Set>(set).recorded) beginRecording(voice, max<f64>(0, seconds));
}

/** Goes on where a voice is whose recordings these sources were. */
export function join(voice: Voice, other: Voice): void {
  joinPath(voice, other);
  voice.hertz = hertzOf(voice);
}

/** How much faster a recording is read at the voice's pitch. */
function paceOf(voice: Voice): f64 {
  const set = changetype<Set>(voice.set);
  let pace: f64 = 0;
  for (let s = 0; s < set.count; s++)
    pace += doubleAt(voice, WEIGHTS, s) * Math.pow(2, (voice.pitch - field(sourceOf(set, s), ROOT)) / 12);
  return max<f64>(1e-3, min<f64>(1e3, pace));
}

/**
 * Moves to where a note is that has sounded for so many frames, its phases too: what another reader plays of it goes on in them.
 * @param pace frames that pass in the time of one.
 */
function skip(voice: Voice, time: f64, pace: f64): void {
  const frames = time * pace;
  const steps = stepsOf(frames);
  let turns: f64 = 0;
  let hertz = hertzOf(voice);
  for (let done: f64 = 0; done < steps; done += 1) {
    const step = min<f64>(1, steps - done);
    move(voice, step);
    const next = done < PHASED ? hertzOf(voice) : hertz;
    turns += 0.5 * (hertz + next) * step;
    hertz = next;
  }
  skipRest(voice, frames - steps);
  turnPhases(voice, (HOP / pace) * (turns + hertz * (frames - steps)));
}

/** Phases meet on the circle, the shorter way, source by source. */
function beginPhases(voice: Voice): void {
  const set = changetype<Set>(voice.set);
  for (let k = 0; k < set.harmonics; k++) {
    let phase: f64 = 0;
    let total: f64 = 1e-9;
    for (let s = 0; s < set.count; s++) {
      const source = sourceOf(set, s);
      const weight = doubleAt(voice, WEIGHTS, s);
      if (k >= whole(source, HARMONICS) || weight <= 0) continue;
      total += weight;
      const apart = <f64>load<f32>(rows(source, PHASES) + ((<usize>k) << 2)) - phase;
      phase += (weight / total) * (apart - nearest<f64>(apart));
    }
    store<f64>(voice.phases + ((<usize>k) << 3), phase);
  }
  for (let s = 0; s < set.count; s++) {
    const source = sourceOf(set, s);
    const first = padded(whole(source, HARMONICS));
    const to = extrasOf(set, s);
    for (let k = 0; k < padded(whole(source, EXTRAS)); k++) {
      const phase = load<f32>(rows(source, PHASES) + ((<usize>(first + k)) << 2));
      store<f64>(voice.phases + ((<usize>(to + k)) << 3), <f64>phase);
    }
  }
}

/** f0 at the voice's place: its pitch, bent by the mean of the contours. */
function hertzOf(voice: Voice): f64 {
  const set = changetype<Set>(voice.set);
  let octaves: f64 = (voice.pitch - 69) / 12;
  for (let s = 0; s < set.count; s++) {
    const source = sourceOf(set, s);
    const weight = doubleAt(voice, WEIGHTS, s);
    if (weight != 0)
      octaves += weight * lineAt(rows(source, CONTOUR), whole(source, FRAMES), positionIn(voice, s));
  }
  return 440 * Math.pow(2, octaves);
}

/** The onset has its own mix: the weights are what they are at this moment. */
function mixOnset(voice: Voice): void {
  if (voice.apart == 0) return;
  const frames = voice.begun + <f64>voice.segment * framesOfSegment;
  const body = max<f64>(0, min<f64>(1, (frames - ONSET_FRAMES) / (BODY_FRAMES - ONSET_FRAMES)));
  for (let s = 0; s < MOST; s++) {
    const onset = doubleAt(voice, ONSETS, s);
    putDouble(voice, WEIGHTS, s, onset + body * (doubleAt(voice, WEIGHTS, s) - onset));
  }
}

/** Follows weights that moved: sections and ratios. */
function followMix(voice: Voice): void {
  const set = changetype<Set>(voice.set);
  const wanted = stretch();
  const far = Math.abs(wanted - voice.stretched) >= STRETCH_STEP || (wanted == 0 && voice.stretched != 0);
  let same = !far;
  for (let s = 0; s < set.count; s++)
    if (doubleAt(voice, WEIGHTS, s) != doubleAt(voice, LAST, s)) same = false;
  if (same) return;
  measureSections(voice);
  // exact harmonics have the same ratios at every mix
  if (!set.exact || voice.segment == 0 || far || wanted != 0) mixRatios(voice);
  for (let s = 0; s < set.count; s++) {
    putDouble(voice, LAST, s, doubleAt(voice, WEIGHTS, s));
    const source = sourceOf(set, s);
    const count = padded(whole(source, EXTRAS));
    const from = rows(source, RATIOS) + ((<usize>padded(whole(source, HARMONICS))) << 3);
    memory.copy(voice.ratios + ((<usize>extrasOf(set, s)) << 3), from, (<usize>count) << 3);
  }
  voice.stretched = wanted;
  if (wanted != 0) stretchRatios(voice, wanted);
}

function stretchRatios(voice: Voice, amount: f64): void {
  const partials = changetype<Set>(voice.set).partials;
  for (let k: usize = 0; k < <usize>partials; k++) {
    const at = voice.ratios + (k << 3);
    store<f64>(at, Math.pow(load<f64>(at), 1 + amount));
  }
}

function mixRatios(voice: Voice): void {
  const set = changetype<Set>(voice.set);
  memory.fill(voice.ratios, 0, (<usize>set.harmonics) << 3);
  for (let s = 0; s < set.count; s++) {
    const source = sourceOf(set, s);
    const weight = doubleAt(voice, WEIGHTS, s);
    const own = rows(source, RATIOS);
    const count = whole(source, HARMONICS);
    for (let k = 0; k < set.harmonics; k++) {
      const at = voice.ratios + ((<usize>k) << 3);
      const ratio = k < count ? load<f64>(own + ((<usize>k) << 3)) : <f64>(k + 1);
      store<f64>(at, load<f64>(at) + weight * ratio);
    }
  }
  for (let k = 0; k < set.harmonics; k++) {
    const at = voice.ratios + ((<usize>k) << 3);
    store<f64>(at, max(LEAST_RATIO, load<f64>(at)));
  }
}

/** Places the noise bands where the pitch moves them, the edges held. */
function moveNoise(voice: Voice): void {
  const set = changetype<Set>(voice.set);
  for (let s = 0; s < set.count; s++) {
    const semitones = voice.pitch - field(sourceOf(set, s), ROOT);
    const off = Math.abs(semitones - doubleAt(voice, MOVED, s));
    if (off < NOISE_STEP) continue;
    putDouble(voice, MOVED, s, semitones);
    const factor = Math.pow(2, -semitones / 12);
    const lowest = mel(load<f64>(centres));
    const step = (mel(load<f64>(centres + ((BANDS - 1) << 3))) - lowest) / (BANDS - 1);
    for (let band = 0; band < BANDS; band++) {
      const place = (mel(load<f64>(centres + ((<usize>band) << 3)) * factor) - lowest) / step;
      store<f32>(
        voice.places + ((<usize>(s * BANDS + band)) << 2),
        <f32>max<f64>(0, min<f64>(BANDS - 1, place)),
      );
    }
  }
}

function mel(hertz: f64): f64 {
  return Math.log(1 + hertz / 700);
}

/** Harmonics that may be heard at this f0. */
function audibleAt(voice: Voice, hertz: f64): i32 {
  const highest = min(TOP, 0.5 * rate) / hertz;
  const harmonics = changetype<Set>(voice.set).harmonics;
  let low = 0;
  let high = harmonics;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (load<f64>(voice.ratios + ((<usize>middle) << 3)) <= highest) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** @returns 1: the sound has ended; what was made is its end. */
export function render(voice: Voice): i32 {
  followShift(voice);
  mixOnset(voice);
  followMix(voice);
  if (changetype<Set>(voice.set).recorded) {
    advance(voice, framesOfSegment * paceOf(voice));
    playRecording(voice, segment);
    voice.segment++;
    return voice.ended;
  }
  moveNoise(voice);
  followKept(voice);
  const behind = headAlone(voice, <f64>segment / rate);
  memory.fill(voice.out, 0, (<usize>segment) << 2);
  if (!behind && voice.fresh) {
    voice.fresh = 0;
    levelsNow(voice, voice.hertz, voice.hertz);
    morphNoiseAt(voice);
    nextNoise(voice);
  }
  const before = voice.hertz;
  move(voice, framesOfSegment);
  const now = hertzOf(voice);
  voice.hertz = now;
  if (behind) movePhases(voice, 0.5 * (before + now));
  else sound(voice, before, now);
  if (voice.headTime < voice.headLength) {
    if (!behind) fadeIn(voice);
    addHeads(voice, segment);
  } else addNoise(voice);
  endKept(voice);
  voice.segment++;
  return voice.ended;
}

/** Amplitudes at the place: into `to`, and those that there were into `from`. */
function levelsNow(voice: Voice, hertz: f64, before: f64): void {
  const swap = voice.from;
  voice.from = voice.to;
  voice.to = swap;
  morphLevels(voice, audibleAt(voice, min(hertz, before)), pathGain(voice));
}

function sound(voice: Voice, before: f64, now: f64): void {
  levelsNow(voice, now, before);
  if ((voice.segment & 1) == 0) makeNoise(voice);
  const run = segment / QUARTERS;
  if (Math.abs(now - before) <= MOVING * before || (run & 3) != 0) {
    addPartials(voice, 0, segment, 0.5 * (before + now), 0, 1);
    return;
  }
  for (let i = 0; i < QUARTERS; i++) {
    const middle = before + ((now - before) * (<f64>i + 0.5)) / QUARTERS;
    addPartials(voice, i * run, run, middle, SHARE * <f32>i, SHARE * <f32>(i + 1));
  }
}

/** All partials over a run; amplitudes at the shares `a` and `b` of the way from `from` to `to`. */
function addPartials(voice: Voice, start: i32, frames: i32, hertz: f64, a: f32, b: f32): void {
  const out = voice.out + ((<usize>start) << 2);
  const partials = changetype<Set>(voice.set).partials;
  const step = hertz / rate;
  for (let k: usize = 0; k < <usize>partials; k++) {
    const turns = step * load<f64>(voice.ratios + (k << 3));
    const phase = load<f64>(voice.phases + (k << 3));
    const moved = phase + turns * <f64>frames;
    store<f64>(voice.phases + (k << 3), moved - Math.floor(moved));
    let from = load<f32>(voice.from + (k << 2));
    let to = load<f32>(voice.to + (k << 2));
    if ((from < UNHEARD && to < UNHEARD) || turns >= 0.5) continue;
    const gain = audible(turns);
    if (gain <= 0) continue;
    const slope = to - from;
    to = gain * (from + b * slope);
    from = gain * (from + a * slope);
    addPartial(out, frames, phase, turns, from, to);
  }
  addRest(out, frames);
}

function audible(turns: f64): f32 {
  if (turns * rate > TOP) return 0;
  return <f32>max(0, min(1, (0.5 - turns) / (0.5 - FADE_FROM)));
}

/** What only the phases do behind the head. */
function movePhases(voice: Voice, hertz: f64): void {
  turnPhases(voice, (hertz / rate) * <f64>segment);
}

/** @param turns of the fundamental. */
function turnPhases(voice: Voice, turns: f64): void {
  const partials = changetype<Set>(voice.set).partials;
  for (let k: usize = 0; k < <usize>partials; k++) {
    const moved = load<f64>(voice.phases + (k << 3)) + turns * load<f64>(voice.ratios + (k << 3));
    store<f64>(voice.phases + (k << 3), moved - Math.floor(moved));
  }
}

/** The noise of this hop and half of the next: its frame lies about the hop's end, where the voice will be. */
function makeNoise(voice: Voice): void {
  const section = voice.section;
  const share = voice.share;
  const ended = voice.ended;
  const speed = voice.speed;
  const direction = voice.direction;
  const turn = voice.turn;
  const held = voice.held;
  const random = voice.random;
  move(voice, framesOfSegment);
  morphNoiseAt(voice);
  nextNoise(voice);
  voice.section = section;
  voice.share = share;
  voice.ended = ended;
  voice.speed = speed;
  voice.direction = direction;
  voice.turn = turn;
  voice.held = held;
  voice.random = random;
}

function noiseNow(voice: Voice): usize {
  return voice.noise + ((<usize>((voice.segment & 1) * segment)) << 2);
}

function addNoise(voice: Voice): void {
  const noise = noiseNow(voice);
  for (let n = 0; n < segment; n += 4) {
    const at = voice.out + ((<usize>n) << 2);
    v128.store(at, f32x4.add(v128.load(at), v128.load(noise + ((<usize>n) << 2))));
  }
}

/** Partials go on from the head in its phases: by gain; noise does not: by power. */
function fadeIn(voice: Voice): void {
  const noise = noiseNow(voice);
  for (let n = 0; n < segment; n++) {
    const share = headShare(voice, n, segment);
    const at = voice.out + ((<usize>n) << 2);
    const own = <f64>load<f32>(noise + ((<usize>n) << 2));
    store<f32>(at, <f32>((1 - share) * <f64>load<f32>(at) + Math.sqrt(max(0, 1 - share * share)) * own));
  }
}
