/** Finds which layers sustain, over which frames, and at which rate each decays while it is held. */
import type { Decibels, DecibelsPerSecond, Seconds } from '../../units.js';
import { SILENCE, type BandEnergy } from './band-energy.js';
import type { PitchSynchronousAxis } from './pitch-synchronous-axis.js';

/** Levels are taken over about this long. */
const LEVEL_SECONDS: Seconds = 0.15;
/** A layer's body is the longest stretch within this of its loudest, … */
const BODY: Decibels = 12;
/** … or where that falls, within this: what a pluck leaves to be held. */
const SOFT_BODY: Decibels = 24;
/** A layer sustains if its body lasts this long, twice as long if it is a soft one, … */
const LEAST_BODY: Seconds = 0.6;
/** … or this share of a shorter note, … */
const LEAST_SHARE = 0.5;
/** … and falls by no more than this a second, … */
const MAX_DECAY_RATE: DecibelsPerSecond = 6;
/** … or this if it is a soft one, … */
const MAX_SOFT_DECAY_RATE: DecibelsPerSecond = 3;
/** … which begins where the level has fallen faster than the other for the last time, over this long. */
const DECAY_SECONDS: Seconds = 0.5;
/** Who falls by less than this is held level: a player's arm, or a slow swell. */
const LEAST_DECAY_RATE: DecibelsPerSecond = 2;
/** Who falls by more goes on as it does: strings and bars that die away. In between it is some of both. */
const NATURAL_DECAY_RATE: DecibelsPerSecond = 3;
/** The shortest stretch in which a loop is sought. */
const LEAST_STRETCH: Seconds = 0.25;
/** Where the level changes by more than this within `LEVEL_SECONDS`, the note begins or ends. */
const KNEE: Decibels = 2.5;

/** Frames, `from` included, `to` not. */
export interface FrameRange {
  readonly from: number;
  readonly to: number;
}

/** What a key zone does under a held key. */
export interface Sustain {
  /** Where all sustaining layers are steady. */
  readonly range: FrameRange;
  /** For each layer: whether it sustains; one that does not dies away by itself. */
  readonly sustains: readonly boolean[];
  /** For each layer: how fast it goes on falling while it is held; 0 for one that is level, or does not sustain. */
  readonly decayRates: readonly DecibelsPerSecond[];
}

interface Body extends FrameRange {
  readonly decayRate: DecibelsPerSecond;
}

/**
 * Null when no layer sustains: a key zone of plucks or bells. Where the bodies of layers have too little in common, those
 * that end first count as dying away.
 */
export function findSustain(bands: readonly BandEnergy[], axis: PitchSynchronousAxis): Sustain | null {
  const bodies = bands.map((tracks) => sustainedBody(tracks, axis));
  for (;;) {
    const found = bodies.filter((body) => body !== null);
    if (found.length === 0) return null;
    const from = Math.max(...found.map((body) => body.from));
    const to = Math.min(...found.map((body) => body.to));
    if ((to - from) * axis.hop >= LEAST_STRETCH * axis.rate) {
      return {
        range: { from, to },
        sustains: bodies.map((body) => body !== null),
        decayRates: bodies.map((body) => body?.decayRate ?? 0),
      };
    }
    bodies[bodies.findIndex((body) => body?.to === to)] = null;
  }
}

/** A layer's body without the attack before and the release after; null for a decay. */
function sustainedBody(tracks: BandEnergy, axis: PitchSynchronousAxis): Body | null {
  const framesOf = (seconds: Seconds): number => (seconds * axis.rate) / axis.hop;
  const reach = Math.max(1, Math.round(framesOf(LEVEL_SECONDS) / 2));
  const levels = tracks.levels(reach);
  const loudest = levels.reduce((a, b) => Math.max(a, b), -Infinity);
  if (loudest <= SILENCE) return null;
  const holds = ({ from, to }: FrameRange, least: Seconds, decayRate: Decibels): boolean =>
    to - from >= Math.min(framesOf(least), LEAST_SHARE * levels.length) &&
    slope(levels.subarray(from, to)) * framesOf(1) >= -decayRate;
  const loud = trimmed(levels, longest(levels, loudest - BODY), 2 * reach);
  const whole = trimmed(levels, longest(levels, loudest - SOFT_BODY), 2 * reach);
  const soft = afterDecay(levels, whole, Math.round(framesOf(DECAY_SECONDS)));
  const body = holds(loud, LEAST_BODY, MAX_DECAY_RATE) ? loud : soft;
  if (body === soft && !holds(soft, 2 * LEAST_BODY, MAX_SOFT_DECAY_RATE)) return null;
  // the windows reached into what was just left out
  const range = { from: body.from + reach, to: body.to - reach };
  return { ...range, decayRate: heldDecayRate(levels.subarray(range.from, range.to), framesOf(1)) };
}

/**
 * How fast a body goes on falling when it is held. Its later half must fall as well: what has come down to a level
 * stays there.
 */
function heldDecayRate(levels: Float64Array, second: number): DecibelsPerSecond {
  const decayRate = -second * slope(levels);
  const steady = Math.min(decayRate, -second * slope(levels.subarray(levels.length >> 1)));
  return (
    decayRate *
    Math.max(0, Math.min(1, (steady - LEAST_DECAY_RATE) / (NATURAL_DECAY_RATE - LEAST_DECAY_RATE)))
  );
}

/** The longest stretch of levels of at least `floor`. */
function longest(levels: Float64Array, floor: Decibels): FrameRange {
  let [from, to] = [0, 0];
  for (let start = 0; start < levels.length; start++) {
    let end = start;
    while (end < levels.length && levels[end]! >= floor) end++;
    if (end - start > to - from) [from, to] = [start, end];
    start = end;
  }
  return { from, to };
}

/** Without the steep rise that it may begin with, and the steep fall at its end. */
function trimmed(levels: Float64Array, { from, to }: FrameRange, step: number): FrameRange {
  while (to - from > step && levels[to - 1 - step]! - levels[to - 1]! > KNEE) to--;
  while (to - from > step && levels[from + step]! - levels[from]! > KNEE) from++;
  return { from, to };
}

/** What of a stretch is left once it has fallen. */
function afterDecay(levels: Float64Array, { from, to }: FrameRange, step: number): FrameRange {
  let start = to - 1 - step;
  while (start >= from && levels[start]! - levels[start + step]! <= MAX_DECAY_RATE * DECAY_SECONDS) start--;
  return { from: Math.max(from, start + 1), to };
}

/** Rise a step of the straight line through some values. */
function slope(values: Float64Array): number {
  const middle = (values.length - 1) / 2;
  let moment = 0;
  let mass = 0;
  values.forEach((value, i) => {
    moment += value * (i - middle);
    mass += (i - middle) ** 2;
  });
  return mass > 0 ? moment / mass : 0;
}
