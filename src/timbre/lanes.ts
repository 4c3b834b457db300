import { AlloyError } from '../errors.js';
import type { Embedding } from './embedding.js';

/** First value of a packed embedding; a new layout gets a new number. */
const LAYOUT = 1;
const HEAD = 9;

/**
 * An embedding as one array, to keep or to send. Layout: [1, frames, channels, hop, loudness values (−1 for none),
 * loudness hop, silence, deviation values (−1 for none), pitch hop], then timbre, loudness levels,
 * [root, deviations]. Numbers are float64, so that nothing is lost.
 */
export function packEmbedding({ timbre, loudness, pitch }: Embedding): Float64Array {
  return Float64Array.from([
    LAYOUT,
    timbre.frames,
    timbre.channels,
    timbre.hop,
    loudness ? loudness.levels.length : -1,
    loudness?.hop ?? 0,
    loudness?.silence ?? 0,
    pitch ? pitch.deviation.length : -1,
    pitch?.hop ?? 0,
    ...timbre.values,
    ...(loudness?.levels ?? []),
    ...(pitch ? [pitch.rootMidi, ...pitch.deviation] : []),
  ]);
}

/**
 * The embedding of `packEmbedding`.
 * @throws AlloyError 'bad-argument' when the array is none.
 */
export function unpackEmbedding(packed: Float64Array): Embedding {
  const [layout, frames, channels, hop, levels, loudnessHop, silence, deviations, pitchHop] = packed;
  const timbreSize = frames! * channels!;
  const loudnessSize = Math.max(0, levels!);
  const pitchSize = deviations! < 0 ? 0 : deviations! + 1;
  if (layout !== LAYOUT || packed.length !== HEAD + timbreSize + loudnessSize + pitchSize) {
    throw new AlloyError('bad-argument', 'embedding', 'These numbers are not a packed embedding.');
  }
  let offset = HEAD;
  const take = (count: number): Float32Array => Float32Array.from(packed.subarray(offset, (offset += count)));
  return {
    timbre: { frames: frames!, channels: channels!, hop: hop!, values: take(timbreSize) },
    loudness: levels! < 0 ? null : { hop: loudnessHop!, silence: silence!, levels: take(loudnessSize) },
    pitch:
      deviations! < 0 ? null : { rootMidi: packed[offset++]!, hop: pitchHop!, deviation: take(deviations!) },
  };
}
