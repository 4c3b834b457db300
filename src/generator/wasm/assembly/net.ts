/**
 * Where everything lies in memory. The host writes these structs (see ../memory.ts: same fields, same order) before
 * it calls; the kernel keeps no state anywhere else. All addresses are in bytes, all sizes are padded:
 * widths to 4, the outputs of a matrix to 16, its inputs to 2. Padding holds zeros.
 */

/** Anywhere in memory: each worker has its own, also where they share the weights. */
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
  /** How the matrices of the layers are stored: FLOAT32, FLOAT16 or INT8. */
  storage: i32;
  /** All matrices, those of the layers too where they are float32, and all biases with this frame's conditioning added, in the order in which they are read. */
  weights: usize;
  biases: usize;
  /** Where among them those of out1 begin. */
  outputBiases: usize;
  /** The layers' matrices where they are narrower than float32, and a factor for each bias. */
  narrow: usize;
  scales: usize;
  /** Room for a matrix's inputs as i16. */
  quantized: usize;
  /** `layerCount` Layer structs. */
  layers: usize;
  /** 256 floats: the linear sample of each code. */
  decodeTable: usize;
  /** This frame's pitch-lag points, 4 a tap: delays (i32) and weights (f32). */
  lagDelays: usize;
  lagWeights: usize;
  /** Work vectors. `rows` holds the past rows of a filter, oldest first; l follows at once, and s follows l. */
  start: usize;
  rows: usize;
  hidden: usize;
  gates: usize;
  relu: usize;
  logits: usize;
  /** One byte a sample, from the note's start. */
  codes: usize;
  seed: u32;
  stream: u32;
  /** 1 / temperature; 0 takes the most likely class. */
  inverseTemperature: f32;
}

/** One dilated convolution's past inputs: `depth` rows of `width` floats. */
@unmanaged
export class Layer {
  ring: usize;
  /** (filter − 1) · dilation. */
  depth: i32;
  dilation: i32;
  /** The oldest row, to be written over next. */
  position: i32;
}

export const FLOAT32: i32 = 0;
export const FLOAT16: i32 = 1;
export const INT8: i32 = 2;
export const LAYER_BYTES: usize = 16;
/** Outputs of one block of a matrix. */
export const BLOCK: i32 = 16;
/** Bytes of the biases or outputs of one block. */
export const BLOCK_BYTES: usize = 64;
export const LEVELS: i32 = 256;

export function blocks(outputs: i32): i32 {
  return (outputs + BLOCK - 1) / BLOCK;
}
