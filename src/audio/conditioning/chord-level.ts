/** Measures how high chords of a layer peak when they are played, and the gain at which they leave the limiter idle. [worker] */
import { defaultParameters } from '../../parameters.js';
import {
  decibelsToGain,
  type Decibels,
  type Gain01,
  type Hertz,
  type MidiNote,
  type Samples,
  type Seconds,
} from '../../units.js';
import type { SustainLoop } from './types.js';

/** One zone of a layer: the samples of one root at one place of the mix. */
export interface LayerZone {
  readonly rootMidi: MidiNote;
  readonly samples: Float32Array;
  readonly loop: Pick<SustainLoop, 'start' | 'end'> | null;
}

/** Chords of five notes, semitones from the lowest: close and open, with seconds and without, octaves. */
const CHORDS: readonly (readonly number[])[] = [
  [0, 4, 7, 11, 14],
  [0, 3, 7, 10, 14],
  [0, 4, 7, 12, 16],
  [0, 7, 12, 16, 24],
  [0, 5, 7, 10, 12],
  [0, 7, 12, 19, 24],
];
/** Lowest notes of each: at most so many, evenly from the lowest zone to where the chord reaches the highest. */
const MOST_CHORD_ROOTS = 48;
/** Lowest note of chords, where there are zones for it: closer ones are seldom played lower, and would cost all others 1 to 2 dB. */
const LOWEST_CHORD_ROOT: MidiNote = 43;
/** As much of a chord as is added up: attack, and a swell. */
const CHORD_SECONDS: Seconds = 1.5;
/** At this velocity. */
const VELOCITY: Gain01 = 100 / 127;
/** The level that chords reach: the limiter's threshold less what other chords, the interpolation and a vibrato's phase add. */
const CEILING: Decibels = -0.1 - 0.6;
/** Quotient of the highest sample of such chords and five times the mean peak of the zones, at most: −1.2 dB, of 24 layers. */
const OF_FIVE_PEAKS = 10 ** (-1.2 / 20);

/** Gain of a note by its velocity, at the first settings. */
const VELOCITY_GAIN = VELOCITY ** (2 * (defaultParameters().velocityAmount / 100));

/**
 * Gain, at most 1, at which five-note chords of a layer stay below the limiter at velocity 100 and the first settings:
 * of many chords added up as the player does, the highest sample reaches −0.7 dBFS. [worker or Node; deterministic]
 * @param zones of one place of the mix, one or more; a key is played by the nearest.
 */
export function chordGain(zones: readonly LayerZone[], rate: Hertz): Gain01 {
  const peak = VELOCITY_GAIN * chordPeak(zones, rate);
  return peak > 0 ? Math.min(1, decibelsToGain(CEILING) / peak) : 1;
}

/** The same, expected of zones of which only the peak is known, before there is more. @param peak linear. */
export function expectedChordGain(peak: number): Gain01 {
  const chord = 5 * OF_FIVE_PEAKS * VELOCITY_GAIN * peak;
  return chord > 0 ? Math.min(1, decibelsToGain(CEILING) / chord) : 1;
}

/** Highest absolute sample of all chords, notes at full level. */
function chordPeak(zones: readonly LayerZone[], rate: Hertz): number {
  const roots = zones.map(({ rootMidi }) => rootMidi);
  const highest = Math.floor(Math.max(...roots));
  const lowest = Math.min(highest, Math.max(LOWEST_CHORD_ROOT, Math.ceil(Math.min(...roots))));
  const length = Math.round(CHORD_SECONDS * rate);
  const notes = new Map<MidiNote, Float32Array>();
  const noteOf = (key: MidiNote): Float32Array => {
    const known = notes.get(key) ?? played(nearest(zones, key), key, length);
    notes.set(key, known);
    return known;
  };
  let peak = 0;
  for (const chord of CHORDS) {
    const last = Math.max(lowest, highest - Math.max(...chord));
    const step = Math.ceil((last - lowest + 1) / MOST_CHORD_ROOTS);
    for (let root = lowest; root <= last; root += step)
      peak = Math.max(peak, peakOfSum(chord.map((interval) => noteOf(root + interval))));
  }
  return peak;
}

/** The zone that plays a key; of two equally near ones the higher, as in the player. */
function nearest(zones: readonly LayerZone[], key: MidiNote): LayerZone {
  const away = ({ rootMidi }: LayerZone): number => Math.abs(rootMidi - key);
  return zones.reduce((best, zone) =>
    away(zone) < away(best) || (away(zone) === away(best) && zone.rootMidi > best.rootMidi) ? zone : best,
  );
}

/** A zone at another pitch, round its loop, by cubic interpolation; silence behind its end. */
function played({ rootMidi, samples, loop }: LayerZone, key: MidiNote, length: Samples): Float32Array {
  const output = new Float32Array(length);
  const increment = 2 ** ((key - rootMidi) / 12);
  const end = loop?.end ?? samples.length;
  for (let i = 0, position = 0; i < length; i++, position += increment) {
    if (position >= end) {
      if (!loop) break;
      position -= loop.end - loop.start;
    }
    const at = Math.floor(position);
    const t = position - at;
    const [a, b, c, d] = [samples[at - 1] ?? 0, samples[at]!, samples[at + 1] ?? 0, samples[at + 2] ?? 0];
    // Catmull and Rom's spline
    output[i] = b + 0.5 * t * (c - a + t * (2 * a - 5 * b + 4 * c - d + t * (3 * (b - c) + d - a)));
  }
  return output;
}

function peakOfSum([a, b, c, d, e]: readonly Float32Array[]): number {
  let peak = 0;
  for (let i = 0; i < a!.length; i++)
    peak = Math.max(peak, Math.abs(a![i]! + b![i]! + c![i]! + d![i]! + e![i]!));
  return peak;
}
