/** Brings a model's samples to three times their rate, stretch by stretch. */
import type { Samples } from '../../units.js';
import { kaiser, sinc } from '../windowed-sinc.js';
import { AIR_MODEL_RATE, FULL_RATE } from './bands.js';

/** Output samples an input sample. */
export const UP = FULL_RATE / AIR_MODEL_RATE;
/** Input samples on each side of an output sample: flat to 7.2 kHz, images 80 dB down from 8 kHz on. */
const SIDE = 48;
const BETA = 8;
/** −6 dB, as a share of half the input's rate: in the middle of the crossover to the air. */
const CUTOFF = 0.95;

/** A row for each output sample of an input sample. */
const ROWS = Array.from({ length: UP }, (_, phase) => {
  const row = Float32Array.from({ length: 2 * SIDE }, (_, tap) => {
    const distance = tap - (SIDE - 1) - phase / UP;
    return CUTOFF * sinc(CUTOFF * distance) * kaiser(distance / SIDE, BETA);
  });
  const sum = row.reduce((a, b) => a + b, 0);
  return row.map((x) => x / sum);
});

/** Upsamples a sound whose length is known, streaming. Block boundaries do not change the output. Latency: 48 input samples. */
export class Upsampler {
  readonly #input: Float32Array;
  readonly #length: Samples;
  #taken: Samples = 0;
  #given: Samples = 0;

  /** @param length of the whole sound, in input samples. */
  constructor(length: Samples) {
    this.#length = length;
    this.#input = new Float32Array(length + 2 * SIDE);
  }

  /** Takes the next samples; returns those that are final, and after the last ones all that remain. */
  process(samples: Float32Array): Float32Array {
    this.#input.set(samples, SIDE + this.#taken);
    this.#taken += samples.length;
    const until = this.#taken === this.#length ? this.#length : Math.max(this.#given, this.#taken - SIDE);
    const output = new Float32Array(UP * (until - this.#given));
    for (let i = this.#given, at = 0; i < until; i++) {
      for (let phase = 0; phase < UP; phase++) output[at++] = this.#sum(i + 1, ROWS[phase]!);
    }
    this.#given = until;
    return output;
  }

  #sum(first: number, row: Float32Array): number {
    const input = this.#input;
    let a = 0; // four sums at once, so that none waits for another
    let b = 0;
    let c = 0;
    let d = 0;
    for (let tap = 0; tap < 2 * SIDE; tap += 4) {
      a += input[first + tap]! * row[tap]!;
      b += input[first + tap + 1]! * row[tap + 1]!;
      c += input[first + tap + 2]! * row[tap + 2]!;
      d += input[first + tap + 3]! * row[tap + 3]!;
    }
    return a + b + c + d;
  }
}
