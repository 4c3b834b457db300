/** Mixes the hybrid at the live mix from the conditioned layers of one root, with the player's weights. */
import { placeWeights } from '../../timbre/heard-mix.js';
import type { Hertz } from '../../units.js';
import type { KeyZone } from './key-zone.js';
import type { MixPosition } from '../state/state.js';

/** Layers that are mixed sample by sample from their start on, all of one length. */
export interface Layers {
  readonly sampleRate: Hertz;
  readonly places: readonly MixPosition[];
  /** Samples of each place. */
  readonly samples: readonly Float32Array[];
}

/** The conditioned layers of a key zone; null where there are none. */
export function conditionedLayers({ conditioned, zones }: KeyZone): Layers | null {
  const there = zones.filter(({ recipe }) => conditioned?.layers.has(recipe));
  if (!conditioned || there.length === 0) return null;
  return {
    sampleRate: conditioned.sampleRate,
    places: there.map(({ x, y }) => ({ x, y })),
    samples: there.map(({ recipe }) => conditioned.layers.get(recipe)!),
  };
}

/** Mixes the layers at a mix position into one sound. */
export function mixLayers({ places, samples }: Layers, mix: MixPosition): Float32Array {
  const weights = placeWeights(places, mix);
  const mixed = new Float32Array(Math.max(...samples.map(({ length }) => length)));
  samples.forEach((layer, i) => {
    const weight = weights[i]!;
    if (weight > 0) for (let k = 0; k < layer.length; k++) mixed[k]! += weight * layer[k]!;
  });
  return mixed;
}
