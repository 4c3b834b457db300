/**
 * Stores the matrices of the layers, nearly all weights of a large model, in one of three formats:
 *   float32  [block][input][16 outputs]
 *   int16    [block][pair of inputs][16 outputs][2] whole numbers: each output's weights in up to 65534 steps
 *   int8     the same in bytes, 254 steps
 * The kernel multiplies whole numbers by inputs of up to ±16383 and adds a group of 32 up in 32 bits
 * (assembly/narrow.ts): a step is as fine as keeps every such sum within them.
 */

/** Outputs of a block: four vectors of four. */
export const BLOCK = 16;
/** Inputs whose products are added up as whole numbers. */
export const GROUP = 32;
/** The largest input; assembly/narrow.ts has the same. */
const MOST_INPUT = 16383;
/** Largest Σ|w| of a group: times the largest input, it fits in 31 bits. */
export const MOST_SUM: number = Math.floor((2 ** 31 - 1) / MOST_INPUT);

/** How much memory a weight takes: 4 bytes, 2 or 1. */
export type WeightStorage = 'float32' | 'int16' | 'int8';

export function roundUp(value: number, multiple: number): number {
  return Math.ceil(value / multiple) * multiple;
}

interface Format {
  /** The inputs of a matrix are padded to a multiple of this. */
  readonly inputs: number;
  array(length: number): Float32Array | Int16Array | Int8Array;
  index(input: number, output: number, inputs: number): number;
  /** Quantization step of an output's weights; null: stored as float32. */
  step(values: Float32Array): number | null;
}

function pairIndex(input: number, output: number, inputs: number): number {
  const block = output - (output % BLOCK);
  return block * inputs + (input >> 1) * 2 * BLOCK + 2 * (output % BLOCK) + (input & 1);
}

/** The largest magnitude; 1 where there is nothing but zeros. */
function largest(values: Float32Array): number {
  let most = 0;
  for (let i = 0; i < values.length; i++) most = Math.max(most, Math.abs(values[i]!));
  return most || 1;
}

/** The largest sum of magnitudes of a group. */
function largestSum(values: Float32Array): number {
  let most = 0;
  for (let from = 0; from < values.length; from += GROUP) {
    let sum = 0;
    for (let i = from; i < from + GROUP; i++) sum += Math.abs(values[i]!);
    most = Math.max(most, sum);
  }
  return most;
}

const FORMATS: Readonly<Record<WeightStorage, Format>> = {
  float32: {
    inputs: 4,
    array: (length) => new Float32Array(length),
    index: (input, output, inputs) => (output - (output % BLOCK)) * inputs + input * BLOCK + (output % BLOCK),
    step: () => null,
  },
  int16: {
    inputs: GROUP,
    array: (length) => new Int16Array(length),
    index: pairIndex,
    // rounding adds a half at most to each of a group
    step: (values) => Math.max(largest(values) / 32767, largestSum(values) / (MOST_SUM - GROUP / 2)),
  },
  int8: {
    inputs: GROUP,
    array: (length) => new Int8Array(length),
    index: pairIndex,
    step: (values) => largest(values) / 127, // 32 · 127 is far below MOST_SUM
  },
};

/** Inputs of a layer's matrix of `width` channels, padding and all. */
export function paddedInputs(storage: WeightStorage, width: number): number {
  return roundUp(width, FORMATS[storage].inputs);
}

/** Bytes of a matrix of padded sizes. */
export function matrixBytes(storage: WeightStorage, inputs: number, outputs: number): number {
  return inputs * outputs * FORMATS[storage].array(0).BYTES_PER_ELEMENT;
}

/** Bytes of a row of so many inputs as the kernel keeps it: floats, or 16 bits each and a float a group. */
export function rowBytes(storage: WeightStorage, inputs: number): number {
  return storage === 'float32' ? 4 * inputs : roundUp(2 * inputs + (4 * inputs) / GROUP, 16);
}

/** Matrices of the same size whose products are added up: a convolution's taps. */
export class MatrixStack {
  readonly #format: Format;
  readonly #inputs: number;
  readonly #matrices: readonly (Float32Array | Int16Array | Int8Array)[];

  /** @param inputs of each, padded; `outputs` likewise. */
  constructor(storage: WeightStorage, taps: number, inputs: number, outputs: number) {
    this.#format = FORMATS[storage];
    this.#inputs = inputs;
    this.#matrices = Array.from({ length: taps }, () => this.#format.array(inputs * outputs));
  }

  /** Each matrix as it lies in memory. */
  get bytes(): Uint8Array[] {
    return this.#matrices.map(({ buffer }) => new Uint8Array(buffer));
  }

  /**
   * Stores the weights of an output.
   * @param values the inputs of all matrices, one after another.
   * @param scale what the weights are times.
   * @returns what a sum with the stored ones is worth.
   */
  set(output: number, values: Float32Array, scale: number): number {
    const { index, step } = this.#format;
    const inputs = this.#inputs;
    const unit = step(values);
    for (const [tap, matrix] of this.#matrices.entries()) {
      for (let i = 0; i < inputs; i++) {
        const value = values[tap * inputs + i]!;
        matrix[index(i, output, inputs)] = unit === null ? value * scale : Math.round(value / unit);
      }
    }
    return unit === null ? 1 : scale * unit;
  }
}
