/** Approximates a response to velocity by ranges with a volume each, for players whose own response is fixed. */
import { gainToDecibels, type Decibels, type Velocity } from '../units.js';

export interface VelocityLayer {
  readonly low: Velocity;
  readonly high: Velocity;
  readonly volume: Decibels;
}

/** Most that a velocity of a layer is off, either way. */
const STEP: Decibels = 0.22;

/**
 * Ranges from 0 to 127 whose volumes bring a player's own (velocity / 127) ^ own to the exponent that is wanted, within STEP. The loudest
 * velocity has a range of its own where it would be off.
 */
export function velocityLayers(wanted: number, own: number): VelocityLayer[] {
  const needed = (velocity: Velocity): Decibels => (wanted - own) * gainToDecibels(velocity / 127);
  const layers: VelocityLayer[] = [];
  for (let high = 127; high >= 1;) {
    let low = high;
    while (low > 1 && Math.abs(needed(low - 1) - needed(high)) <= 2 * STEP) low--;
    layers.unshift({ low: low === 1 ? 0 : low, high, volume: (needed(low) + needed(high)) / 2 });
    high = low - 1;
  }
  return layers;
}
