/** Codes an air track in some hundred bytes of text: rounded, deflated. Beside the source's own code, so that who does not know it reads that. */
import { deflateSync } from 'fflate';
import { AIR_BANDS, AIR_FLOOR, AIR_WIDTH } from '../audio/air/bands.js';
import type { AirTrack } from '../timbre/embedding.js';
import type { Decibels } from '../units.js';
import { fromBase64, toBase64 } from './base64.js';
import { NumberReader, NumberWriter } from './bytes.js';
import { damaged } from './damaged.js';
import { inflateWithin } from './inflate.js';
import { coefficientsOf, COARSEST, dequantise, quantise, type TrackShape } from './quantise.js';

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
  const shape = shapeOf(air.frames);
  const above = air.values.map((level) => Math.max(0, level - AIR_FLOOR));
  const coefficients = coefficientsOf(above, shape);
  for (let coarseness = 0; coarseness <= MOST_COARSE; coarseness++) {
    const rounded = quantise(coefficients, shape, coarseness);
    const writer = new NumberWriter().unsigned(LAYOUT);
    writer.unsigned(AIR_BANDS).unsigned(air.frames).unsigned(rounded.coarseness);
    for (const value of rounded.values) writer.signed(value);
    const packed = deflateSync(writer.bytes(), { level: 9 });
    if (packed.length <= bytes) return toBase64(packed);
  }
  return null;
}

/** The track of a text. @throws AlloyError 'document-damaged'. */
export function decodeAirCode(text: string): AirTrack {
  const reader = new NumberReader(inflateWithin(fromBase64(text), MOST_BYTES));
  if (reader.unsigned() !== LAYOUT || reader.unsigned() !== AIR_BANDS)
    throw damaged('embedding', 'its air is coded in a way that is not known');
  const frames = reader.within(1, MOST_FRAMES);
  const coarseness = reader.within(0, COARSEST);
  const shape = shapeOf(frames);
  const written = Int32Array.from({ length: frames * AIR_WIDTH }, () => reader.signed());
  reader.end();
  const above = dequantise({ coarseness, values: written }, shape);
  return { frames, values: above.map((level) => AIR_FLOOR + Math.max(0, level)) };
}

function shapeOf(frames: number): TrackShape {
  return { coding: 'cosine', step: STEP, frames, groups: [AIR_BANDS, AIR_BANDS] };
}
