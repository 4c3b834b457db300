/** Doubles and halves the sample rate: elliptic half-band filters of two all-pass branches. [audio, while playing; no allocation] */
import type { Samples } from '../../../src/units.js';

/**
 * Coefficients of an elliptic half-band filter (Valenzuela and Constantinides 1983), of both branches in turn.
 * @param transition width between pass and stop band, as a fraction of the higher rate.
 */
function coefficients(count: number, transition: number): Float64Array {
  const k = Math.tan(((1 - 2 * transition) * Math.PI) / 4) ** 2;
  const root = (1 - k * k) ** 0.25;
  const e = (0.5 * (1 - root)) / (1 + root);
  const q = e * (1 + e ** 4 * (2 + e ** 4 * (15 + 150 * e ** 4)));
  const order = 2 * count + 1;
  return Float64Array.from({ length: count }, (_, index) => {
    const angle = ((index + 1) * Math.PI) / order;
    let above = 0;
    let below = 0.5;
    for (let j = 0; j < 8; j++) above += (-1) ** j * q ** (j * (j + 1)) * Math.sin((2 * j + 1) * angle);
    for (let j = 1; j < 8; j++) below += (-1) ** j * q ** (j * j) * Math.cos(2 * j * angle);
    const w = ((q ** 0.25 * above) / below) ** 2;
    const x = Math.sqrt((1 - w * k) * (1 - w / k)) / (1 + w);
    return (1 - x) / (1 + x);
  });
}

/** A half-band filter of one channel, for one way: up or down. [audio] */
export class Halfband {
  readonly #coefficients: Float64Array;
  readonly #states: Float64Array;

  constructor(count: number, transition: number) {
    this.#coefficients = coefficients(count, transition);
    this.#states = new Float64Array(count);
  }

  reset(): void {
    this.#states.fill(0);
  }

  /** Writes twice as many samples as it reads. */
  up(input: Float64Array, output: Float64Array, count: Samples): void {
    const states = this.#states;
    const factors = this.#coefficients;
    for (let i = 0; i < count; i++) {
      let even = input[i]!;
      let odd = even;
      for (let k = 0; k < factors.length; k += 2) {
        const a = factors[k]! * even + states[k]!;
        states[k] = even - factors[k]! * a;
        even = a;
        const b = factors[k + 1]! * odd + states[k + 1]!;
        states[k + 1] = odd - factors[k + 1]! * b;
        odd = b;
      }
      output[2 * i] = even;
      output[2 * i + 1] = odd;
    }
  }

  /** Reads twice as many samples as it writes; `input` and `output` may be one array. */
  down(input: Float64Array, output: Float64Array, count: Samples): void {
    const states = this.#states;
    const factors = this.#coefficients;
    for (let i = 0; i < count; i++) {
      let odd = input[2 * i]!;
      let even = input[2 * i + 1]!;
      for (let k = 0; k < factors.length; k += 2) {
        const a = factors[k]! * even + states[k]!;
        states[k] = even - factors[k]! * a;
        even = a;
        const b = factors[k + 1]! * odd + states[k + 1]!;
        states[k + 1] = odd - factors[k + 1]! * b;
        odd = b;
      }
      output[i] = 0.5 * (even + odd);
    }
  }
}
