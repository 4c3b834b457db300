/** What is found in a whole sound, once: where it begins, its pitch, and the notes that follow each other in it. */
import type { Hertz, MidiNote, Seconds } from '../units.js';
import { decimate } from './decimate.js';
import { findOnset } from './onset.js';
import { detectPitch } from './pitch.js';
import type { HeardRoot } from './root.js';

/** A stretch of a sound that holds one note. */
export interface Passage {
  readonly start: Seconds;
  readonly end: Seconds;
  /** Null: no pitch is heard in it. */
  readonly midi: MidiNote | null;
}

export interface SoundAnalysis {
  /** Where the sound begins. */
  readonly onset: Seconds;
  /** The pitch of the sound, of its first passage where it has several; null for noise, drums and the like. */
  readonly heard: HeardRoot | null;
  /** Notes in a row; one or none for a single sound. */
  readonly passages: readonly Passage[];
}

/** @param samples one channel, without a constant offset. [worker] */
export function analyseSound(samples: Float32Array, sampleRate: Hertz): SoundAnalysis {
  const slow = decimate(samples, sampleRate);
  const onset = findOnset(slow.samples, slow.sampleRate);
  const heard = detectPitch(slow.samples.subarray(onset), slow.sampleRate);
  const seconds = onset / slow.sampleRate;
  const passage = { start: seconds, end: samples.length / sampleRate, midi: heard?.midi ?? null };
  return { onset: seconds, heard, passages: heard ? [passage] : [] };
}
