/** Mixes the hybrid at the live mix from the conditioned layers of one root, with the player's weights. */
import { placeWeights } from '../../timbre/heard-mix.js';
import { decibelsToGain, type Hertz, type Seconds } from '../../units.js';
import type { KeyZone } from './key-zone.js';
import type { MixPosition } from '../state/state.js';

/** Layers that are mixed sample by sample from their start on, all of one length. */
export interface Layers {
  readonly sampleRate: Hertz;
  readonly places: readonly MixPosition[];
  /** Samples of each place, and the linear gain at which they play. */
  readonly samples: readonly Float32Array[];
  readonly gains: readonly number[];
}

/** The conditioned layers of a key zone; null where there are none. @param gainAt linear gain of the layer at a place. */
export function conditionedLayers(
  { conditioned, zones }: KeyZone,
  gainAt: (place: MixPosition) => number,
): Layers | null {
  const there = zones.filter(({ recipe }) => conditioned?.layers.has(recipe));
  if (!conditioned || there.length === 0) return null;
  return {
    sampleRate: conditioned.sampleRate,
    places: there.map(({ x, y }) => ({ x, y })),
    samples: there.map(({ recipe }) => conditioned.layers.get(recipe)!),
    gains: there.map(gainAt),
  };
}

/** Linear weights of the layers at a mix position, their gains included. */
export function layerWeights({ places, gains }: Layers, mix: MixPosition): number[] {
  return placeWeights(places, mix).map((weight, i) => weight * gains[i]!);
}

/** Level below the peak at which a decay has ended, gain: -60 dB, as in a reverberation time. The layers go on to their loop. */
const DECAYED = decibelsToGain(-60);
/** Fade at the end, which lies within the loop of what sustains, and in the tail of what decays. */
const FADE_SECONDS: Seconds = 0.03;

/** Mixes the layers at a mix position into one sound, which fades out where it has decayed, or at the layers' end. */
export function mixLayers(layers: Layers, mix: MixPosition): Float32Array {
  const { samples, sampleRate } = layers;
  const weights = layerWeights(layers, mix);
  const mixed = new Float32Array(Math.max(...samples.map(({ length }) => length)));
  samples.forEach((layer, i) => {
    const weight = weights[i]!;
    if (weight > 0) for (let k = 0; k < layer.length; k++) mixed[k]! += weight * layer[k]!;
  });
  return withFadedEnd(mixed.subarray(0, endOfDecay(mixed)), sampleRate);
}

/** A copy of samples that fades out over its last 30 ms, linearly. */
export function withFadedEnd(samples: Float32Array, sampleRate: Hertz): Float32Array {
  const output = samples.slice();
  const fade = Math.min(output.length, Math.round(FADE_SECONDS * sampleRate));
  for (let i = 0; i < fade; i++) output[output.length - 1 - i]! *= i / fade;
  return output;
}

/** Counts the samples up to the last one above the level of a decay that has ended; all of them in silence. */
function endOfDecay(samples: Float32Array): number {
  let peak = 0;
  for (const sample of samples) peak = Math.max(peak, Math.abs(sample));
  const end = samples.findLastIndex((sample) => Math.abs(sample) > peak * DECAYED);
  return end < 0 ? samples.length : end + 1;
}
