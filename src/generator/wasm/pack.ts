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
import { BLOCK, matrixBytes, MatrixStack, paddedInputs, roundUp, type WeightStorage } from './matrices.js';

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

/** How much room a decoder's weights take. */
export interface WeightSizes {
  /** Values. */
  readonly weights: number;
  /** Bytes. */
  readonly present: number;
  readonly past: number;
  /** Values. */
  readonly scales: number;
}

/** What a kernel's layout depends on, but for the weights. */
export type DecoderLayout = Pick<PackedDecoder, 'config' | 'storage' | 'biases'>;

/** Where weights are put, zeros still: arrays of their own, or a memory that workers share. */
export type WeightRoom = (
  sizes: WeightSizes,
  layout: DecoderLayout,
) => Pick<PackedDecoder, 'weights' | 'present' | 'past' | 'scales'>;

const ownRoom: WeightRoom = ({ weights, present, past, scales }) => ({
  weights: new Float32Array(weights),
  present: new Uint8Array(present),
  past: new Uint8Array(past),
  scales: new Float32Array(scales),
});

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

/** A matrix to be packed. */
interface Planned {
  readonly storage: WeightStorage;
  /** Rows of each tap in turn; −1 is padding. */
  readonly rows: readonly number[];
  readonly taps: number;
  readonly outputs: readonly Column[];
  readonly place: 'outside' | 'layers';
}

/** Lists matrices first, so that their weights go where they are to lie at once: of a large model there is no room for them twice. */
class Packer {
  readonly #storage: WeightStorage;
  readonly #planned: Planned[] = [];
  readonly #biases: number[] = [];

  constructor(storage: WeightStorage) {
    this.#storage = storage;
  }

  /** Index of the next bias. */
  get bias(): number {
    return this.#biases.length;
  }

  /** A matrix outside the layers. */
  add(rows: readonly number[], outputs: readonly Column[]): void {
    this.#plan({ storage: 'float32', rows, taps: 1, outputs, place: 'outside' });
  }

  /** A convolution of a layer, of `channels` inputs. */
  addLayer(channels: number, taps: number, outputs: readonly Column[]): void {
    const one = inputRows(channels, paddedInputs(this.#storage, channels));
    const rows = Array.from({ length: taps }, (_, tap) =>
      one.map((row) => (row < 0 ? -1 : tap * channels + row)),
    ).flat();
    this.#plan({ storage: this.#storage, rows, taps, outputs, place: 'layers' });
  }

  finish(config: DecoderConfig, room: WeightRoom): Omit<PackedDecoder, 'conditioned' | 'outputBiases'> {
    const layout = { config, storage: this.#storage, biases: Float32Array.from(this.#biases) };
    const to = room(this.#sizes(), layout);
    const outside = new Uint8Array(to.weights.buffer, to.weights.byteOffset, to.weights.byteLength);
    let [scale, outsideAt, presentAt, pastAt] = [0, 0, 0, 0];
    const put = (bytes: Uint8Array, into: Uint8Array, at: number): number => {
      into.set(bytes, at);
      return at + bytes.length;
    };
    for (const matrix of this.#planned) {
      const { matrices, scales } = stored(matrix);
      to.scales.set(scales, scale);
      scale += scales.length;
      const newest = matrices.pop()!;
      for (const bytes of matrices) pastAt = put(bytes, to.past, pastAt);
      if (matrix.place === 'outside') outsideAt = put(newest, outside, outsideAt);
      else presentAt = put(newest, to.present, presentAt);
    }
    return { ...layout, ...to };
  }

  #plan(matrix: Planned): void {
    this.#planned.push(matrix);
    for (let o = 0; o < paddedOutputs(matrix); o++) {
      const column = matrix.outputs[o];
      this.#biases.push(column ? column.dense.biases[column.output]! * column.scale : 0);
    }
  }

  #sizes(): WeightSizes {
    const sizes = { weights: 0, present: 0, past: 0, scales: this.#biases.length };
    for (const matrix of this.#planned) {
      const bytes = matrixBytes(matrix.storage, inputsOf(matrix), paddedOutputs(matrix));
      if (matrix.place === 'outside') sizes.weights += bytes / 4;
      else {
        sizes.present += bytes;
        sizes.past += (matrix.taps - 1) * bytes;
      }
    }
    return sizes;
  }
}

function inputsOf({ rows, taps }: Planned): number {
  return roundUp(rows.length / taps, 2);
}

function paddedOutputs({ outputs }: Planned): number {
  return roundUp(outputs.length, BLOCK);
}

/** The matrices of each tap as they lie in memory, and the scale of each output. */
function stored(matrix: Planned): { matrices: Uint8Array[]; scales: number[] } {
  const { storage, taps, rows, outputs } = matrix;
  const inputs = inputsOf(matrix);
  const padded = paddedOutputs(matrix);
  const stack = new MatrixStack(storage, taps, inputs, padded);
  const values = new Float32Array(taps * inputs);
  const scales: number[] = [];
  for (let o = 0; o < padded; o++) {
    const column = outputs[o] ?? null;
    if (column) {
      const { w, outputs: width } = column.dense;
      for (let i = 0; i < rows.length; i++) {
        const row = rows[i]!;
        values[i] = row < 0 ? 0 : w[row * width + column.output]!;
      }
    } else values.fill(0);
    scales.push(stack.set(o, values, column?.scale ?? 0));
  }
  return { matrices: stack.bytes, scales };
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

/** @param room where the weights go; by default into arrays of their own. */
export function packDecoder(
  decoder: Decoder,
  storage: WeightStorage = 'float32',
  room: WeightRoom = ownRoom,
): PackedDecoder {
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
  return { ...packer.finish(decoder.config, room), conditioned, outputBiases };
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
