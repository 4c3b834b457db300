/** Filters noise, and says how loud bodies are at a frequency. Pure functions. */
import type { Hertz } from '../../units.js';
import { RATE } from './signal.js';

/** A resonance of a body: where, how sharp, how loud (linear). */
export type Resonance = readonly [hertz: Hertz, sharpness: number, level: number];

/** Level of a body at a frequency: resonances upon a floor. */
export function bodyOf(floor: number, resonances: readonly Resonance[]): (hertz: Hertz) => number {
  return (hertz) => {
    let power = floor * floor;
    for (const [at, q, level] of resonances) {
      const x = q * (hertz / at - at / hertz);
      power += (level * level) / (1 + x * x);
    }
    return Math.sqrt(power);
  };
}

/** Level above a corner falls so many dB an octave, softly. */
export function duller(corner: Hertz, decibels: number): (hertz: Hertz) => number {
  return (hertz) => (1 + (hertz / corner) ** 2) ** (-decibels / 2 / 6.02);
}

type Kind = 'lowpass' | 'highpass' | 'bandpass';

/** A second-order filter (RBJ's cookbook); the frequency may move. */
export function filtered(
  signal: Float64Array,
  kind: Kind,
  hertz: Hertz | ((time: number) => Hertz),
  q = Math.SQRT1_2,
): Float64Array {
  const out = new Float64Array(signal.length);
  const at = typeof hertz === 'number' ? () => hertz : hertz;
  let [z1, z2] = [0, 0];
  let [b0, b1, b2, a1, a2] = [0, 0, 0, 0, 0];
  for (let n = 0; n < signal.length; n++) {
    if (n % 64 === 0 && (n === 0 || typeof hertz !== 'number')) {
      const w = (2 * Math.PI * Math.min(0.45 * RATE, at(n / RATE))) / RATE;
      const [cos, alpha] = [Math.cos(w), Math.sin(w) / (2 * q)];
      const a0 = 1 + alpha;
      [a1, a2] = [(-2 * cos) / a0, (1 - alpha) / a0];
      if (kind === 'bandpass') [b0, b1, b2] = [alpha / a0, 0, -alpha / a0];
      else if (kind === 'lowpass') [b0, b1, b2] = [(1 - cos) / 2 / a0, (1 - cos) / a0, (1 - cos) / 2 / a0];
      else [b0, b1, b2] = [(1 + cos) / 2 / a0, -(1 + cos) / a0, (1 + cos) / 2 / a0];
    }
    const x = signal[n]!;
    const y = b0 * x + z1;
    z1 = b1 * x - a1 * y + z2;
    z2 = b2 * x - a2 * y;
    out[n] = y;
  }
  return out;
}
