/**
 * Packs a decoder's weights in the order in which the kernel reads them, so that a sample reads memory sequentially: of
 * each layer in turn the newest tap of its dilated convolution, then its res and skip as one matrix. The taps that look
 * back lie apart: they are read once for some samples. Start, skip_start, out1 and logits, small and always float32,
 * lie apart too: [block of 16 outputs][input][16]. Widths are padded to multiples of 4, outputs to 16, inputs to what
 * their storage wants (matrices.ts), all with zeros.
 */
import type { Decoder, DecoderConfig, Dense } from '../decoder.js';
import type { Conditioning } from '../generator.js';
import { conditioningWidth } from '../decoder.js';
import { BLOCK, concatenate, MatrixStack, paddedInputs, roundUp, type WeightStorage } from './matrices.js';

/** Conditioning values that are added to biases: `biases[at + i] += scale · values[from + i]`, i < count. */
interface ConditionedBiases {
  readonly at: number;
  readonly from: number;
  readonly count: number;
  readonly scale: number;
}

/** A decoder in the kernel's layout; can be sent by structured clone. */
export interface PackedDecoder {
  readonly config: DecoderConfig;
  /** How the matrices of the layers are stored. */
  readonly storage: WeightStorage;
  /** The matrices outside the layers. */
  readonly weights: Float32Array;
  /** Of each layer in turn: the newest tap of its convolution; res and skip. */
  readonly present: Uint8Array;
  /** The other taps of each layer in turn, the oldest first. */
  readonly past: Uint8Array;
  /** Scale of each output's sum, one a bias. */
  readonly scales: Float32Array;
  /** In the order of the matrices, padded like their outputs. */
  readonly biases: Float32Array;
  readonly conditioned: readonly ConditionedBiases[];
  /** Index in `biases` of those of out1. */
  readonly outputBiases: number;
}

/** Bytes of all weights. */
export function weightBytes({ weights, present, past }: PackedDecoder): number {
  return weights.byteLength + present.byteLength + past.byteLength;
}

/** One output of a packed matrix: where its weights come from; null is padding. */
type Column = { readonly dense: Dense; readonly output: number; readonly scale: number } | null;

/** Scales for gates computed with powers of two: sigmoid(a) = 1/(1 + 2^(−log2(e)·a)), and tanh(b) by 2^(−2·log2(e)·b). */
const SIGMOID_SCALE = -Math.LOG2E;
const TANH_SCALE = -2 * Math.LOG2E;

/** Index of each padded input among the channels; −1 is padding. */
function inputRows(channels: number, padded = roundUp(channels, 4)): number[] {
  return Array.from({ length: padded }, (_, i) => (i < channels ? i : -1));
}

/** The outputs `first … first + count − 1` of a convolution, padded to a multiple of 4. */
function columns(dense: Dense, first: number, count: number, scale = 1): Column[] {
  return Array.from({ length: roundUp(count, 4) }, (_, i) =>
    i < count ? { dense, output: first + i, scale } : null,
  );
}

class Packer {
  readonly #storage: WeightStorage;
  readonly #outside: Uint8Array[] = [];
  readonly #present: Uint8Array[] = [];
  readonly #past: Uint8Array[] = [];
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
    this.#outside.push(...this.#stack('float32', 1, rows, outputs));
  }

  /** A convolution of a layer, of `channels` inputs. */
  addLayer(channels: number, taps: number, outputs: readonly Column[]): void {
    const one = inputRows(channels, paddedInputs(this.#storage, channels));
    const rows = Array.from({ length: taps }, (_, tap) =>
      one.map((row) => (row < 0 ? -1 : tap * channels + row)),
    ).flat();
    const matrices = this.#stack(this.#storage, taps, rows, outputs);
    this.#present.push(matrices.pop()!);
    this.#past.push(...matrices);
  }

  finish(): Pick<PackedDecoder, 'weights' | 'present' | 'past' | 'biases' | 'scales'> {
    return {
      weights: new Float32Array(concatenate(this.#outside).buffer),
      present: concatenate(this.#present),
      past: concatenate(this.#past),
      biases: Float32Array.from(this.#biases),
      scales: Float32Array.from(this.#scales),
    };
  }

  /** Stores `taps` matrices, the rows of each in turn; notes their biases and scales. */
  #stack(
    storage: WeightStorage,
    taps: number,
    rows: readonly number[],
    outputs: readonly Column[],
  ): Uint8Array[] {
    const inputs = roundUp(rows.length / taps, 2);
    const padded = roundUp(outputs.length, BLOCK);
    const stack = new MatrixStack(storage, taps, inputs, padded);
    const values = new Float32Array(taps * inputs);
    for (let o = 0; o < padded; o++) {
      const column = outputs[o] ?? null;
      for (let i = 0; i < rows.length; i++) {
        const row = column ? rows[i]! : -1;
        values[i] = row < 0 ? 0 : column!.dense.w[row * column!.dense.outputs + column!.output]!;
      }
      this.#biases.push(column ? column.dense.biases[column.output]! * column.scale : 0);
      this.#scales.push(stack.set(o, values, column?.scale ?? 0));
    }
    return stack.bytes;
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

export function packDecoder(decoder: Decoder, storage: WeightStorage = 'float32'): PackedDecoder {
  const { width, skip, filter, levels, dilations } = decoder.config;
  const packer = new Packer(storage);
  const conditioned: ConditionedBiases[] = [];
  const start = startMatrix(decoder);
  packer.add([...Array(start.inputs).keys()], columns(start, 0, width));
  packer.add(inputRows(width), columns(decoder.skipStart, 0, skip));
  for (const [n, { dilated, res, skip: skips }] of decoder.layers.entries()) {
    const [at, from] = [packer.bias, 2 * width * n];
    conditioned.push({ at, from, count: width, scale: SIGMOID_SCALE });
    conditioned.push({ at: at + roundUp(width, 4), from: from + width, count: width, scale: TANH_SCALE });
    packer.addLayer(width, filter, [
      ...columns(dilated, 0, width, SIGMOID_SCALE),
      ...columns(dilated, width, width, TANH_SCALE),
    ]);
    const residual = n < dilations.length - 1 ? columns(res, 0, width) : []; // nothing reads the last one
    packer.addLayer(width, 1, [...residual, ...columns(skips, 0, skip)]);
  }
  const outputBiases = packer.bias;
  conditioned.push({ at: outputBiases, from: 2 * width * dilations.length, count: skip, scale: 1 });
  packer.add(inputRows(skip), columns(decoder.out1, 0, skip));
  packer.add(inputRows(skip), columns(decoder.logits, 0, levels));
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
