/** Makes of a sound what the live engine plays: its part from the onset on, taken apart, as loud as rendered zones. [worker] [Node] */
import type { Hertz, MidiNote, Seconds } from '../../units.js';
import { ZONE_LOUDNESS, zoneGain } from '../conditioning/zone-level.js';
import { KSpectrum } from '../k-spectrum.js';
import { noteLoudness } from '../k-weighting.js';
import { findOnset } from '../onset.js';
import { analyseTracks } from './analyse.js';
import { packSource, type PackedSource } from './pack.js';

export interface LiveSourceOptions {
  readonly sampleRate: Hertz;
  /** The key that sounds as recorded; null for a sound without pitch. */
  readonly root: MidiNote | null;
  /** How much of the sound is used, from its onset on. */
  readonly seconds: Seconds;
}

/** Kept before the onset. */
const LEAD_SECONDS: Seconds = 0.005;

/** @param samples mono, linear: the whole sound, or the part of it that is used. Never fails. */
export function makeLiveSource(samples: Float32Array, options: LiveSourceOptions): PackedSource {
  const { sampleRate, root, seconds } = options;
  const start = Math.max(0, findOnset(samples, sampleRate) - Math.round(LEAD_SECONDS * sampleRate));
  const part = samples.subarray(start, start + Math.round(seconds * sampleRate));
  const tracks = analyseTracks([part], sampleRate, { root, start: 0 });
  const loudness = noteLoudness(part, sampleRate);
  const spectrum = new KSpectrum(part, sampleRate);
  const home = spectrum.weighting(0);
  return packSource(tracks, {
    gain: zoneGain(Number.isFinite(loudness) ? loudness : ZONE_LOUDNESS),
    at: (semitones) => home - spectrum.weighting(semitones),
  });
}
