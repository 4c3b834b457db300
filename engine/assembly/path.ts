/**
 * Leads a voice through its sources, whose attack, sustain and end are aligned: through the sections between anchors, each as
 * long as the weighted mean of the sources'; to and fro in the sustain, turning at another place each time.
 */
import { seeded, xorshift } from './maths';
import { anchor, Set, sourceOf } from './set';
import { pathSpeed } from './shape';
import { field, SLOPE } from './source';
import { doubleAt, putDouble, Voice } from './voice';

/** A turn lies within this share of the sustain from its end, … */
const TURN_SHARE: f64 = 0.35;
/** … and takes so many frames: the speed goes through 0 along a line. */
const TURN_FRAMES: f64 = 12;
/** A shorter sustain is none: the sound is played to its end. */
const SHORTEST_SUSTAIN: f64 = 20;
/** A sound that ends fades over so many frames. */
const END_FRAMES: f64 = 10;
/** Frames that are walked through one by one: ten seconds. */
const MOST_SKIPPED: f64 = 2000;
const SUSTAIN: i32 = 2;
const LAST_SECTION: i32 = 3;
const TURN_SEED: i32 = 77;
/** A note that begins more slowly is frozen. */
const SLOWEST: f64 = 1e-3;

const WEIGHTS = offsetof<Voice>('weight0');
const LENGTHS = offsetof<Voice>('length0');

export function beginPath(voice: Voice): void {
  voice.section = 0;
  voice.share = 0;
  voice.ended = 0;
  voice.speed = 1;
  voice.direction = 1;
  voice.turn = 1;
  voice.held = 0;
  voice.random = seeded(TURN_SEED);
}

/** Goes to where another voice is, if its sources have their phases at the same places. */
export function joinPath(voice: Voice, other: Voice): void {
  const own = changetype<Set>(voice.set);
  const theirs = changetype<Set>(other.set);
  if (own.count != theirs.count) return;
  for (let s = 0; s < own.count; s++)
    for (let i = 0; i < 5; i++) if (anchor(own, s, i) != anchor(theirs, s, i)) return;
  voice.section = other.section;
  voice.share = other.share;
  voice.ended = other.ended;
  voice.speed = other.speed;
  voice.direction = other.direction;
  voice.turn = other.turn;
  voice.held = other.held;
  voice.random = other.random;
}

/** Sets the sections' lengths by the present weights. */
export function measureSections(voice: Voice): void {
  const set = changetype<Set>(voice.set);
  for (let i = 0; i < 4; i++) {
    let length: f64 = 0;
    for (let s = 0; s < set.count; s++)
      length += doubleAt(voice, WEIGHTS, s) * (anchor(set, s, i + 1) - anchor(set, s, i));
    putDouble(voice, LENGTHS, i, max<f64>(0, length));
  }
}

/** Places a note that begins: backwards at its end, frozen where its sustain begins. */
export function placeStart(voice: Voice): void {
  const speed = pathSpeed();
  if (speed >= SLOWEST) return;
  voice.section = speed > -SLOWEST ? SUSTAIN : LAST_SECTION;
  voice.share = speed > -SLOWEST ? 0 : 1;
  if (speed <= -SLOWEST) voice.held = voice.length2;
}

/** Moves on in the time of so many frames, as fast as the parameters say. */
export function move(voice: Voice, frames: f64): void {
  const speed = pathSpeed();
  if (speed >= 0) advance(voice, frames * speed);
  else retreat(voice, -frames * speed);
}

function retreat(voice: Voice, frames: f64): void {
  let left = frames;
  voice.ended = 0;
  while (left > 0) {
    const length = doubleAt(voice, LENGTHS, voice.section);
    const behind = voice.share * length;
    const step = min(left, behind);
    if (voice.section == SUSTAIN) voice.held = max<f64>(0, voice.held - step);
    if (left < behind) {
      voice.share -= left / length;
      return;
    }
    left -= behind;
    voice.share = 0;
    if (voice.section == 0) return;
    voice.section--;
    voice.share = 1;
  }
}

export function advance(voice: Voice, frames: f64): void {
  let left = frames;
  while (left > 0) {
    const length = doubleAt(voice, LENGTHS, voice.section);
    if (voice.section == SUSTAIN && length >= SHORTEST_SUSTAIN) return wander(voice, length, left);
    const ahead = (1 - voice.share) * length;
    if (left < ahead) {
      voice.share += left / length;
      return;
    }
    left -= ahead;
    if (voice.section == LAST_SECTION) {
      voice.share = 1;
      voice.ended = 1;
      return;
    }
    voice.section++;
    voice.share = 0;
  }
}

/** Frames that a note which has sounded for `frames` is led through one by one; of what is longer, its sustain is taken as it was. */
export function stepsOf(frames: f64): f64 {
  return min(frames, MOST_SKIPPED);
}

/** The frames of a note that it was not led through. */
export function skipRest(voice: Voice, frames: f64): void {
  if (voice.section == SUSTAIN) voice.held += frames;
}

function wander(voice: Voice, length: f64, frames: f64): void {
  voice.held += frames;
  if (voice.direction > 0 ? voice.share >= voice.turn : voice.share <= voice.turn) {
    voice.direction = -voice.direction;
    voice.random = xorshift(voice.random);
    const share = (TURN_SHARE * <f64>(voice.random >>> 20)) / 4096;
    voice.turn = voice.direction > 0 ? 1 - share : share;
  }
  const most = min(TURN_FRAMES, length / 4);
  const missing = voice.direction - voice.speed;
  voice.speed += max(-frames * (2 / most), min(frames * (2 / most), missing));
  voice.share = min(1, max(0, voice.share + (voice.speed * frames) / length));
}

/** Where a source is read, in its frames. */
export function positionIn(voice: Voice, source: i32): f64 {
  const set = changetype<Set>(voice.set);
  const from = anchor(set, source, voice.section);
  return from + voice.share * (anchor(set, source, voice.section + 1) - from);
}

/** Gain of the place, dB: a sustain's fall is made good, or goes on as long as it is held. */
export function pathGain(voice: Voice): f64 {
  return pathSpeed() < 0 ? sectionGain(voice) + beginGain(voice) : sectionGain(voice);
}

/** A sound that is played backwards fades out at its beginning. */
function beginGain(voice: Voice): f64 {
  let left: f64 = voice.share * doubleAt(voice, LENGTHS, voice.section);
  for (let i = 0; i < voice.section; i++) left += doubleAt(voice, LENGTHS, i);
  return left < END_FRAMES ? 20 * Math.log10(max(1e-9, left / END_FRAMES)) : 0;
}

export function sectionGain(voice: Voice): f64 {
  if (voice.section == LAST_SECTION) {
    const left = (1 - voice.share) * voice.length3;
    return left < END_FRAMES ? 20 * Math.log10(max(1e-9, left / END_FRAMES)) : 0;
  }
  if (voice.section != SUSTAIN || voice.length2 < SHORTEST_SUSTAIN) return 0;
  const set = changetype<Set>(voice.set);
  let slope: f64 = 0;
  for (let s = 0; s < set.count; s++) slope += doubleAt(voice, WEIGHTS, s) * field(sourceOf(set, s), SLOPE);
  return min<f64>(0, slope) * (voice.natural * voice.held - voice.share * voice.length2);
}
