/**
 * Multiplies by the layers' matrices in any storage. A tap that looks back d samples has its inputs in the queue d
 * samples early: it is applied to the next min(d, AHEAD) samples at once, so that its weights are read once for all of
 * them. Each sample's sum is added in the same order, so that it does not depend on where a run began.
 */
import { aheadFloats, copy, multiply } from './matrix';
import { aheadWhole, multiplyWhole, quantize } from './narrow';
import { AHEAD, BLOCK_BYTES, FLOAT32, INT16, LAYER_BYTES, Layer, Net, TAP_BYTES, Tap, blocks } from './net';

/** Converts `width` floats to a row of matrix inputs. Returns its address. */
export function asRow(net: Net, x: usize): usize {
  if (net.storage == FLOAT32) return x;
  quantize(x, net.width, net.row, net.inputs);
  return net.row;
}

/** y += biases + scales · (W·row). Returns the address after the matrix. */
export function multiplyRow(
  net: Net,
  weights: usize,
  biases: usize,
  row: usize,
  y: usize,
  blockCount: i32,
): usize {
  const inputs = net.inputs;
  if (net.storage == FLOAT32) return multiply(weights, biases, row, inputs, y, blockCount, true);
  const scales = net.scales + (biases - net.biases);
  if (net.storage == INT16) {
    return multiplyWhole<i16>(weights, biases, scales, row, inputs, net.sums, y, blockCount);
  }
  return multiplyWhole<i8>(weights, biases, scales, row, inputs, net.sums, y, blockCount);
}

/** Copies the rows of the next `samples` samples of a tap out of the queue, in which they may go around the end. */
function gather(net: Net, layer: Layer, tap: Tap, samples: i32): void {
  let slot = layer.position + layer.depth - tap.distance;
  let to = net.rows;
  for (let n = 0; n < samples; n++) {
    if (slot >= layer.depth) slot -= layer.depth;
    copy(layer.ring + <usize>(slot * net.rowBytes), to, net.rowBytes >> 2);
    to += net.rowBytes;
    slot++;
  }
}

/** Sets `tap.now` to the tap's product for this sample, computing the next ones when none is left. */
function advance(net: Net, layer: Layer, tap: Tap): void {
  const blockCount = blocks(2 * net.width);
  const sumBytes = BLOCK_BYTES * blockCount;
  if (tap.left > 0) {
    tap.now += sumBytes;
    tap.left--;
    return;
  }
  const samples = min(tap.distance, AHEAD);
  gather(net, layer, tap, samples);
  const rows = net.rows;
  const stride = <usize>net.rowBytes;
  const inputs = net.inputs;
  if (net.storage == FLOAT32) {
    aheadFloats(tap.weights, rows, stride, inputs, tap.sums, sumBytes, blockCount, samples);
  } else if (net.storage == INT16) {
    aheadWhole<i16>(tap.weights, rows, stride, inputs, tap.sums, sumBytes, blockCount, samples);
  } else {
    aheadWhole<i8>(tap.weights, rows, stride, inputs, tap.sums, sumBytes, blockCount, samples);
  }
  tap.now = tap.sums;
  tap.left = samples - 1;
}

/** hidden = scales · (the sums of all taps that look back). */
function addTaps(net: Net, first: usize, end: usize, scales: usize): void {
  const bytes = BLOCK_BYTES * blocks(2 * net.width);
  for (let at: usize = 0; at < bytes; at += 16) {
    let sum = f32x4.splat(0);
    for (let tap = first; tap < end; tap += TAP_BYTES) {
      sum = f32x4.add(sum, v128.load(changetype<Tap>(tap).now + at));
    }
    v128.store(net.hidden + at, f32x4.mul(v128.load(scales + at), sum));
  }
}

/** hidden = sum of the taps that look back, for this sample in layer n; then pushes `row` into the queue. */
export function exchange(net: Net, n: i32, biases: usize, row: usize): void {
  const layer = changetype<Layer>(net.layers + LAYER_BYTES * n);
  const tapBytes = TAP_BYTES * (net.filter - 1);
  const first = net.taps + tapBytes * n;
  const end = first + tapBytes;
  for (let tap = first; tap < end; tap += TAP_BYTES) advance(net, layer, changetype<Tap>(tap));
  addTaps(net, first, end, net.scales + (biases - net.biases));
  copy(row, layer.ring + <usize>(layer.position * net.rowBytes), net.rowBytes >> 2);
  layer.position = layer.position + 1 == layer.depth ? 0 : layer.position + 1;
}
