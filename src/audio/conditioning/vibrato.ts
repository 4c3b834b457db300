/** Extracts the vibrato that all layers of a key zone have in common, without drift. */
import type { Seconds } from '../../units.js';
import type { PitchSynchronousAxis } from './pitch-synchronous-axis.js';
import type { TunedLayer } from './tuning.js';

/** Pitch changes slower than this are drift and are removed; faster ones are vibrato. */
const DRIFT_SECONDS: Seconds = 0.35;
/** RMS vibrato, relative to the pitch (2 cents), below which none is kept; from twice as much on it is kept whole. */
const LEAST = 2 / 1731;

/** Vibrato that a key zone keeps: the pitch contour common to its layers, without drift; the same for each layer. */
export function commonVibrato(layers: readonly TunedLayer[], axis: PitchSynchronousAxis): Float64Array {
  const steps = layers[0]!.detune.length;
  const mean = new Float64Array(steps);
  const weight = new Float64Array(steps);
  for (const layer of layers) {
    const heaviest = layer.weight.reduce((a, b) => Math.max(a, b), 1e-12);
    for (let i = 0; i < steps; i++) {
      const w = layer.weight[i]! / heaviest;
      mean[i]! += w * layer.detune[i]!;
      weight[i]! += w;
    }
  }
  for (let i = 0; i < steps; i++) mean[i] = weight[i]! > 0 ? mean[i]! / weight[i]! : 0;
  const reach = Math.max(1, Math.round((DRIFT_SECONDS * axis.rate) / axis.hop / 2));
  const drift = hannMean(mean, weight, reach);
  const swing = mean.map((value, i) => value - drift[i]!);
  const power = hannMean(
    swing.map((value) => value * value),
    weight,
    2 * reach,
  );
  return swing.map((value, i) => value * Math.max(0, Math.min(1, Math.sqrt(power[i]!) / LEAST - 1)));
}

/** A weighted mean under a Hann window of `reach` values to each side. */
function hannMean(values: Float64Array, weight: Float64Array, reach: number): Float64Array {
  const window = Float64Array.from(
    { length: 2 * reach + 1 },
    (_, k) => 0.5 + 0.5 * Math.cos((Math.PI * (k - reach)) / (reach + 1)),
  );
  return values.map((_, i) => {
    let sum = 0;
    let mass = 0;
    for (let k = Math.max(0, reach - i); k <= Math.min(2 * reach, values.length - 1 - i + reach); k++) {
      const w = window[k]! * weight[i + k - reach]!;
      sum += w * values[i + k - reach]!;
      mass += w;
    }
    return mass > 0 ? sum / mass : 0;
  });
}
