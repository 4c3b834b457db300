/**
 * Lays a decoder's weights out in exactly the order in which the kernel reads them, so that a sample is one walk
 * through memory: start, skip_start, then for each layer its dilated convolution (all taps as one matrix) and its
 * res and skip as one matrix, then out1 and logits. Each matrix is cut into blocks of 16 outputs, stored
 * [block][input][16]. Widths are padded to multiples of 4, inputs to 2, outputs to 16, all with zeros.
 *
 * The matrices of the layers, nearly all there is of a large model, may be narrower (assembly/narrow.ts):
 *   float16  [block][input][16] halves, each output's weights times a power of two so that the largest is just below
 *            65504: exact where the weights are float16 already, and without subnormals, which are slow
 *   int8     [block][pair of inputs][16][2] bytes, each output's weights in 254 steps: not exact
 */
import type { Decoder, DecoderConfig, Dense } from '../decoder.js';
import type { Conditioning } from '../generator.js';
import { conditioningWidth } from '../decoder.js';
import { toHalf } from '../webgpu/half.js';

/** Outputs of a block: four vectors of four. */
export const BLOCK = 16;

/** How much memory a weight takes: 4 bytes, 2 or 1. */
export type WeightStorage = 'float32' | 'float16' | 'int8';

/** Conditioning values that are added to biases: `biases[at + i] += scale · values[from + i]`, i < count. */
interface ConditionedBiases {
  readonly at: number;
  readonly from: number;
  readonly count: number;
  readonly scale: number;
}

/** A decoder as the kernel wants it. Structured clone takes it as it is. */
export interface PackedDecoder {
  readonly config: DecoderConfig;
  /** How the matrices of the layers are stored. */
  readonly storage: WeightStorage;
  /** All matrices with 'float32', else those outside the layers. */
  readonly weights: Float32Array;
  /** The matrices of the layers, one after another, unless they are among `weights`. */
  readonly narrow: Uint8Array;
  /** What a sum with a narrow matrix is worth: as many as biases. */
  readonly scales: Float32Array;
  /** In the order of the matrices, padded like their outputs. */
  readonly biases: Float32Array;
  readonly conditioned: readonly ConditionedBiases[];
  /** Index in `biases` of those of out1. */
  readonly outputBiases: number;
}

/** One output of a packed matrix: where its weights come from; null is padding. */
type Column = { readonly dense: Dense; readonly output: number; readonly scale: number } | null;

export function roundUp(value: number, multiple: number): number {
  return Math.ceil(value / multiple) * multiple;
}

/** The gates want powers of two: sigmoid(a) = 1/(1 + 2^(−log2(e)·a)), and tanh(b) by 2^(−2·log2(e)·b). */
const SIGMOID_SCALE = -Math.LOG2E;
const TANH_SCALE = -2 * Math.LOG2E;

/** Index of each padded input among the dense inputs; −1 is padding. */
function inputRows(channels: number, parts: number): number[] {
  const padded = roundUp(channels, 4);
  const rows = Array.from({ length: parts * padded }, (_, i) =>
    i % padded < channels ? Math.floor(i / padded) * channels + (i % padded) : -1,
  );
  return rows;
}

/** The outputs `first … first + count − 1` of a convolution, padded to a multiple of 4. */
function columns(dense: Dense, first: number, count: number, scale = 1): Column[] {
  return Array.from({ length: roundUp(count, 4) }, (_, i) =>
    i < count ? { dense, output: first + i, scale } : null,
  );
}

/** The weights of one output, where the first goes, and what they are times: the factor of a gate's row, say. */
interface PackedColumn {
  readonly base: number;
  /** A value an input, 0 for padding. The same array for each column in turn. */
  readonly values: Float32Array;
  readonly scale: number;
}

class Packer {
  readonly #storage: WeightStorage;
  readonly #matrices: Float32Array[] = [];
  readonly #narrow: Uint8Array[] = [];
  readonly #biases: number[] = [];
  readonly #scales: number[] = [];

  constructor(storage: WeightStorage) {
    this.#storage = storage;
  }

  /** Index of the next bias. */
  get bias(): number {
    return this.#biases.length;
  }

  /** A matrix outside the layers. */
  add(rows: readonly number[], outputs: readonly Column[]): void {
    const { size, columns } = this.#columns(rows, outputs);
    const packed = new Float32Array(size);
    for (const { base, values, scale } of columns) {
      for (let i = 0; i < values.length; i++) packed[base + i * BLOCK] = values[i]! * scale;
      this.#scales.push(1);
    }
    this.#matrices.push(packed);
  }

  /** A matrix of a layer. */
  addLayer(rows: readonly number[], outputs: readonly Column[]): void {
    if (this.#storage === 'float32') return this.add(rows, outputs);
    const { size, columns } = this.#columns(rows, outputs);
    const narrow = this.#storage === 'float16' ? this.#halves(size, columns) : this.#bytes(size, columns);
    this.#narrow.push(narrow);
  }

  finish(): Pick<PackedDecoder, 'weights' | 'narrow' | 'biases' | 'scales'> {
    const weights = new Float32Array(this.#matrices.reduce((sum, matrix) => sum + matrix.length, 0));
    let at = 0;
    for (const matrix of this.#matrices) {
      weights.set(matrix, at);
      at += matrix.length;
    }
    const narrow = new Uint8Array(this.#narrow.reduce((sum, matrix) => sum + matrix.length, 0));
    at = 0;
    for (const matrix of this.#narrow) {
      narrow.set(matrix, at);
      at += matrix.length;
    }
    return {
      weights,
      narrow,
      biases: Float32Array.from(this.#biases),
      scales: Float32Array.from(this.#scales),
    };
  }

  /** Notes the biases of a matrix; gives its columns one by one. */
  #columns(
    rows: readonly number[],
    outputs: readonly Column[],
  ): { size: number; columns: Iterable<PackedColumn> } {
    const inputs = roundUp(rows.length, 2);
    const padded = roundUp(outputs.length, BLOCK);
    const biases = this.#biases;
    const values = new Float32Array(inputs);
    const columns = function* (): Generator<PackedColumn> {
      for (let o = 0; o < padded; o++) {
        const column = outputs[o] ?? null;
        biases.push(column ? column.dense.biases[column.output]! * column.scale : 0);
        for (let i = 0; i < rows.length; i++) {
          const row = column ? rows[i]! : -1;
          values[i] = row < 0 ? 0 : column!.dense.w[row * column!.dense.outputs + column!.output]!;
        }
        const base = Math.floor(o / BLOCK) * BLOCK * inputs + (o % BLOCK);
        yield { base, values, scale: column?.scale ?? 0 };
      }
    };
    return { size: inputs * padded, columns: columns() };
  }

  #halves(size: number, columns: Iterable<PackedColumn>): Uint8Array {
    const packed = new Uint16Array(size);
    for (const { base, values, scale } of columns) {
      const up = 2 ** Math.floor(Math.log2(MOST_HALF / largest(values)));
      for (let i = 0; i < values.length; i++) packed[base + i * BLOCK] = toHalf(values[i]! * up);
      this.#scales.push((scale / up) * 2 ** 112); // the kernel reads halves times 2^-112
    }
    return new Uint8Array(packed.buffer);
  }

  #bytes(size: number, columns: Iterable<PackedColumn>): Uint8Array {
    const packed = new Int8Array(size);
    for (const { base, values, scale } of columns) {
      const step = largest(values) / 127;
      // outputs of a block two by two inputs: [pair][16][2]
      const column = base % BLOCK;
      for (let i = 0; i < values.length; i++) {
        packed[base - column + (i >> 1) * 2 * BLOCK + 2 * column + (i & 1)] = Math.round(values[i]! / step);
      }
      this.#scales.push(scale * step);
    }
    return new Uint8Array(packed.buffer);
  }
}

const MOST_HALF = 65504;

/** The largest magnitude; 1 where there is nothing but zeros. */
function largest(values: Float32Array): number {
  let most = 0;
  for (let i = 0; i < values.length; i++) most = Math.max(most, Math.abs(values[i]!));
  return most || 1;
}

/** The start convolution and the pitch-lag taps as one matrix over [codes, taps]. */
function startMatrix({ startconv, startLag }: Decoder): Dense {
  const inputs = startconv.taps * startconv.inputs;
  if (!startLag) return { ...startconv, taps: 1, inputs };
  const w = new Float32Array(startconv.w.length + startLag.w.length);
  w.set(startconv.w);
  w.set(startLag.w, startconv.w.length);
  const biases = startconv.biases.map((bias, i) => bias + startLag.biases[i]!);
  return { taps: 1, inputs: inputs + startLag.inputs, outputs: startconv.outputs, w, biases };
}

export function packDecoder(decoder: Decoder, storage: WeightStorage = 'float32'): PackedDecoder {
  const { width, skip, filter, levels, dilations } = decoder.config;
  const packer = new Packer(storage);
  const conditioned: ConditionedBiases[] = [];
  const start = startMatrix(decoder);
  packer.add([...Array(start.inputs).keys()], columns(start, 0, width));
  packer.add(inputRows(width, 1), columns(decoder.skipStart, 0, skip));
  for (const [n, { dilated, res, skip: skips }] of decoder.layers.entries()) {
    const [at, from] = [packer.bias, 2 * width * n];
    conditioned.push({ at, from, count: width, scale: SIGMOID_SCALE });
    conditioned.push({ at: at + roundUp(width, 4), from: from + width, count: width, scale: TANH_SCALE });
    packer.addLayer(inputRows(width, filter), [
      ...columns(dilated, 0, width, SIGMOID_SCALE),
      ...columns(dilated, width, width, TANH_SCALE),
    ]);
    const residual = n < dilations.length - 1 ? columns(res, 0, width) : []; // nothing reads the last one
    packer.addLayer(inputRows(width, 1), [...residual, ...columns(skips, 0, skip)]);
  }
  const outputBiases = packer.bias;
  conditioned.push({ at: outputBiases, from: 2 * width * dilations.length, count: skip, scale: 1 });
  packer.add(inputRows(skip, 1), columns(decoder.out1, 0, skip));
  packer.add(inputRows(skip, 1), columns(decoder.logits, 0, levels));
  return { config: decoder.config, storage, ...packer.finish(), conditioned, outputBiases };
}

/** Writes the biases of one conditioning frame: the decoder's own with the frame's values added. */
export function frameBiases(
  out: Float32Array,
  packed: PackedDecoder,
  conditioning: Conditioning,
  frame: number,
): void {
  out.set(packed.biases);
  const first = frame * conditioningWidth(packed.config);
  for (const { at, from, count, scale } of packed.conditioned) {
    for (let i = 0; i < count; i++) out[at + i]! += scale * conditioning.values[first + from + i]!;
  }
}
