/** Makes of a sound what the live engine plays: its part from the onset on, as recorded or taken apart, as loud as rendered zones. [worker] [Node] */
import { midiToHertz, type Hertz, type MidiNote, type Seconds } from '../../units.js';
import { chordPeak } from '../chord-peak.js';
import { ZONE_LOUDNESS, zoneGain } from '../conditioning/zone-level.js';
import { decimate } from '../decimate.js';
import { KSpectrum } from '../k-spectrum.js';
import { noteLoudness } from '../k-weighting.js';
import { loudnessTrack } from '../loudness.js';
import { findOnset } from '../onset.js';
import { analyseTracks } from './analyse.js';
import {
  GAIN_SEMITONES,
  packSource,
  type ChordProfile,
  type LiveSource,
  type SourceGains,
  type SourceLevels,
} from './pack.js';
import { makeRecording, recordingLevels, soundShape, type SoundShape } from './recording.js';
import { NOISE_BANDS, SILENT_DB, UNPITCHED_HERTZ, type LiveTracks } from './tracks.js';

export interface LiveSourceOptions {
  readonly sampleRate: Hertz;
  /** The key that sounds as recorded; null for a sound without pitch. */
  readonly root: MidiNote | null;
  /** How much of the sound is used, from its onset on. */
  readonly seconds: Seconds;
}

/** What is kept of a source: its tracks, how loud it is, and the root that it was taken apart at. */
export interface KeptSource {
  readonly tracks: LiveTracks;
  readonly gains: SourceGains;
  readonly chords: ChordProfile;
  readonly root: MidiNote | null;
}

/** Roots nearer than this are one, semitones. */
const SAME_ROOT = 0.01;
/** Root of what has none: the key at which it sounds as recorded. */
const UNPITCHED_ROOT: MidiNote = 60;
/** Kept before the onset. */
const LEAD_SECONDS: Seconds = 0.005;
/** Levels of a chord profile are as fine as those of embeddings, and of no more of the sound: live mixes are as loud as rendered ones. */
const LEVEL_SECONDS: Seconds = 0.008;
const LEVEL_WINDOW_SECONDS: Seconds = 0.032;
/** Lowest rate of what they are measured on; up to twice as much. */
const LEVEL_RATE: Hertz = 12_000;

/**
 * The sound taken apart. Never fails.
 * @param samples mono, linear: the whole sound, or the part of it that is used.
 * @param levels of the same sound, where they were measured before.
 */
export function makeLiveSource(
  samples: Float32Array,
  options: LiveSourceOptions,
  levels?: SourceLevels,
): LiveSource {
  const { gains, chords, shape } = levels ?? measureLevels(usedPart(samples, options), options.sampleRate);
  const tracks = takeApart(samples, options, { shape });
  return { ...packSource(tracks, gains), gains, chords, shape };
}

/** The tracks of `makeLiveSource`. */
export function takeApart(
  samples: Float32Array,
  options: LiveSourceOptions,
  { shape }: Pick<SourceLevels, 'shape'>,
): LiveTracks {
  const { sampleRate, root } = options;
  return analyseTracks([usedPart(samples, options)], sampleRate, { root, start: 0, shape });
}

/** The sound taken apart, to be kept. Never fails. */
export function keptSource(samples: Float32Array, options: LiveSourceOptions): KeptSource {
  const { gains, chords, shape } = measureLevels(usedPart(samples, options), options.sampleRate);
  return { tracks: takeApart(samples, options, { shape }), gains, chords, root: options.root };
}

/** A source that was kept. At another root than it was taken apart at it sounds as it does, at that key. */
export function codedSource(
  { tracks, gains, chords, root: own }: KeptSource,
  root: MidiNote | null,
): LiveSource {
  const higher = (root ?? UNPITCHED_ROOT) - (own ?? UNPITCHED_ROOT);
  const { attackFrame, sustain } = tracks;
  const placed = Math.abs(higher) < SAME_ROOT ? tracks : atRoot(tracks, 2 ** (higher / 12));
  return { ...packSource(placed, gains), gains, chords, shape: { attackFrame, sustain } };
}

/** The same frequencies, as ratios of a fundamental that is `factor` times as high. */
function atRoot(tracks: LiveTracks, factor: number): LiveTracks {
  return {
    ...tracks,
    hertz: tracks.hertz * factor,
    f0: tracks.f0.map((hertz) => hertz * factor),
    ratios: tracks.ratios.map((ratio) => ratio / factor),
  };
}

/**
 * The recording itself as a source, to be played until `makeLiveSource` has taken the sound apart (which takes some five times as
 * long): a head that is all of it, looped within the sustain of its tracks. Levels of keys are those of the tracks. Other keys are
 * the recording resampled, so that its duration and formants change with the key.
 */
export function recordedSource(samples: Float32Array, options: LiveSourceOptions): LiveSource {
  const part = usedPart(samples, options);
  const levels = recordingLevels(part, options.sampleRate);
  const { gains, chords, shape } = measureLevels(part, options.sampleRate, levels);
  const end = part.byteOffset + part.byteLength;
  const recording = makeRecording(
    part,
    levels,
    options.sampleRate,
    shape,
    end < samples.byteOffset + samples.byteLength,
  );
  const tracks = recordedTracks(recording.samples, levels.length, shape, options);
  return { ...packSource(tracks, gains, recording), gains, chords, shape };
}

function usedPart(samples: Float32Array, { sampleRate, seconds }: LiveSourceOptions): Float32Array {
  const start = Math.max(0, findOnset(samples, sampleRate) - Math.round(LEAD_SECONDS * sampleRate));
  return samples.subarray(start, start + Math.round(seconds * sampleRate));
}

/** @param levels of the part, where they are there. */
function measureLevels(
  part: Float32Array,
  sampleRate: Hertz,
  levels = recordingLevels(part, sampleRate),
): SourceLevels {
  return {
    gains: measureGains(part, sampleRate),
    chords: chordProfile(part, sampleRate),
    shape: soundShape(levels),
  };
}

function measureGains(part: Float32Array, sampleRate: Hertz): SourceGains {
  const loudness = noteLoudness(part, sampleRate);
  const spectrum = new KSpectrum(part, sampleRate);
  const home = spectrum.weighting(0);
  return {
    gain: zoneGain(Number.isFinite(loudness) ? loudness : ZONE_LOUDNESS),
    keys: GAIN_SEMITONES.map((semitones) => home - spectrum.weighting(semitones)),
  };
}

/** Silent tracks as long as the sound and held as it is, behind a head that is the recording. */
function recordedTracks(
  head: Float32Array,
  frames: number,
  shape: SoundShape,
  { sampleRate, root }: LiveSourceOptions,
): LiveTracks {
  const hertz = root === null ? UNPITCHED_HERTZ : midiToHertz(root);
  const silence = { levels: new Float32Array(0), phases: new Float32Array(0), head };
  return {
    frames,
    hertz,
    pitched: root !== null,
    f0: new Float32Array(frames).fill(hertz),
    ratios: new Float64Array(0),
    harmonics: 0,
    channels: [{ ...silence, noise: new Float32Array(frames * NOISE_BANDS).fill(SILENT_DB) }],
    coherence: new Float32Array(NOISE_BANDS).fill(1),
    headRate: sampleRate,
    headHold: head.length,
    ...shape,
  };
}

function chordProfile(part: Float32Array, rate: Hertz): ChordProfile {
  const { samples, sampleRate } = decimate(part, rate, LEVEL_RATE);
  const hop = Math.max(1, Math.round(LEVEL_SECONDS * sampleRate));
  const windowSamples = 2 * Math.max(1, Math.round((LEVEL_WINDOW_SECONDS / 2) * sampleRate));
  const loudness = { windowSamples, hop, floorDb: 0, rms: 1 };
  const { levels } = loudnessTrack(samples, { preEmphasis: 0, loudness });
  return { chordPeak: chordPeak(samples, sampleRate), levels, hopSeconds: hop / sampleRate };
}
