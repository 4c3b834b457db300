/** Detects the pitch of a sound with its confidence, and its deviation over time. */
import type { Hertz, MidiNote, Samples } from '../units.js';
import { hertzToMidi, midiToHertz } from '../units.js';
import { chordOver, isBorneOut, leadingFrequency } from './harmonic-evidence.js';
import { firstHighPeak, highestPeak, SquareDifference, type Peak } from './nsdf.js';
import { Partials } from './partial-peaks.js';

/** What is found lies within these: a little beyond A0 to C8. */
const MIN_HZ = 26;
const MAX_HZ = 4500;
const HOP_SECONDS = 0.01;
/** The median over this many frames is as exact as over more. */
const MEDIAN_FRAMES = 120;
/** A frame of the search holds four periods of the lowest note. */
const SEARCH_SECONDS = 4 / MIN_HZ;
const SEARCH_FRAMES = 40;
/** A frame of the track holds this many periods, within limits. */
const TRACK_PERIODS = 10;
/** Frames quieter than this share of the loudest are ignored. */
const QUIET = 0.03;
/** Least share of the energy in the harmonics of a pitch; below the second value its confidence is reduced. */
const MIN_HARMONIC_SHARE = 0.1;
const SURE_HARMONIC_SHARE = 0.5;
/** A sound with less of McLeod's function than this at its best period is noise: no partial leads it. */
const LED_PERIODIC = 0.4;
/**
 * The least share of the energy in the harmonics of what leads, where there is no common period: of one tone, which a snare drum's heads
 * nearly have, and of the notes of a chord. Then the most confidence in it.
 */
const LED_SHARE = 0.6;
const CHORD_SHARE = 0.5;
const LED_CONFIDENCE = 0.7;
/** Sounds shorter than this are judged by their period alone: their spectrum is too coarse. */
const SHORT_SECONDS = 0.06;
/** Below this confidence a sound counts as unpitched. */
const MIN_CONFIDENCE = 0.5;

export interface PitchEstimate {
  /** Root, fractional. */
  readonly midi: MidiNote;
  /** 0 to 1: how periodic the sound is, times how much of it keeps to the root. */
  readonly confidence: number;
  /** Samples (of the signal that was analysed) between two values of `deviation`. */
  readonly hop: Samples;
  /** Semitones from the root each hop; 0 where unvoiced. */
  readonly deviation: Float32Array;
}

/** The pitch of a sound that was heard. */
export interface HeardPitch extends PitchEstimate {
  /** The notes, from the lowest, where several sound together: the root is the lowest. */
  readonly chord: readonly MidiNote[] | null;
}

interface TrackFrame {
  /** Fractional MIDI note. */
  readonly midi: number;
  readonly clarity: number;
  readonly amplitude: number;
}

/**
 * Root and pitch contour of one note, from A0 to C8, or null for noise, drums and the like.
 *
 * Finds the period first, by McLeod's function averaged over the sound, so that neither noise nor a momentary strong
 * overtone decides. The partials must support it (harmonic-evidence.ts); else the pitch is their leading partial: the
 * bass of a chord, or the lowest tone of a bell. Then tracks the pitch: in short frames, the peak near that period,
 * refined at its multiples. The root is the weighted median of the track.
 */
export function detectPitch(samples: Float32Array, sampleRate: Hertz): HeardPitch | null {
  const period = findPeriod(samples, sampleRate);
  if (period === null) return null;
  const common = sampleRate / period.position;
  if (samples.length < SHORT_SECONDS * sampleRate) return estimate(samples, sampleRate, common, null);
  const partials = new Partials(samples, sampleRate);
  const led = isBorneOut(partials, common) ? null : leadingFrequency(partials, MIN_HZ, MAX_HZ);
  const hertz = led ?? refined(partials, common);
  const chord = chordOver(partials, hertz);
  if (led !== null && period.value < LED_PERIODIC) return null;
  if (led !== null || chord.length > 1) return ofPartials(samples, sampleRate, partials, hertz, chord);
  return estimate(samples, sampleRate, hertz, partials.share(hertz));
}

/** The frequency of the first harmonic, where it stands out: the averaged function may be a little beside it. */
function refined(partials: Partials, common: Hertz): Hertz {
  const first = partials.near(common, 0.06);
  return first && first.amplitude >= 0.1 ? first.hertz : common;
}

/**
 * Estimates pitch and confidence from a period and its track. @param share of the energy in its harmonics; null for a
 * short sound.
 */
function estimate(
  samples: Float32Array,
  sampleRate: Hertz,
  hertz: Hertz,
  share: number | null,
): HeardPitch | null {
  if (share !== null && share < MIN_HARMONIC_SHARE) return null;
  const hop = Math.round(Math.max(HOP_SECONDS * sampleRate, samples.length / MEDIAN_FRAMES));
  const frames = trackPitch(samples, sampleRate, sampleRate / hertz, hop);
  const midi = weightedMedian(frames);
  if (midi === null) return null;
  const confidence = Math.min(1, (share ?? 1) / SURE_HARMONIC_SHARE) * shareNear(frames, midi);
  if (confidence < MIN_CONFIDENCE) return null;
  return { midi, confidence, hop, deviation: deviations(frames, midi), chord: null };
}

/** Estimates the pitch of a sound without a common period from its partials: the leading one, or the bass of a chord. */
function ofPartials(
  samples: Float32Array,
  sampleRate: Hertz,
  partials: Partials,
  hertz: Hertz,
  notes: readonly MidiNote[],
): HeardPitch | null {
  const share = partials.share(...notes.map(midiToHertz));
  if (share < (notes.length > 1 ? CHORD_SHARE : LED_SHARE)) return null;
  const midi = hertzToMidi(hertz);
  const confidence = LED_CONFIDENCE * share;
  const chord = notes.length > 1 ? notes : null;
  return { midi, confidence, ...followPitch(samples, sampleRate, midi), chord };
}

/** Tracks the pitch contour around a known pitch: semitones from it, one value each `hop` samples; 0 where unvoiced. */
export function followPitch(
  samples: Float32Array,
  sampleRate: Hertz,
  midi: MidiNote,
): Pick<PitchEstimate, 'hop' | 'deviation'> {
  const hop = Math.round(HOP_SECONDS * sampleRate);
  const frames = trackPitch(samples, sampleRate, sampleRate / midiToHertz(midi), hop);
  return { hop, deviation: deviations(frames, midi) };
}

function isNear(frame: TrackFrame, midi: MidiNote): boolean {
  return frame.clarity > 0 && Math.abs(frame.midi - midi) < 0.7;
}

/** How much of the track is near a note, weighted by how loud and clear it is, 0 to 1. */
function shareNear(frames: readonly TrackFrame[], midi: MidiNote): number {
  const total = frames.reduce((sum, frame) => sum + frame.amplitude, 0);
  const kept = frames.reduce(
    (sum, frame) => sum + (isNear(frame, midi) ? frame.amplitude * frame.clarity : 0),
    0,
  );
  return Math.min(1, Math.max(0, kept / total));
}

function deviations(frames: readonly TrackFrame[], midi: MidiNote): Float32Array {
  return Float32Array.from(frames, (frame) => (isNear(frame, midi) ? frame.midi - midi : 0));
}

/** The period that the whole sound agrees on, in samples, with the averaged function's value there. */
function findPeriod(samples: Float32Array, sampleRate: Hertz): Peak | null {
  const difference = new SquareDifference(2 ** Math.ceil(Math.log2(SEARCH_SECONDS * sampleRate)));
  const values = new Float64Array(difference.lags);
  const average = new Float64Array(difference.lags);
  const step = Math.max(1, Math.floor((samples.length - difference.size) / SEARCH_FRAMES));
  let weights = 0;
  for (let start = 0; start === 0 || start + difference.size <= samples.length; start += step) {
    const energy = difference.at(samples, start, values);
    const weight = Math.sqrt(energy);
    for (let lag = 0; lag < values.length; lag++) average[lag]! += weight * values[lag]!;
    weights += weight;
  }
  if (weights === 0) return null;
  for (let lag = 0; lag < average.length; lag++) average[lag]! /= weights;
  return firstHighPeak(average, sampleRate / MAX_HZ, sampleRate / MIN_HZ);
}

/** Of each size that was used, one: its tables take as long as some frames, and each note of a library is tracked. */
const differences = new Map<Samples, SquareDifference>();

function differenceOf(size: Samples): SquareDifference {
  let difference = differences.get(size);
  if (!difference) differences.set(size, (difference = new SquareDifference(size)));
  return difference;
}

function trackPitch(samples: Float32Array, sampleRate: Hertz, period: number, hop: Samples): TrackFrame[] {
  const shortest = 0.032 * sampleRate;
  const difference = differenceOf(2 ** Math.round(Math.log2(Math.max(shortest, TRACK_PERIODS * period))));
  const values = new Float64Array(difference.lags);
  const frames: TrackFrame[] = [];
  for (let centre = 0; centre < samples.length; centre += hop) {
    const energy = difference.at(samples, centre - difference.size / 2, values);
    const peak = refinedPeak(values, period);
    const clarity = peak ? Math.max(0, peak.value) : 0;
    const midi = peak ? hertzToMidi(sampleRate / peak.position) : 0;
    frames.push({ midi, clarity, amplitude: Math.sqrt(energy) });
  }
  const loudest = frames.reduce((max, frame) => Math.max(max, frame.amplitude), 0);
  return frames.map((frame) =>
    frame.amplitude < QUIET * loudest ? { ...frame, amplitude: 0, clarity: 0 } : frame,
  );
}

/** The peak near `period`, made exact by peaks near its multiples as far as they are clear. */
function refinedPeak(values: Float64Array, period: number): Peak | null {
  const first = highestPeak(values, Math.floor(period / 1.06), period * 1.06 + 1);
  if (!first || first.value <= 0) return first; // silence is as periodic with any other period
  let position = first.position;
  for (let multiple = 2; (multiple + 0.5) * position < values.length; multiple++) {
    const reach = Math.max(1, 0.25 * position);
    const peak = highestPeak(values, multiple * position - reach, multiple * position + reach);
    if (!peak || peak.value < 0.8 * first.value) break;
    position = peak.position / multiple;
  }
  return { position, value: first.value };
}

/** Median note, each frame weighing as much as it is loud and clear. */
function weightedMedian(frames: readonly TrackFrame[]): MidiNote | null {
  const weight = (frame: TrackFrame): number => frame.amplitude * frame.clarity ** 2;
  const voiced = frames.filter((frame) => weight(frame) > 0).sort((a, b) => a.midi - b.midi);
  const half = voiced.reduce((sum, frame) => sum + weight(frame), 0) / 2;
  let sum = 0;
  for (const frame of voiced) {
    sum += weight(frame);
    if (sum >= half) return frame.midi;
  }
  return null;
}
