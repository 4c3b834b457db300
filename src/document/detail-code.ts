/** Codes a source's detail: bands and levels, rounded, deflated. Beside the source's own code, as its air is. */
import { DETAIL_BANDS, type DetailTrack } from '../timbre/embedding.js';
import type { TrackShape } from './quantise.js';
import { encodeTracks, TrackReader } from './track-code.js';

/** First number of the code; another layout gets another one. */
const LAYOUT = 1;
/** Finest steps, dB. */
const STEPS = { slow: 2, fast: 3, levels: 0.5 } as const;
/** Rounded more coarsely than this, detail does more harm than good. */
const MOST_COARSE = 3;
/** Two minutes of levels at 16 kHz. */
const MOST_FRAMES = 32_768;
const MOST_BYTES = 8_000_000;

/** @returns null where it does not fit into so many bytes, before they are text. */
export function encodeDetailCode(detail: DetailTrack, bytes: number): string | null {
  const shapes = shapesOf(
    detail.slow.length / DETAIL_BANDS.slow,
    detail.fast.length / DETAIL_BANDS.fast,
    detail.levels.length,
  );
  const head = [LAYOUT, ...shapes.map(({ frames }) => frames)];
  const tracks = [detail.slow, detail.fast, detail.levels].map((values, i) => ({
    values,
    shape: shapes[i]!,
  }));
  return encodeTracks(head, tracks, bytes, MOST_COARSE);
}

/** The detail of a text. @throws AlloyError 'document-damaged'. */
export function decodeDetailCode(text: string): DetailTrack {
  const reader = new TrackReader(text, MOST_BYTES);
  reader.head(LAYOUT, LAYOUT);
  const frames = [1, 2, 3].map(() => reader.head(1, MOST_FRAMES));
  const shapes = shapesOf(frames[0]!, frames[1]!, frames[2]!);
  const [slow, fast, levels] = shapes.map((shape) => reader.track(shape));
  reader.end();
  return { slow: slow!, fast: fast!, levels: levels!, hold: 1 };
}

function shapesOf(slow: number, fast: number, levels: number): TrackShape[] {
  return [
    { coding: 'cosine', step: STEPS.slow, frames: slow, groups: [DETAIL_BANDS.slow] },
    { coding: 'cosine', step: STEPS.fast, frames: fast, groups: [DETAIL_BANDS.fast] },
    { coding: 'delta', step: STEPS.levels, frames: levels, groups: [1] },
  ];
}
