/** Defines the loudness of every zone, and the gain that brings a note to it. */
import type { Decibels } from '../../units.js';

/** Target loudness of every zone, in LUFS: see noteLoudness. */
export const ZONE_LOUDNESS: Decibels = -18;
/** Largest gain of a zone. */
const MOST_GAIN: Decibels = 30;

/** Gain that brings a note of a given loudness in LUFS to ZONE_LOUDNESS; 0 dB for silence. */
export function zoneGain(loudness: Decibels): Decibels {
  return loudness === -Infinity ? 0 : Math.min(MOST_GAIN, ZONE_LOUDNESS - loudness);
}
