/**
 * Removes loudness from the signal before it is coded, and restores it after. For the pre-emphasised signal w:
 * the power w² under a periodic Hann window of `windowSamples` values that sum to 1, its peak on the
 * sample that a hop stands for, silence outside the signal. Source of the formula: training/recipe/codec.py.
 */
import type { LoudnessTrack } from '../timbre/embedding.js';
import { decibelsToGain, gainToDecibels, type Samples } from '../units.js';
import { emphasised } from './emphasis.js';
import { encodeSample } from './mulaw.js';

/** dB that stand for silence: no track goes below. */
const SILENCE = -100;

/** The part of a model's signal chain that this file needs (model.json's `signal`). */
export interface LevelledSignal {
  readonly preEmphasis: number;
  readonly loudness: {
    readonly windowSamples: number;
    readonly hop: number;
    /** Negative dB from the loudest value: below, a signal is not levelled any further. */
    readonly floorDb: number;
    /** RMS of the levelled signal. */
    readonly rms: number;
  };
}

/** A signal as the decoder learns it. */
export interface CodedSignal {
  /** Class indices 0 to 255, one a sample. */
  readonly codes: Uint8Array;
  readonly loudness: LoudnessTrack;
}

/**
 * One value in dB each `hop` samples, ⌈length / hop⌉ of them, clamped at −100, not floored.
 * @param samples linear, not yet pre-emphasised.
 */
export function loudnessTrack(samples: Float32Array, signal: LevelledSignal): LoudnessTrack {
  return trackOf(emphasised(samples, signal.preEmphasis), signal);
}

/** Levels and codes a signal: mu-law of rms · w / loudness, where loudness is floored at its maximum + floorDb. */
export function codeSignal(samples: Float32Array, signal: LevelledSignal): CodedSignal {
  const emphasis = emphasised(samples, signal.preEmphasis);
  const loudness = trackOf(emphasis, signal);
  const { hop, floorDb, rms } = signal.loudness;
  const peak = loudness.levels.reduce((a, b) => Math.max(a, b), SILENCE);
  const amplitudes = Float64Array.from(loudness.levels, (db) => decibelsToGain(Math.max(db, peak + floorDb)));
  const codes = new Uint8Array(samples.length);
  for (let i = 0; i < samples.length; i++) {
    codes[i] = encodeSample((rms * emphasis[i]!) / interpolate(amplitudes, i / hop));
  }
  return { codes, loudness };
}

/**
 * The linear amplitude of a track at each sample, linear between hops and constant after the last one.
 * @param length samples.
 */
export function loudnessGains(track: LoudnessTrack, length: Samples): Float32Array {
  const amplitudes = Float64Array.from(track.levels, decibelsToGain);
  const gains = new Float32Array(length);
  for (let i = 0; i < length; i++) gains[i] = interpolate(amplitudes, i / track.hop);
  return gains;
}

function trackOf(emphasis: Float64Array, signal: LevelledSignal): LoudnessTrack {
  const { windowSamples, hop } = signal.loudness;
  const weights = hann(windowSamples);
  const levels = new Float32Array(Math.ceil(emphasis.length / hop));
  for (let j = 0; j < levels.length; j++) {
    const start = j * hop - windowSamples / 2;
    const from = Math.max(0, -start);
    const to = Math.min(windowSamples, emphasis.length - start);
    let power = 0;
    for (let k = from; k < to; k++) power += weights[k]! * emphasis[start + k]! ** 2;
    levels[j] = Math.max(SILENCE, gainToDecibels(Math.sqrt(power)));
  }
  return { hop, levels, silence: SILENCE };
}

/** A periodic Hann window (`size` even) over its sum. */
function hann(size: number): Float64Array {
  return Float64Array.from({ length: size }, (_, k) => (1 - Math.cos((2 * Math.PI * k) / size)) / size);
}

function interpolate(values: Float64Array, position: number): number {
  const last = values.length - 1;
  if (position >= last) return values[last] ?? 0;
  const index = Math.floor(position);
  const fraction = position - index;
  return values[index]! * (1 - fraction) + values[index + 1]! * fraction;
}
