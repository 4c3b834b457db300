/** Packs a decoder's weights into the layouts that product.wgsl and turn.wgsl define. */
import { DECODE_TABLE } from '../../../audio/mulaw.js';
import type { Decoder, Dense } from '../../decoder.js';
import { toHalf } from '../half.js';
import { LEVELS } from '../layout.js';
import { QUAD, UNIT, type LayeredLayout, type ProductLayout } from './layout.js';

/** One output of a product: an output of a convolution; null is filling. */
type Output = { readonly dense: Dense; readonly index: number } | null;

function outputs(dense: Dense, padded: number): Output[] {
  return Array.from({ length: padded }, (_, index) => (index < dense.outputs ? { dense, index } : null));
}

/** The outputs of a gate, two of its first half and two of its second in turn. */
function gateOutputs(dense: Dense, width: number): Output[] {
  const half = dense.outputs / 2;
  const of = (channel: number, from: number): Output =>
    channel < half ? { dense, index: from + channel } : null;
  return Array.from({ length: width / 2 }, (_, pair) => [
    of(2 * pair, 0),
    of(2 * pair + 1, 0),
    of(2 * pair, half),
    of(2 * pair + 1, half),
  ]).flat();
}

/** All outputs of a product, in the kernel's order. */
function productOutputs(decoder: Decoder, layout: LayeredLayout, product: ProductLayout): Output[] {
  const { width, skip } = layout;
  const layer = decoder.layers[product.layer]!;
  switch (product.kind) {
    case 'gate':
      return gateOutputs(layer.dilated, width);
    case 'residual':
      return [...(product.residualQuads > 0 ? outputs(layer.res, width) : []), ...outputs(layer.skip, skip)];
    case 'out':
      return outputs(decoder.out1, skip);
    case 'logits':
      return outputs(decoder.logits, LEVELS);
  }
}

/** Blocks [quad][unit], each [8 inputs][4 outputs]. */
export function packProduct(
  decoder: Decoder,
  layout: LayeredLayout,
  product: ProductLayout,
  float16: boolean,
): Uint32Array<ArrayBuffer> {
  const all = productOutputs(decoder, layout, product);
  const inputs = product.units * UNIT;
  const halves = new Uint16Array(float16 ? inputs * all.length : 0);
  const floats = new Float32Array(float16 ? 0 : inputs * all.length);
  for (const [column, output] of all.entries()) {
    if (!output) continue;
    const { dense, index } = output;
    const { w } = dense;
    const padded = inputs / dense.taps; // inputs of a tap, filling and all
    const base = Math.floor(column / QUAD) * inputs * QUAD + (column % QUAD);
    for (let tap = 0; tap < dense.taps; tap++) {
      for (let input = 0; input < dense.inputs; input++) {
        const value = w[(tap * dense.inputs + input) * dense.outputs + index]!;
        const at = base + (tap * padded + input) * QUAD;
        if (float16) halves[at] = toHalf(value);
        else floats[at] = value;
      }
    }
  }
  return new Uint32Array(float16 ? halves.buffer : floats.buffer);
}

/** Biases of a product that has any of its own: a float an output, in the kernel's order. */
export function packBiases(
  decoder: Decoder,
  layout: LayeredLayout,
  product: ProductLayout,
): Float32Array<ArrayBuffer> {
  const all = productOutputs(decoder, layout, product);
  return Float32Array.from(all, (output) => (output ? output.dense.biases[output.index]! : 0));
}

/** `constants` of turn.wgsl. */
export function packConstants(decoder: Decoder, layout: LayeredLayout): Float32Array<ArrayBuffer> {
  const { width, skip, taps } = layout;
  const { startconv, startLag, skipStart } = decoder;
  const row = width + skip;
  const values = new Float32Array(2 * LEVELS + (1 + startconv.taps + taps) * row);
  for (let code = 0; code < LEVELS; code++) {
    values[2 * code] = (code - 128) / 128;
    values[2 * code + 1] = DECODE_TABLE[code]!;
  }
  const dense = startLag ? [startconv, startLag] : [startconv];
  const starts = dense.flatMap(({ w, outputs: count }) =>
    Array.from({ length: w.length / count }, (_, i) =>
      Float64Array.from(w.subarray(i * count, (i + 1) * count)),
    ),
  );
  const biases = Float64Array.from(startconv.biases, (bias, i) => bias + (startLag?.biases[i] ?? 0));
  for (const [n, start] of [biases, ...starts].entries()) {
    const at = 2 * LEVELS + n * row;
    values.set(start, at);
    values.set(through(skipStart, start, n === 0), at + width);
  }
  return values;
}

/** skip_start·l, with its biases or without. */
function through(dense: Dense, l: Float64Array, biased: boolean): Float64Array {
  const sums = biased ? Float64Array.from(dense.biases) : new Float64Array(dense.outputs);
  const { w } = dense;
  for (const [input, value] of l.entries()) {
    for (let o = 0; o < dense.outputs; o++) sums[o]! += w[input * dense.outputs + o]! * value;
  }
  return sums;
}

/**
 * One frame of conditioning, biases added, in the kernel's order.
 * @param values the frame's `conditioningWidth(config)` values.
 */
export function packFrame(
  decoder: Decoder,
  layout: LayeredLayout,
  values: Float32Array,
): Float32Array<ArrayBuffer> {
  const { width, skip } = decoder.config;
  const frame = new Float32Array(layout.frameQuads * QUAD);
  for (const [n, { dilated }] of decoder.layers.entries()) {
    const from = n * 2 * width;
    const to = n * 2 * layout.width;
    for (let channel = 0; channel < width; channel++) {
      const at = to + (channel >> 1) * QUAD + (channel & 1);
      frame[at] = values[from + channel]! + dilated.biases[channel]!;
      frame[at + 2] = values[from + width + channel]! + dilated.biases[width + channel]!;
    }
  }
  const from = values.length - skip;
  const to = decoder.layers.length * 2 * layout.width;
  for (let i = 0; i < skip; i++) frame[to + i] = values[from + i]! + decoder.out1.biases[i]!;
  return frame;
}
