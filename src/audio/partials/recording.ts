/** Prepares a recording to be held like its tracks: its level, its sustain, and a loop where it has one. [worker] [Node] */
import type { Gain01, Hertz, Samples, Seconds } from '../../units.js';
import { attackFrameOf, beforeFade, sustainOf } from './level.js';
import { HOP_SECONDS, SILENT_DB, type SustainRange } from './tracks.js';

/** Where a sound begins to be itself, and between which frames it is held. Recording and tracks of one sound share it. */
export interface SoundShape {
  readonly attackFrame: number;
  readonly sustain: SustainRange;
}

/** A recording that the engine plays as a head. */
export interface Recording {
  readonly samples: Float32Array;
  /** [frames] dB of the sound's power, a full-scale sine −3; the same of `samples`, which may be longer or shorter. */
  readonly levels: Float32Array;
  readonly sampleLevels: Float32Array;
  /** Behind `loopEnd` lies again what begins `loopLength` before it, as much softer as it has fallen; 0: it is not held. */
  readonly loopEnd: Samples;
  readonly loopLength: Samples;
}

/** Weights of seven frames about the one whose level is measured: shorter, and a low note's own periods are seen. */
const SMOOTHING = [1, 2, 3, 4, 3, 2, 1].map((weight) => weight / 16);
/** 80 ms: longer than what is heard as one drop. */
const EVEN_FRAMES = 16;
const SILENT_POWER = 10 ** (SILENT_DB / 10);
/** A shorter sustain is none: the engine plays such a sound to its end. In frames. */
const SHORTEST_SUSTAIN = 20;
/** A loop is no longer: a decaying sound must not become bright again. */
const LONGEST_LOOP: Seconds = 1;
/** Crossfade at its end, and its share of a short sustain. */
const CROSSFADE: Seconds = 0.08;
const CROSSFADE_SHARE = 0.25;
/** Lengths that are tried for the one whose ends are most alike: more than a period of a low note; their share of a short loop. */
const TRIED: Seconds = 0.05;
const TRIED_SHARE = 0.5;
/** How much of both ends is compared, at about this rate. */
const COMPARED: Seconds = 0.04;
const COMPARED_RATE: Hertz = 24_000;
/** Behind a loop's end: what the engine reads past it before it goes back (a sinc's reach at 32 times the speed, a segment). */
const BEHIND: Seconds = 0.12;
const BEHIND_SAMPLES: Samples = 2048;
/** A sound that was cut off fades out. */
const END_FADE: Seconds = 0.03;

/** [frames] dB of the power of a sound about every HOP_SECONDS. */
export function recordingLevels(samples: Float32Array, sampleRate: Hertz): Float32Array {
  const hop = HOP_SECONDS * sampleRate;
  const frames = Math.ceil(samples.length / hop) + 1;
  const powers = Float64Array.from({ length: frames }, (_, frame) => {
    const from = Math.max(0, Math.round((frame - 0.5) * hop));
    const to = Math.min(samples.length, Math.round((frame + 0.5) * hop));
    let power = 0;
    for (let n = from; n < to; n++) power += samples[n]! * samples[n]!;
    return to > from && power < Infinity ? power / (to - from) : 0;
  });
  const reach = (SMOOTHING.length - 1) / 2;
  return Float32Array.from(powers, (_, frame) => {
    let power = SILENT_POWER;
    SMOOTHING.forEach((weight, i) => {
      power += weight * powers[Math.min(frames - 1, Math.max(0, frame + i - reach))]!;
    });
    return 10 * Math.log10(power);
  });
}

/** Rain, wind and a choir are held, though each drop and gust stands out: their sustain is found on a level that is smoother. */
export function soundShape(levels: Float32Array): SoundShape {
  const sharp = Float64Array.from(levels);
  const attackFrame = attackFrameOf(sharp);
  return { attackFrame, sustain: beforeFade(sharp, sustainOf(evenLevels(levels), attackFrame)) };
}

/** [frames] dB of the mean power of EVEN_FRAMES on either side. */
function evenLevels(levels: Float32Array): Float64Array {
  const sums = new Float64Array(levels.length + 1);
  levels.forEach((level, i) => (sums[i + 1] = sums[i]! + 10 ** (level / 10)));
  return Float64Array.from(levels, (_, i) => {
    const from = Math.max(0, i - EVEN_FRAMES);
    const to = Math.min(levels.length, i + EVEN_FRAMES + 1);
    return 10 * Math.log10(Math.max(SILENT_POWER, (sums[to]! - sums[from]!) / (to - from)));
  });
}

/**
 * The recording, to be held as its shape says: what it does at the end of its sustain it does for ever, falling on as it falls there. One
 * without a sustain is played to its end.
 * @param levels of `samples`: see `recordingLevels`.
 * @param cut the sound goes on behind `samples`.
 */
export function makeRecording(
  samples: Float32Array,
  levels: Float32Array,
  sampleRate: Hertz,
  { sustain }: SoundShape,
  cut: boolean,
): Recording {
  const hop = HOP_SECONDS * sampleRate;
  const end = Math.min(samples.length, Math.round(sustain.to * hop));
  const held = end - Math.round(sustain.from * hop);
  if (sustain.to - sustain.from < SHORTEST_SUSTAIN || held <= 0) {
    const faded = cut ? fadedOut(samples, Math.round(END_FADE * sampleRate)) : samples.slice();
    return { samples: faded, levels, sampleLevels: levels, loopEnd: 0, loopLength: 0 };
  }
  const fade = Math.round(Math.min(CROSSFADE * sampleRate, CROSSFADE_SHARE * held));
  const length = loopLength(samples, sampleRate, end, Math.min(held - fade, LONGEST_LOOP * sampleRate));
  const fallen = 10 ** ((sustain.slope * length) / hop / 20);
  const looped = closed(samples, end, length, fade, fallen, Math.round(BEHIND * sampleRate) + BEHIND_SAMPLES);
  const sampleLevels = recordingLevels(looped, sampleRate);
  return { samples: looped, levels, sampleLevels, loopEnd: end, loopLength: length };
}

/** The length, near `longest`, after which the sound is most like itself. */
function loopLength(samples: Float32Array, sampleRate: Hertz, end: Samples, longest: number): Samples {
  const most = Math.max(1, Math.floor(longest));
  const least = Math.max(1, Math.ceil(most - Math.min(TRIED * sampleRate, TRIED_SHARE * most)));
  const step = Math.max(1, Math.round(sampleRate / COMPARED_RATE));
  const compared = Math.min(end - most, Math.round(COMPARED * sampleRate));
  let [best, likeness] = [most, -Infinity];
  for (let length = most; length >= least; length--) {
    const alike = correlation(samples, end - compared, end, length, step);
    if (alike > likeness) [best, likeness] = [length, alike];
  }
  return best;
}

/** −1 to 1: how much a range is like the one that begins `back` before it. */
function correlation(x: Float32Array, from: Samples, to: Samples, back: Samples, step: Samples): number {
  let [both, here, there] = [0, 1e-20, 1e-20];
  for (let n = from; n < to; n += step) {
    const [a, b] = [x[n]!, x[n - back]!];
    both += a * b;
    here += a * a;
    there += b * b;
  }
  return both / Math.sqrt(here * there);
}

/** The samples up to `end`, led over to what lies `length` before, and behind them `more` of that. */
function closed(
  samples: Float32Array,
  end: Samples,
  length: Samples,
  fade: Samples,
  fallen: Gain01,
  more: Samples,
): Float32Array {
  const out = new Float32Array(end + more);
  out.set(samples.subarray(0, end));
  const alike = Math.max(0, correlation(samples, end - fade, end, length, 1));
  for (let n = end - fade; n < end; n++) {
    const to = 0.5 - 0.5 * Math.cos((Math.PI * (n - end + fade + 0.5)) / fade);
    const from = 1 - to;
    const even = 1 / Math.sqrt(from * from + to * to + 2 * alike * from * to);
    out[n] = even * (from * samples[n]! + to * fallen * samples[n - length]!);
  }
  for (let n = end; n < out.length; n++) out[n] = fallen * out[n - length]!;
  return out;
}

function fadedOut(samples: Float32Array, most: Samples): Float32Array {
  const fade = Math.min(most, samples.length >> 2);
  return samples.map((x, n) => x * Math.min(1, (samples.length - n) / Math.max(1, fade)));
}
