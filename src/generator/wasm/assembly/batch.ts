/**
 * Advances several notes side by side, each from its own sample on: a block of weights is read once for all of them.
 * For models of more weights than a core's caches hold. Each note's sums are added up as if it were alone, so that its
 * samples are the same to the bit.
 *
 * The host lays all nets of a memory out alike (../memory.ts): what lies n bytes behind the first item's Net lies n bytes
 * behind every other item's.
 */
import { gate } from './functions';
import { asRow, exchange } from './layers';
import { multiply, multiplyPair, relu } from './matrix';
import { blockWhole, pairWhole } from './narrow';
import { BLOCK_BYTES, FLOAT32, INT16, ITEM_BYTES, LEVELS, BatchItem, Net, blocks } from './net';
import { startInputs } from './start';

export function itemAt(items: usize, n: i32): BatchItem {
  return changetype<BatchItem>(items + ITEM_BYTES * n);
}

/** Bytes from the first item's vectors to item n's. */
function other(items: usize, n: i32): usize {
  return itemAt(items, n).net - itemAt(items, 0).net;
}

/** `multiply` for all items of a batch; addresses are the first item's. Returns the address after the matrix. */
function multiplyBatch(
  items: usize,
  count: i32,
  weights: usize,
  biases: usize,
  x: usize,
  inputs: i32,
  y: usize,
  blockCount: i32,
  accumulate: bool,
): usize {
  for (let block = 0; block < blockCount; block++) {
    let n = 0;
    for (; n + 1 < count; n += 2) {
      const a = other(items, n);
      const between = other(items, n + 1) - a;
      multiplyPair(weights, biases + a, x + a, inputs, y + a, between, accumulate);
    }
    if (n < count) {
      const a = other(items, n);
      multiply(weights, biases + a, x + a, inputs, y + a, 1, accumulate);
    }
    weights += <usize>inputs * BLOCK_BYTES;
    biases += BLOCK_BYTES;
    y += BLOCK_BYTES;
  }
  return weights;
}

function multiplyBatchWhole<T>(
  items: usize,
  count: i32,
  net: Net,
  weights: usize,
  biases: usize,
  row: usize,
  y: usize,
  blockCount: i32,
): usize {
  const inputs = net.inputs;
  const sums = net.sums;
  let scales = net.scales + (biases - net.biases);
  for (let block = 0; block < blockCount; block++) {
    let n = 0;
    for (; n + 1 < count; n += 2) {
      const a = other(items, n);
      const between = other(items, n + 1) - a;
      pairWhole<T>(weights, biases + a, scales, row + a, inputs, sums + a, y + a, between);
    }
    if (n < count) {
      const a = other(items, n);
      blockWhole<T>(weights, biases + a, scales, row + a, inputs, sums + a, y + a);
    }
    weights += ((<usize>inputs) << 4) * sizeof<T>();
    scales += BLOCK_BYTES;
    biases += BLOCK_BYTES;
    y += BLOCK_BYTES;
  }
  return weights;
}

/** `multiplyRow` of layers.ts for all items of a batch; addresses are the first item's. Returns the address after the matrix. */
function multiplyRows(
  items: usize,
  count: i32,
  net: Net,
  weights: usize,
  biases: usize,
  row: usize,
  y: usize,
  blockCount: i32,
): usize {
  if (net.storage == FLOAT32) {
    return multiplyBatch(items, count, weights, biases, row, net.inputs, y, blockCount, true);
  }
  if (net.storage == INT16) {
    return multiplyBatchWhole<i16>(items, count, net, weights, biases, row, y, blockCount);
  }
  return multiplyBatchWhole<i8>(items, count, net, weights, biases, row, y, blockCount);
}

/** The layers for all items of a batch, each up to the skip sum of its next sample. Returns the address of the output matrices. */
function body(items: usize, count: i32): usize {
  const net = changetype<Net>(itemAt(items, 0).net);
  const width = net.width;
  const skip = net.skip;
  const l = net.l;
  const s = l + ((<usize>width) << 2);
  for (let n = 0; n < count; n++) startInputs(changetype<Net>(itemAt(items, n).net), itemAt(items, n).at);
  let biases = net.biases;
  let weights = net.weights;
  weights = multiplyBatch(items, count, weights, biases, net.start, net.startInputs, l, blocks(width), false);
  biases += BLOCK_BYTES * blocks(width);
  weights = multiplyBatch(items, count, weights, biases, l, width, s, blocks(skip), false);
  biases += BLOCK_BYTES * blocks(skip);
  let present = net.present;
  for (let layer = 0; layer < net.layerCount; layer++) {
    let row: usize = 0;
    for (let n = count - 1; n >= 0; n--) {
      const one = changetype<Net>(itemAt(items, n).net);
      row = asRow(one, one.l);
      exchange(one, layer, one.biases + (biases - net.biases), row);
    }
    present = multiplyRows(items, count, net, present, biases, row, net.hidden, blocks(2 * width));
    biases += BLOCK_BYTES * blocks(2 * width);
    for (let n = count - 1; n >= 0; n--) {
      const one = changetype<Net>(itemAt(items, n).net);
      gate(one.hidden, one.gates, width);
      row = asRow(one, one.gates);
    }
    // l and s in one go; nothing reads the last layer's l
    const last = layer == net.layerCount - 1;
    const outputs = blocks(last ? skip : width + skip);
    present = multiplyRows(items, count, net, present, biases, row, last ? s : l, outputs);
    biases += BLOCK_BYTES * outputs;
  }
  return weights;
}

/** Logits of each item's next sample. */
function head(items: usize, count: i32, weights: usize): void {
  const net = changetype<Net>(itemAt(items, 0).net);
  const skip = net.skip;
  const s = net.l + ((<usize>net.width) << 2);
  const biases = net.outputBiases;
  for (let n = 0; n < count; n++) relu(s + other(items, n), net.relu + other(items, n), skip);
  weights = multiplyBatch(items, count, weights, biases, net.relu, skip, s, blocks(skip), false);
  for (let n = 0; n < count; n++) relu(s + other(items, n), net.relu + other(items, n), skip);
  const last = biases + BLOCK_BYTES * blocks(skip);
  multiplyBatch(items, count, weights, last, net.relu, skip, net.logits, LEVELS / 16, false);
}

/** Computes each item's logits of its next sample. */
export function advanceBatch(items: usize, count: i32): void {
  head(items, count, body(items, count));
}
