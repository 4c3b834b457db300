/** Aligns the phases of noise across layers, so that a crossfade between them does not dip. */
import type { Seconds } from '../../units.js';

/**
 * How far the phases of what is not harmonic, noise, are drawn to those of the layers' sum. Where noises are independent
 * a crossfade of two dips by 3 dB half way; so it dips by 1 dB.
 */
const SHARE = 0.6;
/** Attacks keep their own phases, which hold their edge together, until here … */
const FROM_SECONDS: Seconds = 0.05;
/** … and lose them gradually until here. */
const TO_SECONDS: Seconds = 0.15;

/**
 * In place: in every bin, draws the phases of all layers together, towards that of their sum. Magnitudes stay. Layers that
 * agree already, as harmonics do, are left as they are.
 * @param weights of the layers in the sum.
 * @param seconds where the frame is centred.
 */
export function alignNoisePhases(
  spectra: readonly Float64Array[],
  weights: readonly number[],
  seconds: Seconds,
): void {
  const ramp = (seconds - FROM_SECONDS) / (TO_SECONDS - FROM_SECONDS);
  const share = SHARE * Math.max(0, Math.min(1, ramp));
  if (share === 0 || spectra.length < 2) return;
  const keep = 1 - share;
  for (let i = 0; i < spectra[0]!.length; i += 2) {
    let x = 0;
    let y = 0;
    for (let layer = 0; layer < spectra.length; layer++) {
      x += spectra[layer]![i]! * weights[layer]!;
      y += spectra[layer]![i + 1]! * weights[layer]!;
    }
    const size = Math.sqrt(x * x + y * y);
    if (size === 0) continue;
    x *= share / size;
    y *= share / size;
    for (const spectrum of spectra) {
      const a = spectrum[i]!;
      const b = spectrum[i + 1]!;
      const own = Math.sqrt(a * a + b * b);
      if (own === 0) continue;
      const u = x + (keep * a) / own;
      const v = y + (keep * b) / own;
      const length = Math.sqrt(u * u + v * v);
      if (length < 1e-6) continue; // right between
      spectrum[i] = (u * own) / length;
      spectrum[i + 1] = (v * own) / length;
    }
  }
}
