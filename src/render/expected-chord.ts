/** Predicts how high chords of a note will peak, and the loudness of its zone at which they leave the limiter idle. */
import { chordTarget } from '../audio/chord-peak.js';
import { ZONE_LOUDNESS } from '../audio/conditioning/zone-level.js';
import { contourLoudness } from '../audio/k-weighting.js';
import type { LoudnessTrack } from '../timbre/embedding.js';
import { gainToDecibels, type Decibels, type Hertz, type Samples } from '../units.js';

export interface ChordShare {
  /** Of the source; null: not known. See chordPeak. */
  readonly chordPeak: Decibels | null;
  readonly track: LoudnessTrack | null;
  /** Above 0; relative. */
  readonly weight: number;
}

/**
 * Loudness in LUFS that a note's zone is to have: ZONE_LOUDNESS, or as much less as keeps five-note chords at the first settings
 * below the limiter. It depends on the sources, their weights and the length only, so that all keys of a mix have the same.
 *
 * A sound's peaks above its loudness are those of its envelope and those of its waveform. The envelope of a blend is known, it is blended
 * before the note is made; its waveform has the peaks of the sharpest source, as far as that takes part.
 * @param track of the blended embedding.
 */
export function zoneTarget(
  shares: readonly ChordShare[],
  track: LoudnessTrack | null,
  length: Samples,
  rate: Hertz,
): Decibels {
  const total = shares.reduce((sum, { weight }) => sum + weight, 0);
  let waveform = -Infinity;
  for (const { chordPeak, track: own, weight } of shares) {
    if (chordPeak === null) return ZONE_LOUDNESS;
    const part = Math.min(1, (2 * weight) / total);
    waveform = Math.max(waveform, chordPeak - envelopePeak(own, length, rate) + gainToDecibels(part));
  }
  return chordTarget(envelopePeak(track, length, rate) + waveform);
}

/** Highest level of an envelope above its loudness; 0 where it is not known. */
function envelopePeak(track: LoudnessTrack | null, length: Samples, rate: Hertz): Decibels {
  if (!track?.unweighted) return 0;
  const levels = track.unweighted.subarray(0, Math.ceil(length / track.hop));
  const loudness = contourLoudness(levels, track.hop / rate);
  return loudness === -Infinity
    ? 0
    : levels.reduce((peak, level) => Math.max(peak, level), -Infinity) - loudness;
}
