/** Filters a signal, block by block, with a second-order Butterworth high-pass. */
import type { Hertz } from '../units.js';

/**
 * A second-order Butterworth high-pass, block after block: the bilinear transform of s²/(s² + √2·s + 1), warped
 * so that the cut lies right. Silence before the first block.
 */
export class HighPass {
  readonly #b0: number;
  readonly #a1: number;
  readonly #a2: number;
  #z1 = 0;
  #z2 = 0;

  /** @param cut where the gain is −3 dB; below sampleRate / 2. */
  constructor(cut: Hertz, sampleRate: Hertz) {
    const k = Math.tan((Math.PI * cut) / sampleRate);
    const scale = 1 / (1 + Math.SQRT2 * k + k * k);
    this.#b0 = scale;
    this.#a1 = 2 * (k * k - 1) * scale;
    this.#a2 = (1 - Math.SQRT2 * k + k * k) * scale;
  }

  /** Filters in place. */
  process(samples: Float32Array): void {
    let z1 = this.#z1;
    let z2 = this.#z2;
    for (let i = 0; i < samples.length; i++) {
      const x = samples[i]! * this.#b0;
      const y = x + z1;
      z1 = -2 * x - this.#a1 * y + z2;
      z2 = x - this.#a2 * y;
      samples[i] = y;
    }
    this.#z1 = z1;
    this.#z2 = z2;
  }
}
