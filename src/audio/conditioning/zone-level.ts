/** Defines the loudness of every zone, and the gain that brings a note to it. */
import type { Decibels } from '../../units.js';

/** What every zone is brought to, in LUFS: see noteLoudness. */
export const ZONE_LOUDNESS: Decibels = -18;
/** The farthest that a zone is turned up. */
const MOST_GAIN: Decibels = 30;

/** What brings a note of a loudness in LUFS to that of zones; silence stays as it is. */
export function zoneGain(loudness: Decibels): Decibels {
  return loudness === -Infinity ? 0 : Math.min(MOST_GAIN, ZONE_LOUDNESS - loudness);
}
