/** Chooses the part of a long file that is used: its first minute, or the minute from its onset. */
import type { Hertz, Seconds } from '../units.js';
import { findOnsetOfAny } from './onset.js';

/** A part in which nothing is louder than −40 dB, or only so for 0.15 s, is silence, hiss or a tick: the sound may come later. */
const QUIET = 0.01;
const LOUD_SECONDS: Seconds = 0.15;
const STEP_SECONDS: Seconds = 0.01;
/** Lead kept before the onset, so that the waveform shows where it begins. */
const LEAD_SECONDS: Seconds = 0.5;
/** Longest cut without a notice: encoders' padding. */
const UNTOLD_SECONDS: Seconds = 0.01;

/** Whether a part of a file holds next to nothing. */
export function isNearlyEmpty(channels: readonly Float32Array[], sampleRate: Hertz): boolean {
  const step = Math.max(1, Math.round(STEP_SECONDS * sampleRate));
  const length = channels[0]?.length ?? 0;
  let loud = 0;
  for (let start = 0; start < length; start += step) {
    if (channels.some((channel) => channel.subarray(start, start + step).some((x) => Math.abs(x) > QUIET)))
      loud++;
    if (loud * STEP_SECONDS > LOUD_SECONDS) return false;
  }
  return true;
}

/**
 * What is used of channels that may be longer than is taken.
 * @returns views of the channels, and where they start in them.
 */
export function usedPart(
  channels: readonly Float32Array[],
  sampleRate: Hertz,
  longest: Seconds,
): { readonly channels: Float32Array[]; readonly start: Seconds } {
  const most = Math.floor(longest * sampleRate);
  const cut = (from: number): Float32Array[] =>
    channels.map((channel) => channel.subarray(from, from + most));
  const first = cut(0);
  if (channels[0]!.length <= most || !isNearlyEmpty(first, sampleRate)) return { channels: first, start: 0 };
  const onset = findOnsetOfAny(channels, sampleRate);
  const from = onset < most ? 0 : onset - Math.round(LEAD_SECONDS * sampleRate);
  return { channels: cut(from), start: from / sampleRate };
}

/**
 * A sentence on a part that is not all of it; null where it is all.
 * @param used length of the part.
 */
export function usedPartNotice(name: string, total: Seconds, start: Seconds, used: Seconds): string | null {
  const cut = total - start - used > UNTOLD_SECONDS;
  const kept = Number(used.toFixed(1));
  if (start > 0) {
    const rest = cut ? `, and ${kept} s from there are used` : '';
    return `“${name}” begins at ${(start + LEAD_SECONDS).toFixed(1)} s: what is before is left out${rest}.`;
  }
  return cut ? `“${name}” is ${total.toFixed(1)} s long: the first ${kept} s are used.` : null;
}
