import { AlloyError } from '../errors.js';
import type { Embedding, HarmonicLane } from './embedding.js';

/** First value of a packed embedding; a new layout gets a new number. */
const LAYOUT = 3;
const HEAD = 18;

/**
 * An embedding as one array, to keep or to send. Layout: [3, frames, channels, hop, loudness values (−1 for none),
 * loudness hop, silence, plain values (−1 for none), plain window, deviation values (−1 for none), pitch hop, colour frames (−1 for none),
 * colour width, colour hop, harmonic frames (−1 for none), count, hop, hold], then timbre, loudness levels, plain levels, [root, deviations],
 * colour, levels, rests and phases of harmonics. Numbers are float64, so that nothing is lost.
 */
export function packEmbedding({ timbre, loudness, pitch, colour, harmonics }: Embedding): Float64Array {
  return Float64Array.from([
    LAYOUT,
    timbre.frames,
    timbre.channels,
    timbre.hop,
    loudness ? loudness.levels.length : -1,
    loudness?.hop ?? 0,
    loudness?.silence ?? 0,
    loudness?.plain?.length ?? -1,
    loudness?.plainWindow ?? 0,
    pitch ? pitch.deviation.length : -1,
    pitch?.hop ?? 0,
    colour?.frames ?? -1,
    colour?.width ?? 0,
    colour?.hop ?? 0,
    harmonics?.frames ?? -1,
    harmonics?.count ?? 0,
    harmonics?.hop ?? 0,
    harmonics?.hold ?? 0,
    ...timbre.values,
    ...(loudness?.levels ?? []),
    ...(loudness?.plain ?? []),
    ...(pitch ? [pitch.rootMidi, ...pitch.deviation] : []),
    ...(colour?.values ?? []),
    ...(harmonics ? [...harmonics.levels, ...harmonics.rests, ...harmonics.phases] : []),
  ]);
}

/**
 * The embedding of `packEmbedding`.
 * @throws AlloyError 'bad-argument' when the array is none.
 */
export function unpackEmbedding(packed: Float64Array): Embedding {
  const [layout, frames, channels, hop, levels, loudnessHop, silence, plains, plainWindow] = packed;
  const [deviations, pitchHop, colourFrames, width, colourHop] = packed.subarray(9);
  const [harmonicFrames, count, harmonicHop, hold] = packed.subarray(14);
  const each = Math.max(0, harmonicFrames!) * count!;
  const sizes = [
    frames! * channels!,
    Math.max(0, levels!),
    Math.max(0, plains!),
    deviations! < 0 ? 0 : deviations! + 1,
    Math.max(0, colourFrames!) * width!,
    each,
    each,
    each,
  ];
  if (layout !== LAYOUT || packed.length !== sizes.reduce((sum, size) => sum + size, HEAD)) {
    throw new AlloyError('bad-argument', 'embedding', 'These numbers are not a packed embedding.');
  }
  let offset = HEAD;
  const values = sizes.map((size) => packed.slice(offset, (offset += size)));
  const [timbre, level, plain, pitch, colour, ...harmonic] = values.map((part) => Float32Array.from(part));
  const loudness = { hop: loudnessHop!, silence: silence!, levels: level! };
  const [harmonicLevels, rests, phases] = harmonic;
  const harmonics: HarmonicLane = {
    frames: harmonicFrames!,
    count: count!,
    hop: harmonicHop!,
    levels: harmonicLevels!,
    rests: rests!,
    phases: phases!,
    hold: hold!,
  };
  return {
    timbre: { frames: frames!, channels: channels!, hop: hop!, values: timbre! },
    loudness:
      levels! < 0 ? null : plains! < 0 ? loudness : { ...loudness, plain: plain!, plainWindow: plainWindow! },
    pitch:
      deviations! < 0 ? null : { rootMidi: values[3]![0]!, hop: pitchHop!, deviation: pitch!.subarray(1) },
    ...(colourFrames! < 0
      ? {}
      : { colour: { frames: colourFrames!, width: width!, hop: colourHop!, values: colour! } }),
    ...(harmonicFrames! < 0 ? {} : { harmonics }),
  };
}
