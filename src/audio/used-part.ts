/** Chooses the part of a long file that is used: its first minute, or the minute from its onset. */
import {
  gainToDecibels,
  type Decibels,
  type Gain01,
  type Hertz,
  type Samples,
  type Seconds,
} from '../units.js';
import { findOnsetOfAny } from './onset.js';
import { detectPitch } from './pitch.js';

const STEP_SECONDS: Seconds = 0.01;
/** A part without this much at a stretch above −46 dB RMS is silence, hiss or ticks: the sound may come later. */
const QUIET: Gain01 = 0.005;
const LOUD_SECONDS: Seconds = 0.15;
/** Louder background is even: nine of ten stretches of 0.1 s are within this of their median … */
const EVEN_STEPS = 10;
const EVEN: Decibels = 3;
const EVEN_SHARE = 0.9;
/** … soft (hum), or without pitch in its middle second (hiss), and what stands out of it does so by this much. */
const SOFT: Decibels = -30;
const PITCH_SECONDS: Seconds = 1;
const STANDS_OUT: Gain01 = 10 ** (10 / 20);
/** Lead kept before the onset, so that the waveform shows where it begins; less where it is background that can be heard. */
const LEAD_SECONDS: Seconds = 0.5;
const LOUD_LEAD_SECONDS: Seconds = 0.02;
/** Longest cut without a notice: encoders' padding. */
const UNTOLD_SECONDS: Seconds = 0.01;

/** The part of a file that is used. */
export interface UsedPart {
  /** Views of the file's channels. */
  readonly channels: Float32Array[];
  /** Where they start in the file. */
  readonly start: Seconds;
  /** Where the sound begins in the file, where it is not used from its start. */
  readonly begins: Seconds;
}

/** Whether what a file begins with may be no more than silence or background: then the sound is looked for further on. */
export function mayBeBackground(channels: readonly Float32Array[], sampleRate: Hertz): boolean {
  return (channels[0]?.length ?? 0) === 0 || backgroundOf(channels, sampleRate) !== null;
}

/** What is used of channels that may be longer than is taken. */
export function usedPart(channels: readonly Float32Array[], sampleRate: Hertz, longest: Seconds): UsedPart {
  const most = Math.floor(longest * sampleRate);
  const cut = (from: Samples): Float32Array[] =>
    channels.map((channel) => channel.subarray(from, from + most));
  const fromStart = { channels: cut(0), start: 0, begins: 0 };
  if (channels[0]!.length <= most) return fromStart;
  const background = backgroundOf(fromStart.channels, sampleRate);
  if (background === null) return fromStart;
  const onset = onsetAbove(background, channels, sampleRate);
  if (onset < most) return fromStart;
  const lead = background > QUIET ? LOUD_LEAD_SECONDS : LEAD_SECONDS;
  const from = onset - Math.round(lead * sampleRate);
  return { channels: cut(from), start: from / sampleRate, begins: onset / sampleRate };
}

/**
 * A sentence on a part that is not all of it; null where it is all.
 * @param used length of the part.
 */
export function usedPartNotice(
  name: string,
  total: Seconds,
  { start, begins }: Pick<UsedPart, 'start' | 'begins'>,
  used: Seconds,
): string | null {
  const cut = total - start - used > UNTOLD_SECONDS;
  const kept = Number(used.toFixed(1));
  if (start > 0) {
    const rest = cut ? `, and ${kept} s from there are used` : '';
    return `“${name}” begins at ${begins.toFixed(1)} s: what is before is left out${rest}.`;
  }
  return cut ? `“${name}” is ${total.toFixed(1)} s long: the first ${kept} s are used.` : null;
}

/** RMS of the background that a part consists of, 0 where it holds next to nothing; null where it is no background. */
function backgroundOf(channels: readonly Float32Array[], sampleRate: Hertz): Gain01 | null {
  const levels = stepLevels(channels, sampleRate);
  if (firstRun(levels, QUIET) < 0) return 0;
  const coarse = Array.from({ length: Math.floor(levels.length / EVEN_STEPS) }, (_, i) =>
    rms(levels.subarray(i * EVEN_STEPS, (i + 1) * EVEN_STEPS)),
  ).sort((a, b) => a - b);
  const median = coarse[coarse.length >> 1] ?? 0;
  const even = coarse.filter((level) => Math.abs(gainToDecibels(level / median)) <= EVEN).length;
  if (median === 0 || even < EVEN_SHARE * coarse.length) return null;
  return gainToDecibels(median) < SOFT || !isPitched(channels[0]!, sampleRate) ? median : null;
}

function isPitched(samples: Float32Array, sampleRate: Hertz): boolean {
  const from = Math.max(0, (samples.length - PITCH_SECONDS * sampleRate) >> 1);
  return detectPitch(samples.subarray(from, from + PITCH_SECONDS * sampleRate), sampleRate) !== null;
}

/** Where the first stretch begins that stands out of the background: past ticks. A sound that is all soft: as findOnset has it. */
function onsetAbove(background: Gain01, channels: readonly Float32Array[], sampleRate: Hertz): Samples {
  const levels = stepLevels(channels, sampleRate);
  const run = firstRun(levels, Math.max(QUIET, STANDS_OUT * background));
  if (run >= 0) return run * stepOf(sampleRate);
  return background === 0 ? findOnsetOfAny(channels, sampleRate) : 0;
}

function stepOf(sampleRate: Hertz): Samples {
  return Math.max(1, Math.round(STEP_SECONDS * sampleRate));
}

/** RMS about the channel's mean every 10 ms, of the loudest channel: an offset is no sound. */
function stepLevels(channels: readonly Float32Array[], sampleRate: Hertz): Float64Array {
  const step = stepOf(sampleRate);
  const levels = new Float64Array(Math.ceil((channels[0]?.length ?? 0) / step));
  for (const channel of channels) {
    const mean = channel.reduce((sum, x) => sum + x, 0) / channel.length;
    for (let i = 0; i < levels.length; i++) {
      const end = Math.min(channel.length, (i + 1) * step);
      let power = 0;
      for (let k = i * step; k < end; k++) power += (channel[k]! - mean) ** 2;
      levels[i] = Math.max(levels[i]!, Math.sqrt(power / (end - i * step)));
    }
  }
  return levels;
}

/** The first step from which on more than 0.15 s are louder than `threshold`, with no gap of a step; −1 where there is none. */
function firstRun(levels: Float64Array, threshold: Gain01): number {
  const most = Math.round(LOUD_SECONDS / STEP_SECONDS);
  let run = 0;
  for (let i = 0; i < levels.length; i++) {
    run = levels[i]! > threshold ? run + 1 : 0;
    if (run > most) return i - run + 1;
  }
  return -1;
}

function rms(values: Float64Array): number {
  return Math.sqrt(values.reduce((sum, x) => sum + x * x, 0) / values.length);
}
