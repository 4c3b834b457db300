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
import { HEAD_FADE_SECONDS, NOISE_BANDS, SILENT_DB, UNPITCHED_HERTZ, type LiveTracks } from './tracks.js';

export interface LiveSourceOptions {
  readonly sampleRate: Hertz;
  /** The key that sounds as recorded; null for a sound without pitch. */
  readonly root: MidiNote | null;
  /** How much of the sound is used, from its onset on. */
  readonly seconds: Seconds;
}

/** Kept before the onset. */
const LEAD_SECONDS: Seconds = 0.005;
/** Levels of a chord profile are as fine as those of embeddings, and of no more of the sound: live mixes are as loud as rendered ones. */
const LEVEL_SECONDS: Seconds = 0.008;
const LEVEL_WINDOW_SECONDS: Seconds = 0.032;
/** Lowest rate of what they are measured on; up to twice as much. */
const LEVEL_RATE: Hertz = 12_000;
/** As much of a recording is played at most while it is taken apart: that takes a slow machine less. */
const RECORDED_SECONDS: Seconds = 4;
/** Frames behind a recording: long enough to count as a sustain. */
const SILENT_FRAMES = 32;

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
  const part = usedPart(samples, options);
  const { gains, chords } = levels ?? measureLevels(part, options.sampleRate);
  const tracks = analyseTracks([part], options.sampleRate, { root: options.root, start: 0 });
  return { ...packSource(tracks, gains), gains, chords };
}

/**
 * The same sound as it was recorded, for the moment until it is taken apart: a head that is all of it, nothing behind it. It
 * costs a small part of that, has the same level at each key, and moves with the key in time and colour, as any sample does.
 */
export function recordedSource(samples: Float32Array, options: LiveSourceOptions): LiveSource {
  const part = usedPart(samples, options);
  const { gains, chords } = measureLevels(part, options.sampleRate);
  return { ...packSource(recordedTracks(part, options), gains), gains, chords };
}

function usedPart(samples: Float32Array, { sampleRate, seconds }: LiveSourceOptions): Float32Array {
  const start = Math.max(0, findOnset(samples, sampleRate) - Math.round(LEAD_SECONDS * sampleRate));
  return samples.subarray(start, start + Math.round(seconds * sampleRate));
}

function measureLevels(part: Float32Array, sampleRate: Hertz): SourceLevels {
  return { gains: measureGains(part, sampleRate), chords: chordProfile(part, sampleRate) };
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

/** Silent tracks that are held for ever, behind a head that is the recording. */
function recordedTracks(part: Float32Array, { sampleRate, root }: LiveSourceOptions): LiveTracks {
  const head = part.slice(0, Math.round(RECORDED_SECONDS * sampleRate));
  const hertz = root === null ? UNPITCHED_HERTZ : midiToHertz(root);
  const silence = { levels: new Float32Array(0), phases: new Float32Array(0), head };
  return {
    frames: SILENT_FRAMES,
    hertz,
    pitched: root !== null,
    f0: new Float32Array(SILENT_FRAMES).fill(hertz),
    ratios: new Float64Array(0),
    harmonics: 0,
    channels: [{ ...silence, noise: new Float32Array(SILENT_FRAMES * NOISE_BANDS).fill(SILENT_DB) }],
    coherence: new Float32Array(NOISE_BANDS).fill(1),
    headRate: sampleRate,
    headHold: Math.max(0, head.length - Math.round(HEAD_FADE_SECONDS * sampleRate)),
    attackFrame: 0,
    sustain: { from: 0, to: SILENT_FRAMES - 1, slope: 0 },
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
