/** Finds the onset of a sound: past silence, steady background noise, and ticks and breath that come long before it. */
import type { Hertz, Samples } from '../units.js';

const STEP_SECONDS = 0.002;
/** An onset is this far below the loudest step at most. */
const ONSET_BELOW_PEAK = 10 ** (-45 / 20);
/** Steps at the start that are compared to tell background noise from a beginning sound. */
const LEAD_STEPS = 25;
/** Background is at least this far below the loudest step, and steady to within this factor. */
const LEAD_BELOW_PEAK = 10 ** (-20 / 20);
const LEAD_STEADY = 10 ** (3 / 20);
/** What rises above steady background by this much has begun. */
const ABOVE_LEAD = 10 ** (8 / 20);
/** A tick is no longer than this (30 ms), with at least this much (100 ms) of nothing after it … */
const TICK_STEPS = 15;
const GAP_STEPS = 50;
/** Steps before its loudest one that belong to it: it rings longer than it rises. */
const TICK_RISE_STEPS = 3;
/** … and has at most this share of the energy of what begins after it: −20 dB. */
const TICK_ENERGY = 0.01;
/** What is softer than this, before a steep rise, for at least this long (0.25 s), is breath or handling, no beginning. */
const SOFT_BELOW_PEAK = 10 ** (-30 / 20);
const SOFT_STEPS = 125;
/** A rise is steep where it is this large within so many steps (20 ms): a swell is not. */
const STEEP = 10 ** (18 / 20);
const STEEP_STEPS = 10;

/**
 * The sample where the sound begins: the first 2 ms whose RMS is within 45 dB of the loudest ones or, where
 * steady background noise comes first, 8 dB above it; past single ticks and soft breath before the sound proper. 0 for a
 * sound that is there at once.
 */
export function findOnset(samples: Float32Array, sampleRate: Hertz): Samples {
  const step = stepOf(sampleRate);
  return onsetStep(stepLevels(samples, step)) * step;
}

/** The same of several channels, by the loudest of them. */
export function findOnsetOfAny(channels: readonly Float32Array[], sampleRate: Hertz): Samples {
  const step = stepOf(sampleRate);
  const levels = channels.map((channel) => stepLevels(channel, step));
  return onsetStep(levels[0]!.map((_, i) => levels.reduce((max, of) => Math.max(max, of[i]!), 0))) * step;
}

function stepOf(sampleRate: Hertz): Samples {
  return Math.max(1, Math.round(STEP_SECONDS * sampleRate));
}

function onsetStep(levels: Float64Array): number {
  const peak = levels.reduce((a, b) => Math.max(a, b), 0);
  if (peak === 0) return 0;
  const threshold = Math.max(peak * ONSET_BELOW_PEAK, backgroundLevel(levels, peak) * ABOVE_LEAD);
  const first = levels.findIndex((level) => level >= threshold);
  return pastBreath(levels, pastTicks(levels, first, threshold), peak);
}

/** Past each burst that is short, alone, and next to nothing beside what follows it. */
function pastTicks(levels: Float64Array, first: number, threshold: number): number {
  let after = 0;
  for (let i = first; i < levels.length; i++) after += levels[i]! ** 2;
  for (let start = first; ;) {
    let last = start;
    let energy = 0;
    let end = start;
    for (; end < levels.length && end - last <= GAP_STEPS; end++) {
      energy += levels[end]! ** 2;
      if (levels[end]! >= threshold) last = end;
    }
    if (end === levels.length || last - start >= TICK_STEPS || energy > TICK_ENERGY * (after - energy))
      return start;
    const next = levels.findIndex((level, i) => i >= end && level >= threshold);
    if (next < 0) return start;
    for (let i = start; i < next; i++) after -= levels[i]! ** 2;
    start = next;
  }
}

/** Past a long soft stretch that ends in a steep rise. */
function pastBreath(levels: Float64Array, first: number, peak: number): number {
  const loud = levels.findIndex((level, i) => i >= first && level >= peak * SOFT_BELOW_PEAK);
  if (loud - first < SOFT_STEPS) return first;
  const reach = Math.min(levels.length, loud + STEEP_STEPS);
  let highest = 0;
  for (let i = loud; i < reach; i++) highest = Math.max(highest, levels[i]!);
  let before = 0;
  for (let i = Math.max(first, loud - 2 * STEEP_STEPS); i < loud - 1; i++)
    before = Math.max(before, levels[i]!);
  return highest >= STEEP * before ? loud - 1 : first;
}

function stepLevels(samples: Float32Array, step: Samples): Float64Array {
  return Float64Array.from({ length: Math.ceil(samples.length / step) }, (_, index) =>
    rms(samples.subarray(index * step, (index + 1) * step)),
  );
}

/**
 * Level of the steady noise that the recording starts with; 0 where it starts with silence or with the sound. A tick in
 * it (a button, a relay) is left out: it is neither noise nor sound.
 */
function backgroundLevel(levels: Float64Array, peak: number): number {
  if (levels.length < 3 * LEAD_STEPS) return 0;
  return steadyLevel(levels.subarray(0, 2 * LEAD_STEPS), peak) || steadyLevel(withoutTick(levels), peak);
}

/** Level of steps that are equally loud in their first and second half, and soft; else 0. */
function steadyLevel(levels: Float64Array, peak: number): number {
  const first = rms(levels.subarray(0, levels.length >> 1));
  const second = rms(levels.subarray(levels.length >> 1));
  if (first === 0 || first > peak * LEAD_BELOW_PEAK) return 0;
  const ratio = second / first;
  return ratio < LEAD_STEADY && ratio > 1 / LEAD_STEADY ? first : 0;
}

/** The first steps without the tick that is loudest among them. */
function withoutTick(levels: Float64Array): Float64Array {
  const lead = levels.slice(0, 2 * LEAD_STEPS + TICK_STEPS);
  const loudest = lead.reduce((best, level, i) => (level > lead[best]! ? i : best), 0);
  const from = Math.min(Math.max(0, loudest - TICK_RISE_STEPS), 2 * LEAD_STEPS);
  lead.copyWithin(from, from + TICK_STEPS);
  return lead.subarray(0, 2 * LEAD_STEPS);
}

function rms(values: Float32Array | Float64Array): number {
  let sum = 0;
  for (const value of values) sum += value * value;
  return Math.sqrt(sum / values.length);
}
