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
  return Float64Array.from(row.map((x) => x / sum)); // the same numbers; JavaScript multiplies doubles
});

/** Upsamples a sound whose length is known, streaming. Block boundaries do not change the output. Latency: 48 input samples. */
export class Upsampler {
  readonly #input: Float64Array;
  readonly #length: Samples;
  #taken: Samples = 0;
  #given: Samples = 0;

  /** @param length of the whole sound, in input samples. */
  constructor(length: Samples) {
    this.#length = length;
    this.#input = new Float64Array(length + 2 * SIDE);
  }

  /** Takes the next samples; returns those that are final, and after the last ones all that remain. */
  process(samples: Float32Array): Float32Array {
    this.#input.set(samples, SIDE + this.#taken);
    this.#taken += samples.length;
    const until = this.#taken === this.#length ? this.#length : Math.max(this.#given, this.#taken - SIDE);
    const output = new Float32Array(UP * (until - this.#given));
    for (let i = this.#given, at = 0; i < until; i++, at += UP) threefold(this.#input, i + 1, output, at);
    this.#given = until;
    return output;
  }
}

const [ROW0, ROW1, ROW2] = ROWS as [Float64Array, Float64Array, Float64Array];

/** The output samples of one input sample: together, so that each input sample is read once; four sums of each, so that none waits for another. */
function threefold(input: Float64Array, first: number, output: Float32Array, at: number): void {
  let [a0, b0, c0, d0] = [0, 0, 0, 0];
  let [a1, b1, c1, d1] = [0, 0, 0, 0];
  let [a2, b2, c2, d2] = [0, 0, 0, 0];
  for (let tap = 0; tap < 2 * SIDE; tap += 4) {
    const a = input[first + tap]!;
    const b = input[first + tap + 1]!;
    const c = input[first + tap + 2]!;
    const d = input[first + tap + 3]!;
    a0 += a * ROW0[tap]!;
    b0 += b * ROW0[tap + 1]!;
    c0 += c * ROW0[tap + 2]!;
    d0 += d * ROW0[tap + 3]!;
    a1 += a * ROW1[tap]!;
    b1 += b * ROW1[tap + 1]!;
    c1 += c * ROW1[tap + 2]!;
    d1 += d * ROW1[tap + 3]!;
    a2 += a * ROW2[tap]!;
    b2 += b * ROW2[tap + 1]!;
    c2 += c * ROW2[tap + 2]!;
    d2 += d * ROW2[tap + 3]!;
  }
  output[at] = a0 + b0 + c0 + d0;
  output[at + 1] = a1 + b1 + c1 + d1;
  output[at + 2] = a2 + b2 + c2 + d2;
}
