/**
 * Declares the memory layout of the kernel. The host writes these structs (see ../memory.ts: same fields, same order) before
 * it calls; the kernel keeps no state anywhere else. All addresses are in bytes, all sizes are padded:
 * widths to 4, the outputs of a matrix to 16, its inputs to 2 where it is float32, to 32 where it is narrower.
 * Padding holds zeros.
 */

/** State of one kernel; each worker has its own, also where they share the weights. */
@unmanaged
export class Net {
  /** Residual width R and skip width S, in channels, multiples of 4. */
  width: i32;
  skip: i32;
  /** Taps of a dilated convolution. */
  filter: i32;
  startFilter: i32;
  /** Pitch-lag taps. */
  lagTaps: i32;
  /** Inputs of the start matrix: startFilter codes, then the pitch-lag taps, then padding. */
  startInputs: i32;
  layerCount: i32;
  /** How the matrices of the layers are stored: FLOAT32, INT16 or INT8. */
  storage: i32;
  /** Inputs of each matrix of the layers: width, padded. */
  inputs: i32;
  /** Bytes of a row of `inputs` in matrix format: floats, or integers and their steps (narrow.ts). */
  rowBytes: i32;
  /** The matrices outside the layers, and all biases with this frame's conditioning added, in the order in which they are read. */
  weights: usize;
  biases: usize;
  /** Index of the first bias of out1. */
  outputBiases: usize;
  /** Scale of the layers' integer sums: a factor for each bias. */
  scales: usize;
  /** Layer matrices applied to sample t itself: of each layer in turn the newest tap, then res and skip as one matrix. */
  present: usize;
  /** `layerCount` Layer structs, and `filter − 1` Tap structs for each, the oldest first. */
  layers: usize;
  taps: usize;
  /** 256 floats: the linear sample of each code. */
  decodeTable: usize;
  /** This frame's pitch-lag points, 4 a tap: delays (i32) and weights (f32). */
  lagDelays: usize;
  lagWeights: usize;
  /** Work vectors; s is adjacent to l. */
  start: usize;
  l: usize;
  hidden: usize;
  gates: usize;
  relu: usize;
  logits: usize;
  /** A row of inputs as whole numbers, `AHEAD` rows of past inputs, the sums of one block. */
  row: usize;
  rows: usize;
  sums: usize;
  /** One byte a sample, from the note's start. */
  codes: usize;
  seed: u32;
  stream: u32;
  /** 1 / temperature; 0 takes the most likely class. */
  inverseTemperature: f32;
  /** Drift correction factor, see ../../../drift-correction.ts; 0: none. */
  centring: i32;
}

/** One dilated convolution's past inputs: `depth` rows. */
@unmanaged
export class Layer {
  ring: usize;
  /** (filter − 1) · dilation. */
  depth: i32;
  /** Index of the oldest row, which is overwritten next. */
  position: i32;
}

/** A tap of a dilated convolution that looks back, and its products of some samples ahead. */
@unmanaged
export class Tap {
  weights: usize;
  /** min(`distance`, AHEAD) rows of 2·width floats, not yet scaled. */
  sums: usize;
  /** Address of this sample's row of sums. */
  now: usize;
  /** How many samples it looks back. */
  distance: i32;
  /** Rows of `sums` that are still to come. */
  left: i32;
}

/** A net that is advanced beside others, from sample `at` on. */
@unmanaged
export class BatchItem {
  net: usize;
  /** The next sample. */
  at: i32;
  /** Drift correction of the block that it lies in. */
  offset: i32;
}

export const FLOAT32: i32 = 0;
export const INT16: i32 = 1;
export const LAYER_BYTES: usize = 12;
export const TAP_BYTES: usize = 20;
export const ITEM_BYTES: usize = 12;
/** Outputs of one block of a matrix. */
export const BLOCK: i32 = 16;
/** Bytes of the biases or outputs of one block. */
export const BLOCK_BYTES: usize = 64;
export const LEVELS: i32 = 256;
/** Most samples ahead that a tap is applied to at once, so that its weights are read once for all of them. */
export const AHEAD: i32 = 16;

export function blocks(outputs: i32): i32 {
  return (outputs + BLOCK - 1) / BLOCK;
}
