/** Reads air tracks: between frames, and moved to another key. */
import type { AirTrack } from '../../timbre/embedding.js';
import type { Gain01, Seconds } from '../../units.js';
import { AIR_BANDS, AIR_CENTRES, AIR_FLOOR, AIR_WIDTH, airFrameAt, airPlace } from './bands.js';

/** Share of a transposition by which a spectrum moves: of its harmonics, of its noise. */
export interface AirMove {
  readonly harmonics: Gain01;
  readonly noise: Gain01;
}

/** Of instruments: part of what makes them bright moves with the pitch, part stays; the noise of breath, bow and hammer stays. */
export const INSTRUMENT_MOVE: AirMove = { harmonics: 0.5, noise: 0 };
/** Of a sound that is played faster or slower. */
export const RESAMPLED_MOVE: AirMove = { harmonics: 1, noise: 1 };

/** The air of a sound `semitones` away from where it was measured; the edges are held. */
export function moveAir(air: AirTrack, semitones: number, move: AirMove = INSTRUMENT_MOVE): AirTrack {
  const { frames } = air;
  const values = new Float32Array(air.values.length);
  for (const [part, share] of [move.harmonics, move.noise].entries()) {
    const factor = 2 ** ((share * semitones) / 12);
    const places = Array.from(AIR_CENTRES, (centre) => airPlace(centre / factor));
    for (let frame = 0; frame < frames; frame++) {
      const row = frame * AIR_WIDTH + part * AIR_BANDS;
      places.forEach((place, band) => {
        const low = air.values[row + place.low]!;
        values[row + band] = low + place.share * (air.values[row + place.high]! - low);
      });
    }
  }
  return { frames, values };
}

/** Writes the levels at a moment, on straight lines in dB between frames; silent behind the last frame. */
export function airAt({ frames, values }: AirTrack, seconds: Seconds, out: Float64Array): void {
  const place = airFrameAt(seconds);
  if (place >= frames) {
    out.fill(AIR_FLOOR);
    return;
  }
  const low = Math.floor(place);
  const share = place - low;
  const [from, to] = [low * AIR_WIDTH, Math.min(frames - 1, low + 1) * AIR_WIDTH];
  for (let i = 0; i < AIR_WIDTH; i++)
    out[i] = values[from + i]! + share * (values[to + i]! - values[from + i]!);
}
