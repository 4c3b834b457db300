/**
 * Entry of the inference kernel: generates one note, sample by sample. [worker] The arithmetic is that of
 * ../../decoder.ts; memory is laid out by the host, see net.ts. The host calls once for a run of samples within one
 * conditioning frame.
 */
import { compand, gate } from './functions';
import { asRow, exchange, multiplyRow } from './layers';
import { copy, multiply, relu } from './matrix';
import { BLOCK_BYTES, LEVELS, Net, blocks } from './net';
import { choose, randomWord } from './sampler';
import { startInputs } from './start';
import { advanceBatch, itemAt } from './batch';

/** As in src/generator/drift-correction.ts. */
const DRIFT_BLOCK: i32 = 128;
const DRIFT_WINDOW: i32 = 512;

/** Computes the layers up to the skip sum of sample t. Returns the address of the output matrices. */
function body(net: Net, t: i32): usize {
  const width = net.width;
  const skip = net.skip;
  const l = net.l;
  const s = l + ((<usize>width) << 2);
  startInputs(net, t);
  let biases = net.biases;
  let weights = multiply(net.weights, biases, net.start, net.startInputs, l, blocks(width), false);
  biases += BLOCK_BYTES * blocks(width);
  weights = multiply(weights, biases, l, width, s, blocks(skip), false);
  biases += BLOCK_BYTES * blocks(skip);
  let present = net.present;
  for (let n = 0; n < net.layerCount; n++) {
    const row = asRow(net, l);
    exchange(net, n, biases, row);
    present = multiplyRow(net, present, biases, row, net.hidden, blocks(2 * width));
    biases += BLOCK_BYTES * blocks(2 * width);
    gate(net.hidden, net.gates, width);
    // l and s in one go; nothing reads the last layer's l
    const last = n == net.layerCount - 1;
    const outputs = blocks(last ? skip : width + skip);
    present = multiplyRow(net, present, biases, asRow(net, net.gates), last ? s : l, outputs);
    biases += BLOCK_BYTES * outputs;
  }
  return weights;
}

/** Computes the logits of the sample that `body` was called for. */
function head(net: Net, weights: usize): void {
  const skip = net.skip;
  const s = net.l + ((<usize>net.width) << 2);
  const biases = net.outputBiases;
  relu(s, net.relu, skip);
  weights = multiply(weights, biases, net.relu, skip, s, blocks(skip), false);
  relu(s, net.relu, skip);
  multiply(weights, biases + BLOCK_BYTES * blocks(skip), net.relu, skip, net.logits, LEVELS / 16, false);
}

/** Runs the net over samples `from` … `to` − 1 whose codes are known, to fill the queues. */
export function replay(at: usize, from: i32, to: i32): void {
  const net = changetype<Net>(at);
  for (let t = from; t < to; t++) body(net, t);
}

/** Drift correction of sample t's block, to subtract from its random words: src/generator/drift-correction.ts. */
function driftOffsetAt(net: Net, t: i32): i32 {
  if (net.centring == 0) return 0;
  const end = t & ~(DRIFT_BLOCK - 1);
  let sum = 0;
  for (let k = max(0, end - DRIFT_WINDOW); k < end; k++) {
    const code = <usize>load<u8>(net.codes + k);
    sum += <i32>(load<f32>(net.decodeTable + (code << 2)) * 32768);
  }
  return net.centring * sum;
}

/** Draws the code of sample t from the logits that are there. */
function draw(net: Net, t: i32, offset: i32): void {
  const moved = <i64>randomWord(net.seed, net.stream, t) - <i64>offset;
  const word = <u32>min<i64>(0xffffffff, max<i64>(0, moved));
  const code = choose(net.logits, net.inverseTemperature, word);
  store<u8>(net.codes + t, code);
}

/** Generates the codes of samples `from` … `to` − 1. */
export function generate(at: usize, from: i32, to: i32): void {
  const net = changetype<Net>(at);
  let offset = 0;
  for (let t = from; t < to; t++) {
    if (t == from || (t & (DRIFT_BLOCK - 1)) == 0) offset = driftOffsetAt(net, t);
    head(net, body(net, t));
    draw(net, t, offset);
  }
}

/** Generates the next `samples` codes of a batch of `count` notes; their weights are the first one's. */
export function generateBatch(items: usize, count: i32, samples: i32): void {
  for (let k = 0; k < samples; k++) {
    for (let n = 0; n < count; n++) {
      const item = itemAt(items, n);
      if (k == 0 || (item.at & (DRIFT_BLOCK - 1)) == 0) {
        item.offset = driftOffsetAt(changetype<Net>(item.net), item.at);
      }
    }
    advanceBatch(items, count);
    for (let n = 0; n < count; n++) {
      const item = itemAt(items, n);
      draw(changetype<Net>(item.net), item.at, item.offset);
      item.at++;
    }
  }
}

/** Logits of samples `from` … `to` − 1 with their codes known, a row of 256 each from address `out` on. */
export function force(at: usize, from: i32, to: i32, out: usize): void {
  const net = changetype<Net>(at);
  for (let t = from; t < to; t++) {
    head(net, body(net, t));
    copy(net.logits, out, LEVELS);
    out += LEVELS * 4;
  }
}

/** For the tests of the parts. */
export { choose, gate, randomWord };

/** compand of `count` floats in place, a multiple of 4; for the tests. */
export function compandAll(at: usize, count: i32): void {
  for (const end = at + ((<usize>count) << 2); at < end; at += 16) v128.store(at, compand(v128.load(at)));
}
