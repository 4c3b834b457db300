import type { Decibels, Seconds } from '../../units.js';
import { SILENCE, type BandTracks } from './bands.js';
import type { Grid } from './grid.js';

/** Levels are taken over about this long. */
const LEVEL_SECONDS: Seconds = 0.15;
/** A layer's body is the longest stretch within this of its loudest. */
const BODY: Decibels = 12;
/** A layer sustains if its body lasts this long … */
const LEAST_BODY: Seconds = 0.6;
/** … or this share of a shorter note, … */
const LEAST_SHARE = 0.5;
/** … and falls by no more than this a second. */
const MOST_FALL: Decibels = 6;
/** The shortest stretch in which a loop is sought. */
const LEAST_STRETCH: Seconds = 0.25;
/** Where the level changes by more than this within `LEVEL_SECONDS`, the note begins or ends. */
const KNEE: Decibels = 2.5;

/** Frames, `from` included, `to` not. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
}

/** What a column does under a held key. */
export interface Sustain {
  /** Where all sustaining layers are steady. */
  readonly stretch: Stretch;
  /** For each layer: whether it sustains; one that does not dies away by itself. */
  readonly sustains: readonly boolean[];
}

/**
 * Null when no layer sustains: a column of plucks or bells. Where the bodies of layers have too little in common, those
 * that end first count as dying away.
 */
export function findSustain(bands: readonly BandTracks[], grid: Grid): Sustain | null {
  const bodies = bands.map((tracks) => sustainedBody(tracks, grid));
  for (;;) {
    const found = bodies.filter((body) => body !== null);
    if (found.length === 0) return null;
    const from = Math.max(...found.map((body) => body.from));
    const to = Math.min(...found.map((body) => body.to));
    if ((to - from) * grid.hop >= LEAST_STRETCH * grid.rate) {
      return { stretch: { from, to }, sustains: bodies.map((body) => body !== null) };
    }
    bodies[bodies.findIndex((body) => body?.to === to)] = null;
  }
}

/** A layer's body without the attack before and the release after; null for a decay. */
function sustainedBody(tracks: BandTracks, grid: Grid): Stretch | null {
  const reach = Math.max(1, Math.round((LEVEL_SECONDS * grid.rate) / grid.hop / 2));
  const levels = tracks.levels(reach);
  const loudest = levels.reduce((a, b) => Math.max(a, b), -Infinity);
  if (loudest <= SILENCE) return null;
  let [from, to] = [0, 0];
  for (let start = 0; start < levels.length; start++) {
    let end = start;
    while (end < levels.length && levels[end]! >= loudest - BODY) end++;
    if (end - start > to - from) [from, to] = [start, end];
    start = end;
  }
  const step = 2 * reach;
  while (to - from > step && levels[to - 1 - step]! - levels[to - 1]! > KNEE) to--;
  while (to - from > step && levels[from + step]! - levels[from]! > KNEE) from++;
  const seconds = ((to - from) * grid.hop) / grid.rate;
  const whole = (levels.length * grid.hop) / grid.rate;
  if (seconds < Math.min(LEAST_BODY, LEAST_SHARE * whole)) return null;
  if (slope(levels.subarray(from, to)) * (grid.rate / grid.hop) < -MOST_FALL) return null;
  // the windows reached into what was just left out
  return { from: from + reach, to: to - reach };
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
