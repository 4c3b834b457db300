/** Codes an air track in some hundred bytes of text: rounded, deflated. Beside the source's own code, so that who does not know it reads that. */
import { AIR_BANDS, AIR_FLOOR, AIR_WIDTH } from '../audio/air/bands.js';
import type { AirTrack } from '../timbre/embedding.js';
import type { Decibels } from '../units.js';
import type { TrackShape } from './quantise.js';
import { encodeTracks, TrackReader } from './track-code.js';

/** First number of the code; another layout gets another one. */
const LAYOUT = 1;
/** Finest step of a coefficient. */
const STEP: Decibels = 3;
/** Rounded more coarsely than this, an air track says next to nothing. */
const MOST_COARSE = 3;
/** Two minutes and more. */
const MOST_FRAMES = 4096;
const MOST_BYTES = 8 * MOST_FRAMES * AIR_WIDTH;

/** @returns null where it does not fit into so many bytes, before they are text. */
export function encodeAirCode(air: AirTrack, bytes: number): string | null {
  const values = air.values.map((level) => Math.max(0, level - AIR_FLOOR));
  const head = [LAYOUT, AIR_BANDS, air.frames];
  return encodeTracks(head, [{ values, shape: shapeOf(air.frames) }], bytes, MOST_COARSE);
}

/** The track of a text. @throws AlloyError 'document-damaged'. */
export function decodeAirCode(text: string): AirTrack {
  const reader = new TrackReader(text, MOST_BYTES);
  reader.head(LAYOUT, LAYOUT);
  reader.head(AIR_BANDS, AIR_BANDS);
  const frames = reader.head(1, MOST_FRAMES);
  const above = reader.track(shapeOf(frames));
  reader.end();
  return { frames, values: above.map((level) => AIR_FLOOR + Math.max(0, level)) };
}

function shapeOf(frames: number): TrackShape {
  return { coding: 'cosine', step: STEP, frames, groups: [AIR_BANDS, AIR_BANDS] };
}
