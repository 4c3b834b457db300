/** Defines the loudness of zones, and the gain that brings a note to it. */
import type { Decibels } from '../../units.js';

/** Target loudness of zones, in LUFS (see noteLoudness), unless chords of them would reach the limiter at it. */
export const ZONE_LOUDNESS: Decibels = -18;
/** Largest gain of a zone. */
const MOST_GAIN: Decibels = 30;

/** Gain that brings a note of a given loudness in LUFS to a target; 0 dB for silence. */
export function zoneGain(loudness: Decibels, target: Decibels = ZONE_LOUDNESS): Decibels {
  return loudness === -Infinity ? 0 : Math.min(MOST_GAIN, target - loudness);
}
