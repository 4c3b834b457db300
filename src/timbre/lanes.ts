import { AlloyError } from '../errors.js';
import type { Embedding } from './embedding.js';

/** First value of a packed embedding; a new layout gets a new number. */
const LAYOUT = 2;
const HEAD = 13;

/**
 * An embedding as one array, to keep or to send. Layout: [2, frames, channels, hop, loudness values (−1 for none),
 * loudness hop, silence, plain values (−1 for none), deviation values (−1 for none), pitch hop, colour frames (−1 for none), colour width, colour hop],
 * then timbre, loudness levels, plain levels, [root, deviations], colour. Numbers are float64, so that nothing is lost.
 */
export function packEmbedding({ timbre, loudness, pitch, colour }: Embedding): Float64Array {
  return Float64Array.from([
    LAYOUT,
    timbre.frames,
    timbre.channels,
    timbre.hop,
    loudness ? loudness.levels.length : -1,
    loudness?.hop ?? 0,
    loudness?.silence ?? 0,
    loudness?.plain?.length ?? -1,
    pitch ? pitch.deviation.length : -1,
    pitch?.hop ?? 0,
    colour?.frames ?? -1,
    colour?.width ?? 0,
    colour?.hop ?? 0,
    ...timbre.values,
    ...(loudness?.levels ?? []),
    ...(loudness?.plain ?? []),
    ...(pitch ? [pitch.rootMidi, ...pitch.deviation] : []),
    ...(colour?.values ?? []),
  ]);
}

/**
 * The embedding of `packEmbedding`.
 * @throws AlloyError 'bad-argument' when the array is none.
 */
export function unpackEmbedding(packed: Float64Array): Embedding {
  const [layout, frames, channels, hop, levels, loudnessHop, silence, plains, deviations, pitchHop] = packed;
  const [colourFrames, width, colourHop] = packed.subarray(HEAD - 3);
  const sizes = [
    frames! * channels!,
    Math.max(0, levels!),
    Math.max(0, plains!),
    deviations! < 0 ? 0 : deviations! + 1,
    Math.max(0, colourFrames!) * width!,
  ];
  if (layout !== LAYOUT || packed.length !== sizes.reduce((sum, size) => sum + size, HEAD)) {
    throw new AlloyError('bad-argument', 'embedding', 'These numbers are not a packed embedding.');
  }
  let offset = HEAD;
  const [timbre, level, plain, pitch, colour] = sizes.map((size) =>
    packed.subarray(offset, (offset += size)),
  );
  const loudness = { hop: loudnessHop!, silence: silence!, levels: Float32Array.from(level!) };
  return {
    timbre: { frames: frames!, channels: channels!, hop: hop!, values: Float32Array.from(timbre!) },
    loudness: levels! < 0 ? null : plains! < 0 ? loudness : { ...loudness, plain: Float32Array.from(plain!) },
    pitch:
      deviations! < 0
        ? null
        : { rootMidi: pitch![0]!, hop: pitchHop!, deviation: Float32Array.from(pitch!.subarray(1)) },
    ...(colourFrames! < 0
      ? {}
      : {
          colour: {
            frames: colourFrames!,
            width: width!,
            hop: colourHop!,
            values: Float32Array.from(colour!),
          },
        }),
  };
}
