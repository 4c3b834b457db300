/**
 * Lays a decoder's weights out in exactly the order in which the kernel reads them, so that a sample is one walk
 * through memory: start, skip_start, then for each layer its dilated convolution (all taps as one matrix) and its
 * res and skip as one matrix, then out1 and logits. Each matrix is cut into blocks of 16 outputs, stored
 * [block][input][16]. Widths are padded to multiples of 4, inputs to 2, outputs to 16, all with zeros.
 */
import type { Decoder, DecoderConfig, Dense } from '../decoder.js';
import type { Conditioning } from '../generator.js';
import { conditioningWidth } from '../decoder.js';

/** Outputs of a block: four vectors of four. */
export const BLOCK = 16;

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
  /** How `weights` are stored. Narrower ones would be a new value here and a new `multiply` in the kernel. */
  readonly storage: 'float32';
  readonly weights: Float32Array;
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

class Packer {
  readonly #matrices: Float32Array[] = [];
  readonly #biases: number[] = [];

  /** Index of the next bias. */
  get bias(): number {
    return this.#biases.length;
  }

  add(rows: readonly number[], outputs: readonly Column[]): void {
    const inputs = roundUp(rows.length, 2);
    const padded = roundUp(outputs.length, BLOCK);
    const packed = new Float32Array(inputs * padded);
    for (let o = 0; o < padded; o++) {
      const column = outputs[o] ?? null;
      this.#biases.push(column ? column.dense.biases[column.output]! * column.scale : 0);
      if (!column) continue;
      const { dense, output, scale } = column;
      const block = Math.floor(o / BLOCK) * BLOCK * inputs + (o % BLOCK);
      for (const [i, row] of rows.entries()) {
        if (row >= 0) packed[block + i * BLOCK] = dense.w[row * dense.outputs + output]! * scale;
      }
    }
    this.#matrices.push(packed);
  }

  finish(): { weights: Float32Array; biases: Float32Array } {
    const weights = new Float32Array(this.#matrices.reduce((sum, matrix) => sum + matrix.length, 0));
    let at = 0;
    for (const matrix of this.#matrices) {
      weights.set(matrix, at);
      at += matrix.length;
    }
    return { weights, biases: Float32Array.from(this.#biases) };
  }
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

export function packDecoder(decoder: Decoder): PackedDecoder {
  const { width, skip, filter, levels, dilations } = decoder.config;
  const packer = new Packer();
  const conditioned: ConditionedBiases[] = [];
  const start = startMatrix(decoder);
  packer.add([...Array(start.inputs).keys()], columns(start, 0, width));
  packer.add(inputRows(width, 1), columns(decoder.skipStart, 0, skip));
  for (const [n, { dilated, res, skip: skips }] of decoder.layers.entries()) {
    const [at, from] = [packer.bias, 2 * width * n];
    conditioned.push({ at, from, count: width, scale: SIGMOID_SCALE });
    conditioned.push({ at: at + roundUp(width, 4), from: from + width, count: width, scale: TANH_SCALE });
    packer.add(inputRows(width, filter), [
      ...columns(dilated, 0, width, SIGMOID_SCALE),
      ...columns(dilated, width, width, TANH_SCALE),
    ]);
    const residual = n < dilations.length - 1 ? columns(res, 0, width) : []; // nothing reads the last one
    packer.add(inputRows(width, 1), [...residual, ...columns(skips, 0, skip)]);
  }
  const outputBiases = packer.bias;
  conditioned.push({ at: outputBiases, from: 2 * width * dilations.length, count: skip, scale: 1 });
  packer.add(inputRows(skip, 1), columns(decoder.out1, 0, skip));
  packer.add(inputRows(skip, 1), columns(decoder.logits, 0, levels));
  return { config: decoder.config, storage: 'float32', ...packer.finish(), conditioned, outputBiases };
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
