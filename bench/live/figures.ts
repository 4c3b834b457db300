/** Makes rows of figures, and tracks as they are stored. */
import { analyseTracks } from '../../src/audio/partials/analyse.js';
import { decodeTracks, encodeTracks } from '../../src/audio/partials/bytes.js';
import type { LiveTracks } from '../../src/audio/partials/tracks.js';
import type { Row } from '../row.js';
import type { Material } from './material.js';
import { medianOf } from './measures.js';

/** A figure beside its limit; not run where nothing was measured. */
export function limited(figure: string, values: readonly number[], most: number, of = medianOf): Row {
  if (values.length === 0) return { figure, asked: `≤ ${most}`, measured: 'no material', ok: null };
  const value = of(values);
  return { figure, asked: `≤ ${most}`, measured: value.toFixed(2), ok: value <= most };
}

/** The tracks of a sound, after they were stored in bytes. */
export function storedTracks(sound: Material): LiveTracks {
  const tracks = analyseTracks(sound.channels, sound.sampleRate, { root: sound.root, start: 0 });
  return decodeTracks(encodeTracks(tracks), sound.name);
}
