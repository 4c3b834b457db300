/** Aligns the phases of noise across layers, so that a crossfade between them does not dip. */
import type { Seconds } from '../../units.js';

/**
 * How far the phases of noise are pulled towards those of the layers' sum, 0 to 1. A crossfade of two independent
 * noises dips by 3 dB half way; with this it dips by 1 dB.
 */
const SHARE = 0.6;
/** Attacks keep their own phases, which make up their edge, until here … */
const FROM_SECONDS: Seconds = 0.05;
/** … and the alignment comes in gradually until here. */
const TO_SECONDS: Seconds = 0.15;

/**
 * In place: pulls the phases of all layers in every bin towards that of their sum. Magnitudes are kept. Layers whose
 * phases agree already, as those of harmonics do, are unchanged.
 * @param weights of the layers in the sum.
 * @param seconds time of the frame's centre.
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
      if (length < 1e-6) continue; // opposite phases: no direction between them
      spectrum[i] = (u * own) / length;
      spectrum[i + 1] = (v * own) / length;
    }
  }
}
