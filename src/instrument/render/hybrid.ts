/** Gathers the conditioned layers of one root that the hybrid is mixed from. */
import type { Layers } from '../../timbre/mix-layers.js';
import type { KeyZone } from './key-zone.js';

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
