/** Packs an embedding into one array, and unpacks it. */
import { AlloyError } from '../errors.js';
import type { Embedding, HarmonicTrack } from './embedding.js';

/** First value of a packed embedding; a new layout gets a new number. */
const LAYOUT = 3;
const HEAD = 18;

/**
 * An embedding as one array, to keep or to send. Layout: [3, frames, channels, hop, loudness values (−1 for none),
 * loudness hop, silence, unweighted values (−1 for none), plain window, deviation values (−1 for none), pitch hop, band envelope frames (−1 for none),
 * band envelope width, band envelope hop, harmonic frames (−1 for none), count, hop, hold], then timbre, loudness levels, unweighted levels, [root, deviations],
 * band envelope, levels, rests and phases of harmonics. Numbers are float64, so that nothing is lost.
 */
export function packEmbedding({ timbre, loudness, pitch, bandEnvelope, harmonics }: Embedding): Float64Array {
  return Float64Array.from([
    LAYOUT,
    timbre.frames,
    timbre.channels,
    timbre.hop,
    loudness ? loudness.levels.length : -1,
    loudness?.hop ?? 0,
    loudness?.silence ?? 0,
    loudness?.unweighted?.length ?? -1,
    loudness?.unweightedWindow ?? 0,
    pitch ? pitch.deviation.length : -1,
    pitch?.hop ?? 0,
    bandEnvelope?.frames ?? -1,
    bandEnvelope?.width ?? 0,
    bandEnvelope?.hop ?? 0,
    harmonics?.frames ?? -1,
    harmonics?.count ?? 0,
    harmonics?.hop ?? 0,
    harmonics?.hold ?? 0,
    ...timbre.values,
    ...(loudness?.levels ?? []),
    ...(loudness?.unweighted ?? []),
    ...(pitch ? [pitch.rootMidi, ...pitch.deviation] : []),
    ...(bandEnvelope?.values ?? []),
    ...(harmonics ? [...harmonics.levels, ...harmonics.rests, ...harmonics.phases] : []),
  ]);
}

/**
 * The embedding of `packEmbedding`.
 * @throws AlloyError 'bad-argument' when the array is none.
 */
export function unpackEmbedding(packed: Float64Array): Embedding {
  const [layout, frames, channels, hop, levels, loudnessHop, silence, unweightedTracks, unweightedWindow] =
    packed;
  const [deviations, pitchHop, bandEnvelopeFrames, width, bandEnvelopeHop] = packed.subarray(9);
  const [harmonicFrames, count, harmonicHop, hold] = packed.subarray(14);
  const each = Math.max(0, harmonicFrames!) * count!;
  const sizes = [
    frames! * channels!,
    Math.max(0, levels!),
    Math.max(0, unweightedTracks!),
    deviations! < 0 ? 0 : deviations! + 1,
    Math.max(0, bandEnvelopeFrames!) * width!,
    each,
    each,
    each,
  ];
  if (layout !== LAYOUT || packed.length !== sizes.reduce((sum, size) => sum + size, HEAD)) {
    throw new AlloyError('bad-argument', 'embedding', 'These numbers are not a packed embedding.');
  }
  let offset = HEAD;
  const values = sizes.map((size) => packed.slice(offset, (offset += size)));
  const [timbre, level, unweighted, pitch, bandEnvelope, ...harmonic] = values.map((part) =>
    Float32Array.from(part),
  );
  const loudness = { hop: loudnessHop!, silence: silence!, levels: level! };
  const [harmonicLevels, rests, phases] = harmonic;
  const harmonics: HarmonicTrack = {
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
      levels! < 0
        ? null
        : unweightedTracks! < 0
          ? loudness
          : { ...loudness, unweighted: unweighted!, unweightedWindow: unweightedWindow! },
    pitch:
      deviations! < 0 ? null : { rootMidi: values[3]![0]!, hop: pitchHop!, deviation: pitch!.subarray(1) },
    ...(bandEnvelopeFrames! < 0
      ? {}
      : {
          bandEnvelope: {
            frames: bandEnvelopeFrames!,
            width: width!,
            hop: bandEnvelopeHop!,
            values: bandEnvelope!,
          },
        }),
    ...(harmonicFrames! < 0 ? {} : { harmonics }),
  };
}
