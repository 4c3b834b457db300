/**
 * Computes the curves of the player's envelopes, LFOs and filter for drawings: pure functions of 0 to 1, with the
 * worklet's arithmetic (worklets/core: envelope, lfo, filter), which ui/ may not import.
 */
import type { Decibels, Gain01, Hertz, Seconds } from '../../src/units.js';

/** Time constants within a segment at a curve of 100 %. */
const STEEPEST_ATTACK = 8;
const STEEPEST_DECAY = Math.log(1000);

/** Q at 0 % and at 100 % resonance. */
const LOWEST_Q = Math.SQRT1_2;
const HIGHEST_Q = 20;

/** Value of an attack segment, 0 to 1, at `time` (0 to 1): linear at curve 0, steep at first above, steep at the end below. */
export function segment(bend: number, time: Gain01): Gain01 {
  return Math.abs(bend) < 0.01 ? time : (1 - Math.exp(-bend * time)) / (1 - Math.exp(-bend));
}

/** @param curve −100 to 100 % */
export function attackSegment(curve: number, time: Gain01): Gain01 {
  return segment((STEEPEST_ATTACK * curve) / 100, time);
}

/** Value of a decay or release segment. @param curve −100 to 100 % */
export function decaySegment(curve: number, time: Gain01): Gain01 {
  return segment((STEEPEST_DECAY * curve) / 100, time);
}

export const FILTER_TYPES = ['off', 'lowpass', 'bandpass', 'highpass', 'notch'] as const;
export type FilterType = (typeof FILTER_TYPES)[number];

/** Q from a resonance of 0 to 100 %, even in the logarithm: flat at 0. */
export function filterQ(resonance: number): number {
  return LOWEST_Q * (HIGHEST_Q / LOWEST_Q) ** (resonance / 100);
}

/** Level of a state-variable filter at a frequency, its cutoff and Q given. */
export function filterResponse(type: FilterType, cutoff: Hertz, q: number, frequency: Hertz): Decibels {
  const ratio = frequency / cutoff;
  const square = ratio * ratio;
  const band = ratio / q;
  const size = Math.hypot(1 - square, band);
  const part = { off: size, lowpass: 1, bandpass: band, highpass: square, notch: Math.abs(1 - square) }[type];
  return 20 * Math.log10(Math.max(1e-6, part / size));
}

export const LFO_SHAPES = ['sine', 'triangle', 'saw', 'square', 'random'] as const;
export type LfoShape = (typeof LFO_SHAPES)[number];

/** Levels of the random LFO's steps, fixed for the drawing. */
const LOTS = [0.35, -0.7, 0.9, -0.15, 0.6, -0.95, 0.1, -0.45, 0.75, -0.3, 0.5, -0.8, 0.2, 0.95, -0.55, -0.05];

/** Value of an LFO, −1 to 1, at a time after the note's start; its depth rises during the delay. */
export function lfoValue(shape: LfoShape, rate: Hertz, delay: Seconds, time: Seconds): number {
  const turns = rate * time;
  const phase = turns - Math.floor(turns);
  const depth = time < delay ? time / delay : 1;
  switch (shape) {
    case 'sine':
      return depth * Math.sin(2 * Math.PI * phase);
    case 'triangle':
      return depth * (phase < 0.25 ? 4 * phase : phase < 0.75 ? 2 - 4 * phase : 4 * phase - 4);
    case 'saw':
      return depth * (phase < 0.5 ? 2 * phase : 2 * phase - 2);
    case 'square':
      return depth * (phase < 0.5 ? 1 : -1);
    case 'random':
      return depth * LOTS[Math.floor(turns) % LOTS.length]!;
  }
}

/** An SVG path through `points` of `y` over x from 0 to 1, in a box of `width` × `height` with 0 at its foot. */
export function pathOf(
  y: (x: number) => number,
  from: number,
  to: number,
  points: number,
  { width, height }: { width: number; height: number },
): string {
  const text = Array.from({ length: points + 1 }, (_, i) => {
    const share = i / points;
    const x = (from + (to - from) * share) * width;
    return `${x.toFixed(1)} ${((1 - y(share)) * height).toFixed(1)}`;
  });
  return text.join('L');
}
