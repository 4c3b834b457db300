/** Says what lies above a note's band: the air of its blended embedding, at its pitch. */
import { AIR_BANDS, AIR_FLOOR, AIR_WIDTH } from '../audio/air/bands.js';
import type { NoteAir } from '../audio/air/full-band.js';
import type { AirTrack, Embedding } from '../timbre/embedding.js';
import type { MidiNote } from '../units.js';

/** Contour of a steady note. */
const STEADY = { hop: 512, deviation: new Float32Array(0) } as const;

/** Null where the embedding has no air. */
export function noteAir({ air, pitch }: Embedding, rootMidi: MidiNote): NoteAir | null {
  if (!air) return null;
  if (pitch) return { track: air, rootMidi, pitch: { hop: pitch.hop, deviation: pitch.deviation } };
  // a model that keeps pitch inside its timbre tells no contour
  return { track: air, rootMidi, pitch: hasHarmonics(air) ? STEADY : null };
}

function hasHarmonics({ values }: AirTrack): boolean {
  return values.some((level, i) => i % AIR_WIDTH < AIR_BANDS && level > AIR_FLOOR);
}
