/** Makes of a sound what the live engine plays: its part from the onset on, taken apart, as loud as rendered zones. [worker] [Node] */
import type { Hertz, MidiNote, Seconds } from '../../units.js';
import { chordPeak } from '../chord-peak.js';
import { ZONE_LOUDNESS, zoneGain } from '../conditioning/zone-level.js';
import { decimate } from '../decimate.js';
import { KSpectrum } from '../k-spectrum.js';
import { noteLoudness } from '../k-weighting.js';
import { loudnessTrack } from '../loudness.js';
import { findOnset } from '../onset.js';
import { analyseTracks } from './analyse.js';
import { packSource, type ChordProfile, type LiveSource } from './pack.js';

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

/** @param samples mono, linear: the whole sound, or the part of it that is used. Never fails. */
export function makeLiveSource(samples: Float32Array, options: LiveSourceOptions): LiveSource {
  const { sampleRate, root, seconds } = options;
  const start = Math.max(0, findOnset(samples, sampleRate) - Math.round(LEAD_SECONDS * sampleRate));
  const part = samples.subarray(start, start + Math.round(seconds * sampleRate));
  const tracks = analyseTracks([part], sampleRate, { root, start: 0 });
  const loudness = noteLoudness(part, sampleRate);
  const spectrum = new KSpectrum(part, sampleRate);
  const home = spectrum.weighting(0);
  const packed = packSource(tracks, {
    gain: zoneGain(Number.isFinite(loudness) ? loudness : ZONE_LOUDNESS),
    at: (semitones) => home - spectrum.weighting(semitones),
  });
  return { ...packed, chords: chordProfile(part, sampleRate) };
}

function chordProfile(part: Float32Array, rate: Hertz): ChordProfile {
  const { samples, sampleRate } = decimate(part, rate, LEVEL_RATE);
  const hop = Math.max(1, Math.round(LEVEL_SECONDS * sampleRate));
  const windowSamples = 2 * Math.max(1, Math.round((LEVEL_WINDOW_SECONDS / 2) * sampleRate));
  const loudness = { windowSamples, hop, floorDb: 0, rms: 1 };
  const { levels } = loudnessTrack(samples, { preEmphasis: 0, loudness });
  return { chordPeak: chordPeak(samples, sampleRate), levels, hopSeconds: hop / sampleRate };
}
