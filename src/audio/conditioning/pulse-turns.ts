/** Continues the phases of a note's upper harmonics to those above them: along its pulse, as far as it has one. */
import { Fft } from '../fft/fft.js';
import type { Hertz } from '../../units.js';
import type { PitchSynchronousAxis } from './pitch-synchronous-axis.js';

/** Harmonics that are listened to. */
const FROM_HERTZ: Hertz = 3_000;
const TO_HERTZ: Hertz = 7_000;
/** Fewer than this say nothing. */
const FEWEST = 4;
/** Harmonics above are continued to here. */
const TOP_HERTZ: Hertz = 20_500;
/** Places that a pulse is looked for at, a period of the highest harmonic. */
const PLACES = 4;
/** Coherence of harmonics about a pulse: at the first it may as well be chance, from the second on it is one. */
const CHANCE = 0.5;
const PULSE = 0.9;

/**
 * Turns of each harmonic at axis sample 0, from the fundamental on, where the layers' phases are steady. A trumpet's go on along its pulse;
 * where there is no pulse they are spread over the circle, the same every time. Empty where there are too few harmonics to tell.
 */
export function pulseTurns(layers: readonly Float32Array[], axis: PitchSynchronousAxis): number[] {
  const hertz = axis.rate / axis.period;
  const from = Math.ceil(FROM_HERTZ / hertz);
  const to = Math.min(axis.harmonics, axis.period / 2 - 1, Math.floor(TO_HERTZ / hertz));
  if (to - from + 1 < FEWEST) return [];
  const spectrum = periodSpectrum(layers, axis);
  let total = 0;
  for (let k = from; k <= to; k++) total += Math.hypot(spectrum[2 * k]!, spectrum[2 * k + 1]!);
  if (total === 0) return [];
  const places = PLACES * to;
  let best = { size: -1, turn: 0, place: 0 };
  for (let i = 0; i < places; i++) {
    let [re, im] = [0, 0];
    for (let k = from; k <= to; k++) {
      const angle = (2 * Math.PI * k * i) / places;
      const [c, s] = [Math.cos(angle), Math.sin(angle)];
      re += spectrum[2 * k]! * c - spectrum[2 * k + 1]! * s;
      im += spectrum[2 * k]! * s + spectrum[2 * k + 1]! * c;
    }
    const size = Math.hypot(re, im);
    if (size > best.size) best = { size, turn: Math.atan2(im, re) / (2 * Math.PI), place: i / places };
  }
  const along = Math.min(1, Math.max(0, (best.size / total - CHANCE) / (PULSE - CHANCE)));
  return Array.from({ length: Math.ceil(TOP_HERTZ / hertz) }, (_, i) => {
    const k = i + 1;
    const spread = ((k * k * 0.6180339887) % 1) - 0.5;
    return best.turn - k * best.place + (1 - along) * spread;
  });
}

/** The spectrum of the mean period about the loudest moment. */
function periodSpectrum(
  layers: readonly Float32Array[],
  { period, frame, hop }: PitchSynchronousAxis,
): Float64Array {
  const length = Math.max(...layers.map((layer) => layer.length));
  let [loudest, start] = [-1, 0];
  for (let at = 0; at + frame <= length; at += hop) {
    let energy = 0;
    for (const layer of layers) for (let n = at; n < at + frame; n += 4) energy += (layer[n] ?? 0) ** 2;
    if (energy > loudest) [loudest, start] = [energy, at];
  }
  const mean = new Float64Array(period);
  for (const layer of layers) for (let n = 0; n < frame; n++) mean[n % period]! += layer[start + n] ?? 0;
  const fft = new Fft(period);
  const spectrum = new Float64Array(2 * period);
  fft.realTransform(spectrum, mean);
  return spectrum;
}
