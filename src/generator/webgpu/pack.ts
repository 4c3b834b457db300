/** Packs a decoder's weights into the layouts that resident.wgsl defines. */
import { DECODE_TABLE } from '../../audio/mulaw.js';
import type { Decoder, Dense } from '../decoder.js';
import { areHalves, toHalf } from './half.js';
import { BLOCK_WEIGHTS, LEVELS, type ResidentLayout } from './layout.js';

/** Every matrix that the kernel packs in blocks. */
function matrices(decoder: Decoder): Dense[] {
  const layers = decoder.layers.flatMap(({ dilated, res, skip }) => [dilated, res, skip]);
  return [...layers, decoder.skipStart, decoder.out1, decoder.logits];
}

/** Whether float16 would hold every packed weight exactly. */
export function isHalfPrecision(decoder: Decoder): boolean {
  return matrices(decoder).every((dense) => areHalves(dense.w));
}

/** The outputs of a pair, as numbers below `outputs`; undefined where there is only filling. */
type PairOutputs = (pair: number) => readonly [number | undefined, number | undefined];

/** Writes blocks one after another. */
class BlockWriter {
  readonly words: Uint32Array;
  readonly #floats: Float32Array;
  readonly #float16: boolean;
  #block = 0;

  constructor(blocks: number, float16: boolean) {
    this.words = new Uint32Array((blocks * BLOCK_WEIGHTS) / (float16 ? 2 : 1));
    this.#floats = new Float32Array(this.words.buffer);
    this.#float16 = float16;
  }

  /**
   * One tap of a convolution: `width / 4` chunks of inputs × `pairs` blocks.
   * @param width inputs, rounded up to a multiple of 4.
   */
  tap(dense: Dense, tap: number, width: number, pairs: number, outputsOf: PairOutputs): void {
    const { w } = dense;
    const weight = (input: number, output: number | undefined): number =>
      input < dense.inputs && output !== undefined
        ? w[(tap * dense.inputs + input) * dense.outputs + output]!
        : 0;
    for (let chunk = 0; chunk < width; chunk += 4) {
      for (let pair = 0; pair < pairs; pair++, this.#block++) {
        const [first, second] = outputsOf(pair);
        for (let i = 0; i < 4; i++) this.#put(i, weight(chunk + i, first), weight(chunk + i, second));
      }
    }
  }

  #put(input: number, first: number, second: number): void {
    const at = this.#block * 4 + input;
    if (this.#float16) {
      this.words[at] = (toHalf(first) | (toHalf(second) << 16)) >>> 0;
    } else {
      this.#floats[2 * at] = first;
      this.#floats[2 * at + 1] = second;
    }
  }
}

/** Neighbouring outputs. */
function neighbours(outputs: number): PairOutputs {
  const real = (output: number) => (output < outputs ? output : undefined);
  return (pair) => [real(2 * pair), real(2 * pair + 1)];
}

/** The two halves of a gate. */
function halves(width: number): PairOutputs {
  return (pair) => (pair < width ? [pair, pair + width] : [undefined, undefined]);
}

/** `weights` of the kernel. */
export function packWeights(decoder: Decoder, layout: ResidentLayout, float16: boolean): Uint32Array {
  const { width, skip } = layout;
  const writer = new BlockWriter(layout.blocks, float16);
  const plain = (dense: Dense, inputs: number, pairs: number) =>
    writer.tap(dense, 0, inputs, pairs, neighbours(dense.outputs));
  for (const layer of decoder.layers) {
    const last = layer.dilated.taps - 1;
    const gates = halves(decoder.config.width);
    writer.tap(layer.dilated, last, width, width, gates);
    for (let tap = 0; tap < last; tap++) writer.tap(layer.dilated, tap, width, width, gates);
    plain(layer.res, width, width / 2);
    plain(layer.skip, width, skip / 2);
  }
  plain(decoder.skipStart, width, skip / 2);
  plain(decoder.out1, skip, skip / 2);
  plain(decoder.logits, skip, LEVELS / 2);
  return writer.words;
}

function sum(vectors: readonly Float32Array[]): Float32Array {
  const total = new Float32Array(vectors[0]!.length);
  return total.map((_, i) => vectors.reduce((value, vector) => value + vector[i]!, 0));
}

/** `constants` of the kernel, float32. */
export function packConstants(decoder: Decoder, layout: ResidentLayout): Float32Array {
  const { width, skip } = layout;
  const { startconv, startLag, layers, skipStart, logits } = decoder;
  const values = new Float32Array(2 * layout.constantPairs);
  for (let code = 0; code < LEVELS; code++) {
    values[2 * code] = (code - 128) / 128;
    values[2 * code + 1] = DECODE_TABLE[code]!;
  }
  let at = 2 * LEVELS;
  const append = (vector: Float32Array, padded: number) => {
    values.set(vector, at);
    at += padded;
  };
  append(sum(startLag ? [startconv.biases, startLag.biases] : [startconv.biases]), width);
  for (const dense of startLag ? [startconv, startLag] : [startconv]) {
    for (let row = 0; row < dense.w.length; row += dense.outputs) {
      append(dense.w.subarray(row, row + dense.outputs), width);
    }
  }
  append(sum([skipStart.biases, ...layers.map((layer) => layer.skip.biases)]), skip);
  for (const layer of layers) append(layer.res.biases, width);
  append(logits.biases, LEVELS);
  return values;
}

/**
 * Writes a note's conditioning, biases added, in the kernel's order.
 * @param values `frames × conditioningWidth(config)` values.
 * @param target `frames × framePairs` pairs.
 */
export function packConditioning(
  decoder: Decoder,
  layout: ResidentLayout,
  values: Float32Array,
  target: Float32Array,
): void {
  const { width, skip, dilations } = decoder.config;
  const row = 2 * width * dilations.length + skip;
  for (let from = 0, to = 0; from < values.length; from += row, to += 2 * layout.framePairs) {
    for (const [n, layer] of decoder.layers.entries()) {
      const { biases } = layer.dilated;
      const source = from + n * 2 * width;
      const base = to + n * 2 * layout.width;
      for (let c = 0; c < width; c++) {
        target[base + 2 * c] = values[source + c]! + biases[c]!;
        target[base + 2 * c + 1] = values[source + width + c]! + biases[width + c]!;
      }
    }
    const source = from + row - skip;
    const base = to + dilations.length * 2 * layout.width;
    for (let i = 0; i < skip; i++) target[base + i] = values[source + i]! + decoder.out1.biases[i]!;
  }
}
