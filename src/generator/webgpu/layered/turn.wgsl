// Step between two samples of the layered kernel: samples the code from the logits and begins the next sample.
// math.wgsl and sampling.wgsl go before this file. Dispatch: (notes, 1, 1) workgroups of WORKGROUP threads; `begin`
// once before the first sample, `turn` after each.
//
//   constants  vec2: 256 × (q / 128, its linear value); then rows of [R/2 + S/2]: the biases of start and skip_start,
//              then one row for each of the F past codes and T pitch-lag taps. skip_start·(start·x + b) is one matrix.
//   lagTaps    for each note and frame T taps, as in resident.wgsl.
//   past       for each note a ring of past samples (q / 128, linear value).
//   codes      for each note [stride]: in: forced codes of this submission; out: all its codes.
//   queue, skips  what the first layer reads and what the skips begin with: see product.wgsl.

override WORKGROUP: u32 = 64;
override START: u32 = 2;
override TAPS: u32 = 0;
override WIDTH: u32 = 8;
override SKIP: u32 = 8;

override PAIRS: u32 = (WIDTH + SKIP) / 2;

struct Turn {
  firstStep: u32, // of this submission
  codeStride: u32, // codes a note
  ringMask: u32, // of `past`
  frameRing: u32, // frames of conditioning that a note has on the GPU
  frameQuads: u32,
  slots: u32, // of the first layer's queue
  notes: u32,
  inverseTemperature: f32, // 0: the first largest logit
}

struct Note {
  begin: u32,
  forced: u32,
  seed: u32,
  stream: u32,
  frames: u32,
  hop: u32,
  firstFrame: u32,
  step: u32,
  told: u32,
  reserved: u32,
}

struct LagTap {
  weights: vec4<f32>,
  delays: vec4<u32>, // samples ago, 1 or more
}

@group(0) @binding(0) var<uniform> params: Turn;
@group(0) @binding(1) var<storage, read> constants: array<vec2<f32>>;
@group(0) @binding(2) var<storage, read> lagTaps: array<LagTap>;
@group(0) @binding(3) var<storage, read> net: array<vec2<f32>>; // logits, [note][128]
@group(0) @binding(4) var<storage, read_write> notes: array<Note>;
@group(0) @binding(5) var<storage, read_write> past: array<vec2<f32>>;
@group(0) @binding(6) var<storage, read_write> codes: array<u32>;
@group(0) @binding(7) var<storage, read_write> queue: array<vec2<f32>>;
@group(0) @binding(8) var<storage, read_write> skips: array<vec2<f32>>;

var<workgroup> inputs: array<f32, START + TAPS>;

var<private> thread: u32;

// Tap table and formula: src/generator/lag.ts.
fn lagTap(index: u32, ring: u32, time: u32) -> f32 {
  let lag = lagTaps[index];
  var heard = vec4<f32>();
  for (var i = 0u; i < 4; i++) {
    if (lag.delays[i] <= time) {
      heard[i] = past[ring + ((time - lag.delays[i]) & params.ringMask)].y;
    }
  }
  return compand(dot(heard, lag.weights));
}

// A thread's share of the drift correction's sum.
fn addOffsets(ring: u32, time: u32) {
  let end = shareEnd(time);
  var sum = 0;
  for (var at = end - min(end, DRIFT_SHARE); at < end; at++) {
    sum += i32(past[ring + (at & params.ringMask)].y * 32768.0);
  }
  offsets[thread] = sum;
}

// The start convolution of a step, and what the products read of it.
fn start(n: u32, step: u32) {
  let note = notes[n];
  let time = note.begin + step;
  let frame = min(time / note.hop, note.frames - 1);
  let ring = n * (params.ringMask + 1);
  for (var i = thread; i < START + TAPS; i += WORKGROUP) {
    var x = 0.0;
    if (i >= START) {
      x = lagTap((note.firstFrame + frame) * TAPS + i - START, ring, time);
    } else if (time + i >= START) {
      x = past[ring + ((time + i - START) & params.ringMask)].x;
    }
    inputs[i] = x;
  }
  workgroupBarrier();
  if (thread == 0) {
    notes[n].step = step;
    notes[n].told = (n * params.frameRing + frame % params.frameRing) * params.frameQuads;
  }
  let row = ((step % params.slots) * params.notes + n) * (WIDTH / 2);
  for (var pair = thread; pair < PAIRS; pair += WORKGROUP) {
    var sum = constants[LEVELS + pair];
    for (var i = 0u; i < START + TAPS; i++) {
      sum += inputs[i] * constants[LEVELS + (1 + i) * PAIRS + pair];
    }
    if (pair < WIDTH / 2) {
      queue[row + pair] = sum;
    } else {
      skips[n * (SKIP / 2) + pair - WIDTH / 2] = sum;
    }
  }
}

@compute @workgroup_size(WORKGROUP)
fn begin(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_index) index: u32) {
  thread = index;
  start(group.x, 0);
}

@compute @workgroup_size(WORKGROUP)
fn turn(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_index) index: u32) {
  let n = group.x;
  let note = notes[n];
  let time = note.begin + note.step;
  thread = index;
  for (var pair = thread; pair < LEVELS / 2; pair += WORKGROUP) {
    logits[pair] = net[n * (LEVELS / 2) + pair];
  }
  if (DRIFT_FACTOR != 0 && thread < SEGMENTS) {
    addOffsets(n * (params.ringMask + 1), time);
  }
  if (thread == 0) {
    word = randomWord(note.seed, note.stream, time);
  }
  workgroupBarrier();
  if (DRIFT_FACTOR != 0 && thread == 0) {
    takePull();
  }
  var code = sampleLevel(params.inverseTemperature);
  if (thread == 0) {
    let slot = n * params.codeStride + note.step - params.firstStep;
    if (note.step < note.forced) {
      code = codes[slot];
    }
    codes[slot] = code;
    past[n * (params.ringMask + 1) + (time & params.ringMask)] = constants[code];
  }
  storageBarrier();
  workgroupBarrier();
  start(n, note.step + 1);
}
