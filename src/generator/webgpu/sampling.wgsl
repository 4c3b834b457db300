// Implements the sampler of src/generator/sampler.ts, to the bit, by the threads of a workgroup. The kernel before it fills
// `logits` and `word`, sets `thread` and declares WORKGROUP.

override DRIFT_FACTOR: u32 = 0; // factor of src/generator/drift-correction.ts; 0: none

const LEVELS = 256u;
const SEGMENTS = 16u; // segments of 16 levels, scanned in parallel

var<workgroup> logits: array<vec2<f32>, LEVELS / 2>;
var<workgroup> word: u32; // random word of this sample
var<workgroup> sampleWeights: array<u32, LEVELS>;
var<workgroup> segmentMax: array<f32, SEGMENTS>;
var<workgroup> segmentBest: array<u32, SEGMENTS>;
var<workgroup> segmentSums: array<u32, SEGMENTS>;
var<workgroup> offsets: array<i32, SEGMENTS>; // sums of the drift correction's window, in whole numbers

const DRIFT_BLOCK = 128u;
const DRIFT_SHARE = 512u / SEGMENTS; // samples of the window that a thread adds

var<private> driftOffset: i32; // of thread 0: what words are moved by

// High 32 bits of the 64-bit product, by 16-bit halves.
fn mulHigh(a: u32, b: u32) -> u32 {
  let a0 = a & 0xffffu;
  let a1 = a >> 16u;
  let b0 = b & 0xffffu;
  let b1 = b >> 16u;
  let mid1 = a1 * b0 + ((a0 * b0) >> 16u); // at most (2^16 − 1)·2^16: no overflow
  let mid2 = a0 * b1 + (mid1 & 0xffffu);
  return a1 * b1 + (mid1 >> 16u) + (mid2 >> 16u);
}

// First word of Philox2x32-10 of counter (index, stream) under key `seed`.
fn randomWord(seed: u32, stream: u32, index: u32) -> u32 {
  var c0 = index;
  var c1 = stream;
  var key = seed;
  for (var round = 0u; round < 10u; round++) {
    let high = mulHigh(0xd256d193u, c0);
    let low = 0xd256d193u * c0;
    c0 = high ^ key ^ c1;
    c1 = low;
    key = key + 0x9e3779b9u;
  }
  return c0;
}

// Where the share of a thread below SEGMENTS ends, of the window of sample `time`.
fn shareEnd(time: u32) -> u32 {
  let end = time & ~(DRIFT_BLOCK - 1);
  let before = (SEGMENTS - 1 - thread) * DRIFT_SHARE;
  return select(0u, end - before, end > before);
}

// Thread 0, once all shares are in `offsets`.
fn takePull() {
  var sum = 0;
  for (var i = 0u; i < SEGMENTS; i++) {
    sum += offsets[i];
  }
  driftOffset = sum * i32(DRIFT_FACTOR);
}

fn pulled(random: u32) -> u32 {
  if (driftOffset >= 0) {
    return random - min(random, u32(driftOffset));
  }
  return random + min(0xffffffffu - random, u32(-driftOffset));
}

// floor(2^22 · e^z + 0.5) for z ≤ 0. Scaling by a power of two and the fraction are exact; adding 0.5 would not be.
fn sampleWeight(z: f32) -> u32 {
  let scaled = expNonPositive(z) * 4194304.0;
  let whole = floor(scaled);
  return u32(whole) + select(0u, 1u, scaled - whole >= 0.5);
}

// First largest of each segment.
fn segmentLargest() {
  if (thread < SEGMENTS) {
    let begin = thread * SEGMENTS;
    var best = begin;
    var largest = logits[begin / 2].x;
    for (var i = begin + 1; i < begin + SEGMENTS; i++) {
      let logit = logits[i / 2][i & 1];
      if (logit > largest) {
        best = i;
        largest = logit;
      }
    }
    segmentBest[thread] = best;
    segmentMax[thread] = largest;
  }
}

fn largestSegment() -> u32 {
  var best = 0u;
  for (var i = 1u; i < SEGMENTS; i++) {
    if (segmentMax[i] > segmentMax[best]) {
      best = i;
    }
  }
  return best;
}

fn weighLevels(inverseTemperature: f32) {
  let largest = segmentMax[largestSegment()];
  for (var i = thread; i < LEVELS; i += WORKGROUP) {
    sampleWeights[i] = sampleWeight((logits[i / 2][i & 1] - largest) * inverseTemperature);
  }
}

fn sumSegments() {
  if (thread < SEGMENTS) {
    var sum = 0u;
    for (var i = 0u; i < SEGMENTS; i++) {
      sum += sampleWeights[thread * SEGMENTS + i];
    }
    segmentSums[thread] = sum;
  }
}

// The first level whose cumulative sum exceeds floor(word · total / 2^32).
fn draw() -> u32 {
  var total = 0u;
  for (var i = 0u; i < SEGMENTS; i++) {
    total += segmentSums[i];
  }
  let threshold = mulHigh(pulled(word), total); // < total, so that the walk ends
  var segment = 0u;
  var sum = segmentSums[0];
  while (sum <= threshold && segment + 1 < SEGMENTS) {
    segment++;
    sum += segmentSums[segment];
  }
  sum -= segmentSums[segment];
  var level = segment * SEGMENTS;
  sum += sampleWeights[level];
  while (sum <= threshold && level + 1 < LEVELS) {
    level++;
    sum += sampleWeights[level];
  }
  return level;
}

// Takes logits to a code; only thread 0 gets it. Called in uniform control flow.
fn sampleLevel(inverseTemperature: f32) -> u32 {
  segmentLargest();
  workgroupBarrier();
  if (inverseTemperature == 0.0) {
    return segmentBest[largestSegment()];
  }
  weighLevels(inverseTemperature);
  workgroupBarrier();
  sumSegments();
  workgroupBarrier();
  if (thread == 0) {
    return draw();
  }
  return 0u;
}
