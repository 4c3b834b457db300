/** Finds which layers sustain, over which frames, and at which rate each decays while it is held. */
import type { Decibels, DecibelsPerSecond, Seconds } from '../../units.js';
import { SILENCE, type BandEnergy } from './band-energy.js';
import type { PitchSynchronousAxis } from './pitch-synchronous-axis.js';

/** Levels are taken over about this long. */
const LEVEL_SECONDS: Seconds = 0.15;
/** A layer's body is the longest stretch within this of its loudest level, … */
const BODY: Decibels = 12;
/** … or, where that decays, within this: the tail of a pluck that is held. */
const SOFT_BODY: Decibels = 24;
/** A layer sustains if its body lasts this long, twice as long if it is a soft one, … */
const LEAST_BODY: Seconds = 0.6;
/** … or this share of a shorter note, … */
const LEAST_SHARE = 0.5;
/** … and decays no faster than this, … */
const MAX_DECAY_RATE: DecibelsPerSecond = 6;
/** … or than this if it is a soft one, … */
const MAX_SOFT_DECAY_RATE: DecibelsPerSecond = 3;
/** … which begins after the last stretch of this length that decays faster than a body may. */
const DECAY_SECONDS: Seconds = 0.5;
/** Layers that decay more slowly than this are held level: a bow's or breath's unevenness, or a slow swell. */
const LEAST_DECAY_RATE: DecibelsPerSecond = 2;
/** Layers that decay faster keep their decay rate, as struck strings and bars do; in between, a share of it. */
const NATURAL_DECAY_RATE: DecibelsPerSecond = 3;
/** The shortest stretch in which a loop is sought. */
const LEAST_STRETCH: Seconds = 0.25;
/** Change of level within `LEVEL_SECONDS` above which a stretch is attack or release, not body. */
const KNEE: Decibels = 2.5;

/** Range of frames, `from` included, `to` excluded. */
export interface FrameRange {
  readonly from: number;
  readonly to: number;
}

/** How the layers of a key zone behave while the key is held. */
export interface Sustain {
  /** Frames in which all sustaining layers are steady: the loop is searched here. */
  readonly range: FrameRange;
  /** For each layer, whether it sustains; one that does not decays to silence by itself. */
  readonly sustains: readonly boolean[];
  /** For each layer, its decay rate while it is held; 0 for one that is level, or does not sustain. */
  readonly decayRates: readonly DecibelsPerSecond[];
}

interface Body extends FrameRange {
  readonly decayRate: DecibelsPerSecond;
}

/**
 * Finds the sustaining layers; null when none sustains, as in a key zone of plucks or bells. Where the layers' bodies
 * overlap too little, those that end first count as decaying.
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
  // the averaging windows reached into the attack and release
  const range = { from: body.from + reach, to: body.to - reach };
  return { ...range, decayRate: heldDecayRate(levels.subarray(range.from, range.to), framesOf(1)) };
}

/**
 * Decay rate of a body while it is held. Its later half must decay as well: a body that has decayed to a steady level
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

/** The longest stretch of levels at or above `floor`. */
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

/** Trims the steep rise at the beginning and the steep fall at the end. */
function trimmed(levels: Float64Array, { from, to }: FrameRange, step: number): FrameRange {
  while (to - from > step && levels[to - 1 - step]! - levels[to - 1]! > KNEE) to--;
  while (to - from > step && levels[from + step]! - levels[from]! > KNEE) from++;
  return { from, to };
}

/** The part of a stretch after its last fast decay. */
function afterDecay(levels: Float64Array, { from, to }: FrameRange, step: number): FrameRange {
  let start = to - 1 - step;
  while (start >= from && levels[start]! - levels[start + step]! <= MAX_DECAY_RATE * DECAY_SECONDS) start--;
  return { from: Math.max(from, start + 1), to };
}

/** Slope, per step, of the regression line through some values. */
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
