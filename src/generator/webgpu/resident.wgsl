// The resident kernel: one workgroup makes one note, the whole net a sample, many samples a dispatch.
// Arithmetic: the doc comment of src/generator/decoder.ts. Plain version: src/generator/reference.ts.
// math.wgsl and sampling.wgsl go before this file; layout.ts computes every size and offset.
//
// Dispatch: (notes, 1, 1) workgroups of WORKGROUP threads.
//
// Sizes (override constants; R and S are rounded up to multiples of 4, the rest filled with zeros):
//   R residual width, S skip width, K filter, F start filter, T pitch-lag taps, L layers, 256 levels.
// Products. Outputs go in pairs: a thread makes both outputs of a pair, so that one read of an activation
//   from workgroup memory serves two products. A block is 4 inputs × 1 pair = 8 weights, one vec4<u32> of
//   float16 or two of float32. A matrix is [input / 4][pair] blocks: neighbouring threads read neighbouring blocks.
//   float16 is unpacked by unpack2x16float, which needs no feature of the adapter; sums are always float32.
// Buffers:
//   weights      blocks: for each layer current tap [R/4][R], older taps [(K−1)·R/4][R], res [R/4][R/2],
//                skip [R/4][S/2]; then skip_start [R/4][S/2], out1 [S/4][S/2], logits [S/4][128].
//                Pairs of the dilated convolution are (c, c + R), the gate's two halves; elsewhere (2p, 2p + 1).
//   constants    vec2: 256 × (q / 128, its linear value); start biases [R/2]; start weights [F + T][R/2];
//                biases of skip_start and all skips, summed [S/2]; res biases [L][R/2]; logit biases [128].
//   conditioning vec2: for each note and frame [L][R] pairs (c, c + R), then [S/2]; biases already added.
//   lagTaps      for each note and frame T taps.
//   notes        one Note a workgroup.
//   state        vec2, for each note: the ring of past samples [ring] × (q / 128, linear value), then a queue a
//                layer [slots][R/2] with its inputs, slots a power of two ≥ (K − 1)·dilation. Zeros at the start.
//   codes        for each note [stride]: in: forced codes of this dispatch; out: the codes of this dispatch.
//   logitRows    for each note [steps][256] if keepLogits (else unused).
//
// Order of one sample, | is a barrier:
//   inputs, random word, now and then the drift correction's sums | start, past(0) | { gates(i), past(i + 1) | res(i), skip(i) }… | out1 | logits |
//   largest | weights | sums | draw | |         past(i): the older taps' part of layer i, off the critical path
// Barriers a sample: 2·L + 9. Read a sample: all weights once (from L2: 0.46 MB for R 48, S 96, 12 layers in
// float16), 4·(2·R·L + S) bytes of conditioning, 4·R·L·K bytes of queues.
//
// What to expect, counted, not measured: a phase of that model is a wait for L2 (about 300 cycles), some 250
// issue slots a warp and a barrier, say 600 cycles; 33 phases are 20 000 cycles, 12 µs at 1.7 GHz: five times
// real time at 16 kHz for a note. Notes on one multiprocessor fill each other's waits, so that L2 bandwidth limits
// how many run beside each other: at some 5 TB/s (H100) about 11 million samples a second, 680 notes in real time.

override WORKGROUP: u32 = 64;
override START: u32 = 2;
override FILTER: u32 = 2;
override LAYERS: u32 = 1;
override WIDTH: u32 = 4;
override SKIP: u32 = 4;
override TAPS: u32 = 0;
override HALF: bool = false;

override PAIRS: u32 = WIDTH / 2;
override SKIP_PAIRS: u32 = SKIP / 2;
override CHUNKS: u32 = WIDTH / 4;

// Offsets in blocks, within a layer and of the whole.
override PAST_BLOCKS: u32 = CHUNKS * WIDTH;
override RES_BLOCKS: u32 = PAST_BLOCKS * FILTER;
override SKIP_BLOCKS: u32 = RES_BLOCKS + CHUNKS * PAIRS;
override LAYER_BLOCKS: u32 = SKIP_BLOCKS + CHUNKS * SKIP_PAIRS;
override SKIP_START_BLOCKS: u32 = LAYERS * LAYER_BLOCKS;
override OUT_BLOCKS: u32 = SKIP_START_BLOCKS + CHUNKS * SKIP_PAIRS;
override LOGIT_BLOCKS: u32 = OUT_BLOCKS + SKIP / 4 * SKIP_PAIRS;

// Offsets in `constants`.
override START_WEIGHTS: u32 = LEVELS + PAIRS;
override SKIP_BIASES: u32 = START_WEIGHTS + (START + TAPS) * PAIRS;
override RES_BIASES: u32 = SKIP_BIASES + SKIP_PAIRS;
override LOGIT_BIASES: u32 = RES_BIASES + LAYERS * PAIRS;

// Offsets in `act`: the layer's input, two stages of older inputs, the skip sum, the output layer.
override PAST_PAIRS: u32 = (FILTER - 1) * PAIRS;
override ACT_PAST: u32 = PAIRS;
override ACT_SKIP: u32 = ACT_PAST + 2 * PAST_PAIRS;
override ACT_OUT: u32 = ACT_SKIP + SKIP_PAIRS;

struct Params {
  firstStep: u32,
  steps: u32,
  ringMask: u32,
  stateStride: u32, // vec2 a note
  codeStride: u32, // codes a note
  keepLogits: u32,
  inverseTemperature: f32, // 0: the first largest logit
  reserved: u32,
  layers: array<vec4<u32>, 64>, // dilation, slots − 1, offset of the queue in a note's state, 0
}

struct Note {
  begin: u32, // sample index of step 0
  steps: u32,
  forced: u32, // steps whose code is given
  seed: u32,
  stream: u32,
  frames: u32,
  hop: u32,
  firstFrame: u32, // of the note, in `conditioning` and `lagTaps`
}

struct LagTap {
  weights: vec4<f32>,
  delays: vec4<u32>, // samples ago, 1 or more
}

@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> weights: array<vec4<u32>>;
@group(0) @binding(2) var<storage, read> constants: array<vec2<f32>>;
@group(0) @binding(3) var<storage, read> conditioning: array<vec2<f32>>;
@group(0) @binding(4) var<storage, read> lagTaps: array<LagTap>;
@group(0) @binding(5) var<storage, read> notes: array<Note>;
@group(0) @binding(6) var<storage, read_write> state: array<vec2<f32>>;
@group(0) @binding(7) var<storage, read_write> codes: array<u32>;
@group(0) @binding(8) var<storage, read_write> logitRows: array<vec2<f32>>;

var<workgroup> inputs: array<f32, START + TAPS>;
var<workgroup> act: array<vec2<f32>, ACT_OUT + SKIP_PAIRS>;
var<workgroup> pastSums: array<vec2<f32>, 2 * WIDTH>; // two layers' older taps, in turns
var<workgroup> gates: array<f32, WIDTH>;

// Where this thread is: set once a sample.
var<private> thread: u32;
var<private> time: u32; // sample index
var<private> stateBase: u32; // of this note, in `state`
var<private> frame: u32; // row of this sample, over all notes

fn block(index: u32) -> mat4x2<f32> {
  if (HALF) {
    let w = weights[index];
    return mat4x2<f32>(unpack2x16float(w.x), unpack2x16float(w.y), unpack2x16float(w.z), unpack2x16float(w.w));
  }
  let low = bitcast<vec4<f32>>(weights[2 * index]);
  let high = bitcast<vec4<f32>>(weights[2 * index + 1]);
  return mat4x2<f32>(low.xy, low.zw, high.xy, high.zw);
}

// One pair of a product with 4·chunks activations from act[source] on.
fn multiply(base: u32, pairs: u32, pair: u32, chunks: u32, source: u32) -> vec2<f32> {
  var sum = vec2<f32>();
  for (var chunk = 0u; chunk < chunks; chunk++) {
    let a = vec4<f32>(act[source + 2 * chunk], act[source + 2 * chunk + 1]);
    sum += block(base + chunk * pairs + pair) * a;
  }
  return sum;
}

// One pair of a product with the gates.
fn multiplyGates(base: u32, pairs: u32, pair: u32) -> vec2<f32> {
  var sum = vec2<f32>();
  for (var chunk = 0u; chunk < CHUNKS; chunk++) {
    let c = 4 * chunk;
    let a = vec4<f32>(gates[c], gates[c + 1], gates[c + 2], gates[c + 3]);
    sum += block(base + chunk * pairs + pair) * a;
  }
  return sum;
}

fn frameBase() -> u32 {
  return frame * (LAYERS * WIDTH + SKIP_PAIRS);
}

// A pair of a queue is written and read by the same thread, so that queues need no storage barrier.
fn queueAt(layer: u32, at: u32, pair: u32) -> u32 {
  let shape = params.layers[layer];
  return stateBase + shape.z + (at & shape.y) * PAIRS + pair;
}

// Brings the older inputs of a layer into workgroup memory. Samples before the start read as the queue's zeros.
fn stage(layer: u32) {
  if (layer >= LAYERS) {
    return;
  }
  let dilation = params.layers[layer].x;
  for (var tap = 0u; tap + 1 < FILTER; tap++) {
    let at = time - (FILTER - 1 - tap) * dilation; // wraps before the start, as the ring does
    let row = ACT_PAST + (layer & 1) * PAST_PAIRS + tap * PAIRS;
    for (var pair = thread; pair < PAIRS; pair += WORKGROUP) {
      act[row + pair] = state[queueAt(layer, at, pair)];
    }
  }
}

// Sum of older taps and conditioning for one pair of a layer's convolution.
fn past(layer: u32, pair: u32) {
  let source = ACT_PAST + (layer & 1) * PAST_PAIRS;
  let sum = multiply(layer * LAYER_BLOCKS + PAST_BLOCKS, WIDTH, pair, (FILTER - 1) * CHUNKS, source);
  pastSums[(layer & 1) * WIDTH + pair] = sum + conditioning[frameBase() + layer * WIDTH + pair];
}

// Tap table and formula: src/generator/lag.ts.
fn lagTap(tap: u32) -> f32 {
  let lag = lagTaps[frame * TAPS + tap];
  var past = vec4<f32>();
  for (var i = 0u; i < 4; i++) {
    if (lag.delays[i] <= time) {
      past[i] = state[stateBase + ((time - lag.delays[i]) & params.ringMask)].y;
    }
  }
  return compand(dot(past, lag.weights));
}

// A thread's share of the drift correction's sum, at the beginning of a block.
fn addOffsets() {
  let end = shareEnd(time);
  var sum = 0;
  for (var at = end - min(end, DRIFT_SHARE); at < end; at++) {
    sum += i32(state[stateBase + (at & params.ringMask)].y * 32768.0);
  }
  offsets[thread] = sum;
}

fn gatherInputs(seed: u32, stream: u32) {
  for (var i = thread; i < START + TAPS; i += WORKGROUP) {
    var x = 0.0;
    if (i >= START) {
      x = lagTap(i - START);
    } else if (time + i >= START) {
      x = state[stateBase + ((time + i - START) & params.ringMask)].x;
    }
    inputs[i] = x;
  }
  if (thread == WORKGROUP - 1) {
    word = randomWord(seed, stream, time);
  }
  stage(0);
}

fn startLayer() {
  for (var item = thread; item < PAIRS + WIDTH; item += WORKGROUP) {
    if (item < PAIRS) {
      var l = constants[LEVELS + item];
      for (var i = 0u; i < START + TAPS; i++) {
        l += inputs[i] * constants[START_WEIGHTS + i * PAIRS + item];
      }
      act[item] = l;
      state[queueAt(0, time, item)] = l;
    } else {
      past(0, item - PAIRS);
    }
  }
  stage(1);
}

fn gateLayer(layer: u32) {
  let ahead = select(0, WIDTH, layer + 1 < LAYERS);
  let skips = select(0, SKIP_PAIRS, layer == 0);
  for (var item = thread; item < WIDTH + ahead + skips; item += WORKGROUP) {
    if (item < WIDTH) {
      let older = pastSums[(layer & 1) * WIDTH + item];
      gates[item] = gate(older + multiply(layer * LAYER_BLOCKS, WIDTH, item, CHUNKS, 0));
    } else if (item < WIDTH + ahead) {
      past(layer + 1, item - WIDTH);
    } else {
      let pair = item - WIDTH - ahead;
      act[ACT_SKIP + pair] = constants[SKIP_BIASES + pair] + multiply(SKIP_START_BLOCKS, SKIP_PAIRS, pair, CHUNKS, 0);
    }
  }
}

fn residualLayer(layer: u32) {
  let base = layer * LAYER_BLOCKS;
  let last = layer + 1 == LAYERS;
  for (var item = thread; item < PAIRS + SKIP_PAIRS; item += WORKGROUP) {
    if (item >= PAIRS) {
      let pair = item - PAIRS;
      let s = act[ACT_SKIP + pair] + multiplyGates(base + SKIP_BLOCKS, SKIP_PAIRS, pair);
      act[ACT_SKIP + pair] = select(s, max(s, vec2<f32>()), last);
    } else if (!last) {
      let sum = constants[RES_BIASES + layer * PAIRS + item] + multiplyGates(base + RES_BLOCKS, PAIRS, item);
      let l = act[item] + sum;
      act[item] = l;
      state[queueAt(layer + 1, time, item)] = l;
    }
  }
  stage(layer + 2);
}

fn outLayer() {
  for (var pair = thread; pair < SKIP_PAIRS; pair += WORKGROUP) {
    let told = conditioning[frameBase() + LAYERS * WIDTH + pair];
    act[ACT_OUT + pair] = max(told + multiply(OUT_BLOCKS, SKIP_PAIRS, pair, SKIP / 4, ACT_SKIP), vec2<f32>());
  }
}

fn logitLayer(row: u32) {
  for (var pair = thread; pair < LEVELS / 2; pair += WORKGROUP) {
    let logit = constants[LOGIT_BIASES + pair] + multiply(LOGIT_BLOCKS, LEVELS / 2, pair, SKIP / 4, ACT_OUT);
    logits[pair] = logit;
    if (params.keepLogits != 0) {
      logitRows[row * (LEVELS / 2) + pair] = logit;
    }
  }
}

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_index) index: u32) {
  let note = notes[group.x];
  let end = min(params.firstStep + params.steps, note.steps);
  thread = index;
  stateBase = group.x * params.stateStride;
  for (var step = params.firstStep; step < end; step++) {
    time = note.begin + step;
    frame = note.firstFrame + min(time / note.hop, note.frames - 1);
    let turning = DRIFT_FACTOR != 0 && (step == params.firstStep || time % DRIFT_BLOCK == 0);
    if (turning && thread < SEGMENTS) {
      addOffsets();
    }
    gatherInputs(note.seed, note.stream);
    workgroupBarrier();
    if (turning && thread == 0) {
      takePull();
    }
    startLayer();
    workgroupBarrier();
    for (var layer = 0u; layer < LAYERS; layer++) {
      gateLayer(layer);
      workgroupBarrier();
      residualLayer(layer);
      workgroupBarrier();
    }
    let slot = group.x * params.codeStride + step - params.firstStep;
    let forced = step < note.forced;
    var code = 0u;
    if (!forced || params.keepLogits != 0) {
      outLayer();
      workgroupBarrier();
      logitLayer(slot);
      workgroupBarrier();
    }
    if (!forced) {
      code = sampleLevel(params.inverseTemperature);
    }
    if (thread == 0) {
      if (forced) {
        code = codes[slot];
      }
      codes[slot] = code;
      state[stateBase + (time & params.ringMask)] = constants[code];
    }
    storageBarrier();
    workgroupBarrier();
  }
}
