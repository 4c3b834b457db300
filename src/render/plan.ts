/** Plans which keys and mixes to render, and in which order. */
import { AlloyError } from '../errors.js';
import { mixDistance, mixGrid, type MixPosition } from '../timbre/mix.js';
import type { MidiNote } from '../units.js';

export interface KeyRange {
  readonly low: MidiNote;
  readonly high: MidiNote;
  /** Semitones between two rendered keys, 1 or more. */
  readonly step: number;
  /** The key to have first. */
  readonly centre: MidiNote;
}

/**
 * The keys to render: `centre` first, then outward in turns, above before below, each `step` apart.
 * A centre outside low…high is moved to the nearest end.
 * @throws AlloyError 'bad-argument' for an empty range or a step below 1.
 */
export function planKeys(range: KeyRange): MidiNote[] {
  const { low, high, step } = range;
  if (!(low <= high)) {
    throw new AlloyError('bad-argument', 'range', `The lowest key ${low} is above the highest, ${high}.`);
  }
  if (!(step >= 1))
    throw new AlloyError('bad-argument', 'step', `The step between keys is ${step}; it must be 1 or more.`);
  const centre = Math.min(high, Math.max(low, range.centre));
  const keys = [centre];
  for (let away = step; centre + away <= high || centre - away >= low; away += step) {
    if (centre + away <= high) keys.push(centre + away);
    if (centre - away >= low) keys.push(centre - away);
  }
  return keys;
}

/** Which keys and mixes an instrument renders. */
export interface Plan {
  /** Lowest and highest key that it covers. */
  readonly low: MidiNote;
  readonly high: MidiNote;
  /** Semitones between two rendered roots, 1 to 12. */
  readonly step: number;
  /** Places along one side of the mix, 1 to 9; see mixGrid. */
  readonly mixes: number;
}

/** One note of a plan. */
export interface PlannedPlace extends MixPosition {
  readonly rootMidi: MidiNote;
}

/** What is wanted first. */
export interface Priority {
  /** The key that is played, or the pitch of the sources. */
  readonly centre: MidiNote;
  readonly mix: MixPosition;
}

/** A plan with every number in its range and its ends in order; what is no number is taken from `fallback`. */
export function checkedPlan(plan: Partial<Plan>, fallback: Plan): Plan {
  const within = (value: number | undefined, least: number, most: number, otherwise: number): number =>
    value === undefined || !Number.isFinite(value)
      ? otherwise
      : Math.min(most, Math.max(least, Math.round(value)));
  const low = within(plan.low, 0, 127, fallback.low);
  const high = within(plan.high, 0, 127, fallback.high);
  return {
    low: Math.min(low, high),
    high: Math.max(low, high),
    step: within(plan.step, 1, 12, fallback.step),
    mixes: within(plan.mixes, 1, 9, fallback.mixes),
  };
}

/**
 * The roots of a plan, from low to high. They do not depend on sources or mix, so that a change of these leaves them where
 * they are; what does not divide evenly is shared by both ends.
 */
export function planRoots({ low, high, step }: Plan): MidiNote[] {
  const count = Math.floor((high - low) / step) + 1;
  const first = low + Math.floor((high - low - (count - 1) * step) / 2);
  return Array.from({ length: count }, (_, i) => first + i * step);
}

/**
 * All notes of a plan in render order: first the root nearest the centre at the place nearest the mix, then outward all
 * roots at that place, so that every key plays soon. Then the other mixes root by root, so that one key zone after
 * another is complete.
 * @param count how many sources there are, 1 to 4.
 */
export function planPlaces(plan: Plan, count: number, priority: Priority): PlannedPlace[] {
  const roots = planRoots(plan);
  const grid = mixGrid(count, plan.mixes, priority.mix);
  const places = grid.flatMap((place) => roots.map((rootMidi) => ({ rootMidi, ...place })));
  return inOrder(places, count, priority);
}

/** Places in the order in which they are wanted; see planPlaces. */
export function inOrder<T extends PlannedPlace>(
  places: readonly T[],
  count: number,
  { centre, mix }: Priority,
): T[] {
  const away = (place: PlannedPlace): number => Math.abs(place.rootMidi - centre);
  const byMix = (a: PlannedPlace, b: PlannedPlace): number =>
    mixDistance(a, mix, count) - mixDistance(b, mix, count) || a.y - b.y || a.x - b.x; // two places may be equally far: one after the other
  const nearest = [...places].sort(byMix)[0];
  const later = (place: PlannedPlace): number => (nearest && byMix(place, nearest) === 0 ? 0 : 1);
  return [...places].sort(
    (a, b) => later(a) - later(b) || away(a) - away(b) || b.rootMidi - a.rootMidi || byMix(a, b),
  );
}
