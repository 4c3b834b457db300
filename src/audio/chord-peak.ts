/** Measures how high chords of a sound peak, at the loudness of zones and the level that keys have. [worker] */
import { gainToDecibels, type Decibels, type Gain01, type Hertz, type Seconds } from '../units.js';
import { ZONE_LOUDNESS, zoneGain } from './conditioning/zone-level.js';
import { noteLoudness } from './k-weighting.js';

/** Chords of five notes, semitones from the sound's own root: close and open, with seconds and without, octaves. */
const CHORDS: readonly (readonly number[])[] = [
  [-7, -3, 0, 4, 7],
  [-7, -4, 0, 3, 7],
  [-7, -3, 0, 5, 9],
  [-12, -5, 0, 4, 12],
  [-7, -2, 0, 3, 5],
  [-12, -5, 0, 7, 12],
];
/** As much of a chord as is added up: attack, and a swell. */
const CHORD_SECONDS: Seconds = 1.5;
/** The velocity of its keys. */
const VELOCITY: Gain01 = 100 / 127;

/** The parameter velocityAmount at the first settings, %: not of the table, which three workers would carry for this number. */
export const FIRST_VELOCITY_AMOUNT = 60;
/** Gain of a key by its velocity, at the first settings. */
const VELOCITY_GAIN = VELOCITY ** (2 * (FIRST_VELOCITY_AMOUNT / 100));
/** What chords of rendered keys, at their worst, reach above the mean chord of the sound itself; measured on 15 sounds. */
const ABOVE_SOURCE: Decibels = 3.2;
/** The highest level of chords: the limiter's threshold, less what interpolation and a vibrato's phase add. */
const CEILING: Decibels = -0.1 - 0.6;

/** Loudness in LUFS of keys whose chords reach `peak` at ZONE_LOUDNESS: that, or as much less as leaves the limiter idle. */
export function chordTarget(peak: Decibels): Decibels {
  return ZONE_LOUDNESS + Math.min(0, CEILING - peak - ABOVE_SOURCE);
}

/**
 * Peak of five-note chords of a sound, in dBFS: of six chords, each of the sound at five pitches, the mean of their highest samples, in
 * decibels; at velocity 100, once the sound has the loudness of zones. −Infinity for silence. [worker or Node; deterministic]
 * @param samples from the onset on.
 */
export function chordPeak(samples: Float32Array, rate: Hertz): Decibels {
  const loudness = noteLoudness(samples, rate);
  if (loudness === -Infinity) return -Infinity;
  const length = Math.min(samples.length * 2, Math.round(CHORD_SECONDS * rate));
  const notes = new Map<number, Float32Array>();
  for (const interval of new Set(CHORDS.flat())) notes.set(interval, transposed(samples, interval, length));
  const peaks = CHORDS.map((chord) =>
    gainToDecibels(peakOfSum(chord.map((interval) => notes.get(interval)!))),
  );
  const mean = peaks.reduce((sum, peak) => sum + peak, 0) / peaks.length;
  return mean + zoneGain(loudness) + gainToDecibels(VELOCITY_GAIN);
}

/** The beginning of a sound so many semitones away, by cubic interpolation; silence behind its end. */
function transposed(samples: Float32Array, semitones: number, length: number): Float32Array {
  const output = new Float32Array(length);
  const increment = 2 ** (semitones / 12);
  for (let i = 0; i < length; i++) {
    const position = i * increment;
    const at = Math.floor(position);
    if (at >= samples.length) break;
    const t = position - at;
    const [a, b, c, d] = [samples[at - 1] ?? 0, samples[at]!, samples[at + 1] ?? 0, samples[at + 2] ?? 0];
    // Catmull and Rom's spline
    output[i] = b + 0.5 * t * (c - a + t * (2 * a - 5 * b + 4 * c - d + t * (3 * (b - c) + d - a)));
  }
  return output;
}

function peakOfSum(notes: readonly Float32Array[]): number {
  let peak = 0;
  for (let i = 0; i < notes[0]!.length; i++) {
    let sum = 0;
    for (const note of notes) sum += note[i]!;
    peak = Math.max(peak, Math.abs(sum));
  }
  return peak;
}
