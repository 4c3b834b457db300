/** Mixes layers of one root at a place, with the player's weights. */
import { decibelsToGain, type Hertz } from '../units.js';
import { placeWeights } from './heard-mix.js';
import type { MixPosition } from './mix.js';

/** Layers that are mixed sample by sample from their start on, all of one length. */
export interface Layers {
  readonly sampleRate: Hertz;
  readonly places: readonly MixPosition[];
  /** Samples of each place. */
  readonly samples: readonly Float32Array[];
}

/** Level below the peak at which a decay has ended, gain: -60 dB, as in a reverberation time. The layers go on to their loop. */
const DECAYED = decibelsToGain(-60);

/** Mixes the layers at a mix position into one sound, which ends where it has decayed. */
export function mixLayers({ places, samples }: Layers, mix: MixPosition): Float32Array {
  const weights = placeWeights(places, mix);
  const mixed = new Float32Array(Math.max(...samples.map(({ length }) => length)));
  samples.forEach((layer, i) => {
    const weight = weights[i]!;
    if (weight > 0) for (let k = 0; k < layer.length; k++) mixed[k]! += weight * layer[k]!;
  });
  return mixed.subarray(0, endOfDecay(mixed));
}

/** Counts the samples up to the last one above the level of a decay that has ended; all of them in silence. */
function endOfDecay(samples: Float32Array): number {
  let peak = 0;
  for (const sample of samples) peak = Math.max(peak, Math.abs(sample));
  const end = samples.findLastIndex((sample) => Math.abs(sample) > peak * DECAYED);
  return end < 0 ? samples.length : end + 1;
}
