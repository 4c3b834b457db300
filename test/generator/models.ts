/** Small random decoders and notes, the same ones for every backend's tests. */
import {
  conditioningWidth,
  type Decoder,
  type DecoderConfig,
  type Dense,
} from '../../src/generator/decoder.js';
import type { GeneratorNote } from '../../src/generator/generator.js';
import { tapCount } from '../../src/generator/lag.js';
import { randomWord } from '../../src/generator/sampler.js';

export const PITCH_LAG = { onePeriod: [-2, -1, 0, 1, 2], twoPeriods: [-1, 0, 1] } as const;

export const TINY: DecoderConfig = {
  startFilter: 2,
  filter: 2,
  dilations: [1, 2, 4, 1, 2, 4],
  width: 8,
  skip: 16,
  levels: 256,
  pitchLag: PITCH_LAG,
};

/** Uniform numbers in −1 … 1, the same everywhere. */
export function uniforms(count: number, seed: number, stream = 0): Float32Array {
  return Float32Array.from({ length: count }, (_, i) => randomWord(seed, stream, i) / 2147483648 - 1);
}

/** Random codes, all 256 classes alike. */
export function randomCodes(length: number, seed: number): Uint8Array {
  return Uint8Array.from({ length }, (_, i) => randomWord(seed, 77, i) >>> 24);
}

/** A random decoder whose activations stay in the gates' lively range and whose logits spread over some units. */
export function tinyDecoder(overrides: Partial<DecoderConfig>, seed: number): Decoder {
  const config: DecoderConfig = { ...TINY, ...overrides };
  const { startFilter, filter, width, skip, levels, dilations } = config;
  const taps = tapCount(config.pitchLag);
  let stream = 0;
  const dense = (taps: number, inputs: number, outputs: number, gain: number): Dense => {
    const scale = gain * Math.sqrt(3 / (taps * inputs));
    const w = uniforms(taps * inputs * outputs, seed, ++stream).map((value) => value * scale);
    const biases = uniforms(outputs, seed, ++stream).map((value) => value * 0.1);
    return { taps, inputs, outputs, w, biases };
  };
  return {
    config,
    startconv: dense(startFilter, 1, width, 1.5),
    startLag: config.pitchLag ? dense(1, taps, width, 1) : null,
    skipStart: dense(1, width, skip, 1),
    layers: dilations.map(() => ({
      dilated: dense(filter, width, 2 * width, 1.5),
      res: dense(1, width, width, 0.7),
      skip: dense(1, width, skip, 1.5),
    })),
    out1: dense(1, skip, skip, 1.4),
    logits: dense(1, skip, levels, 2.5),
  };
}

export interface TinyNoteOptions {
  readonly length?: number;
  readonly seed?: number;
  readonly stream?: number;
  readonly frames?: number;
  readonly hop?: number;
  /** A lag a frame; null turns the taps off. Default: 11.3 samples and up, one frame silent. */
  readonly lags?: readonly number[] | null;
  readonly history?: Uint8Array;
}

/** A note with random conditioning, by its own `seed`, for a decoder. */
export function tinyNote(decoder: Decoder, options: TinyNoteOptions = {}): GeneratorNote {
  const { length = 200, seed = 1, stream = 60, frames = 5, hop = 32, history } = options;
  const lags =
    options.lags === undefined
      ? Array.from({ length: frames }, (_, frame) => (frame === 2 ? 0 : 11.3 + seed + 7.77 * frame))
      : options.lags;
  return {
    conditioning: {
      frames,
      hop,
      values: uniforms(frames * conditioningWidth(decoder.config), seed, 1000).map((value) => value * 0.5),
      lags: lags && Float32Array.from(lags),
    },
    length,
    seed,
    stream,
    ...(history ? { history } : {}),
  };
}

/** Largest absolute difference; NaN and different lengths count as infinite. */
export function maxError(a: Float32Array, b: Float32Array): number {
  if (a.length !== b.length) return Infinity;
  let worst = 0;
  for (let i = 0; i < a.length; i++) {
    const error = Math.abs(a[i]! - b[i]!);
    if (!(error <= worst)) worst = Number.isNaN(error) ? Infinity : error;
  }
  return worst;
}
