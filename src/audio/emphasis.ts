/**
 * First-order pre-emphasis, w[n] = x[n] − a·x[n−1] with silence before the signal, and its inverse
 * x[n] = w[n] + a·x[n−1].
 */

/** @param a coefficient, 0 (nothing happens) to below 1. */
export function preEmphasis(samples: Float32Array, a: number): Float32Array {
  return Float32Array.from(emphasised(samples, a));
}

/** `preEmphasis` in double precision: loudness and codes are computed from it. */
export function emphasised(samples: Float32Array, a: number): Float64Array {
  const output = new Float64Array(samples.length);
  let previous = 0;
  for (let i = 0; i < samples.length; i++) {
    output[i] = samples[i]! - a * previous;
    previous = samples[i]!;
  }
  return output;
}

/** Undoes `preEmphasis` block after block. */
export class DeEmphasis {
  readonly #a: number;
  #last = 0;

  /** @param a the coefficient that the signal was emphasised with. */
  constructor(a: number) {
    this.#a = a;
  }

  /** The next block; `output` may be `input` itself. */
  process(input: Float32Array, output: Float32Array = new Float32Array(input.length)): Float32Array {
    let last = this.#last; // a double: rounding errors do not pile up
    for (let i = 0; i < input.length; i++) {
      last = input[i]! + this.#a * last;
      output[i] = last;
    }
    this.#last = last;
    return output;
  }

  /** Silence before the next block. */
  reset(): void {
    this.#last = 0;
  }
}
