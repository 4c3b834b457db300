// One matrix of the net times the rows of all notes of the batch: what few.wgsl and many.wgsl have in common.
// Arithmetic: the doc comment of src/generator/decoder.ts. Plain version: src/generator/reference.ts.
// math.wgsl goes before this file, many.wgsl after it, or few.wgsl and before all lanes.wgsl or alone.wgsl; layout.ts computes every size.
//
// A sample of the whole batch is a chain of dispatches, each waiting for the one before:
//   for each layer GATE, RESIDUAL; then OUT, LOGITS; then turn.wgsl, which samples and begins the next.
//   GATE      gates = sigmoid · tanh of (dilated convolution + conditioning)      [N × K·R] × [K·R × 2R]
//   RESIDUAL  next layer's input = input + res·gates, skips += skip·gates         [N × R] × [R × (R + S)]
//   OUT       hidden = relu(out1·relu(skips) + conditioning)                      [N × S] × [S × S]
//   LOGITS    logits = logits·hidden                                              [N × S] × [S × 256]
//
// Sizes: N notes; R, S residual and skip width, rounded up to multiples of 8, filled with zeros; K filter.
// Outputs go in quads, inputs in units of 8. A block is one unit of one quad: 32 weights, [8 inputs][4 outputs], in
//   4 vec4<u32> of float16 (unpacked to float32 by unpack2x16float, which needs no feature) or 8 of float32.
//   weights  [quad][unit] blocks. GATE: a quad is (c, c + 1) of the gate's first half, then of its second; its units
//            are the K taps one after another, oldest first. RESIDUAL: quads of res (none in the last layer), then skip.
//   queues   one buffer a layer, [slot][note][R], slots = (K − 1)·dilation + 1; step t is in slot t mod slots.
//   conditioning  for each note a ring of frames: [layer][R / 2] quads in GATE's order, then [S / 4]; biases added.
//
// Sums are the same bits in both kernels, so that a note does not depend on the notes beside it: unit u belongs to
// slice u mod 32; a slice is summed unit after unit, input after input, by fma; slices are added up as a balanced
// binary tree: 0 + 1, 2 + 3, …, then these in pairs, and so on.

const GATE = 0u;
const RESIDUAL = 1u;
const OUT = 2u;
const LOGITS_OF = 3u;

const SLICES = 32u;

override KIND: u32 = 0;
override HALF: bool = false;
override FILTER: u32 = 2;
override WIDTH: u32 = 8;
override SKIP: u32 = 8;

override ROW_UNITS: u32 = WIDTH / 8;
override WORDS: u32 = select(8u, 4u, HALF); // vec4<u32> a block

struct Product {
  notes: u32,
  quads: u32,
  units: u32,
  dilation: u32,
  slots: u32, // of this layer's queue
  nextSlots: u32, // of the next one's
  residualQuads: u32, // quads of res, before those of skip
  told: u32, // first quad in a frame of conditioning
}

struct Note {
  begin: u32, // sample index of step 0
  forced: u32, // steps whose code is given
  seed: u32,
  stream: u32,
  frames: u32,
  hop: u32,
  firstFrame: u32, // of the note, in the lag taps
  step: u32, // the step being made; all notes are at the same
  told: u32, // first quad of its frame in `conditioning`
  reserved: u32,
}

@group(0) @binding(0) var<uniform> product: Product;
@group(0) @binding(1) var<storage, read> weights: array<vec4<u32>>;
@group(0) @binding(2) var<storage, read> biases: array<vec4<f32>>;
@group(0) @binding(3) var<storage, read> conditioning: array<vec4<f32>>;
@group(0) @binding(4) var<storage, read> notes: array<Note>;
@group(0) @binding(5) var<storage, read> source: array<vec4<f32>>;
@group(0) @binding(6) var<storage, read> queue: array<vec4<f32>>; // RESIDUAL: of this layer
@group(0) @binding(7) var<storage, read_write> made: array<vec2<f32>>;
@group(0) @binding(8) var<storage, read_write> skips: array<vec4<f32>>; // RESIDUAL

// Where the inputs of a unit lie in `source`, as the index of the first of two vec4.
fn inputAt(note: u32, unit: u32) -> u32 {
  if (KIND == GATE) {
    let back = (FILTER - 1 - unit / ROW_UNITS) * product.dilation;
    let slot = (notes[0].step + product.slots - back) % product.slots;
    return 2 * ((slot * product.notes + note) * ROW_UNITS + unit % ROW_UNITS);
  }
  return 2 * (note * product.units + unit);
}

fn inputOf(index: u32) -> vec4<f32> {
  let x = source[index];
  if (KIND == OUT) {
    return max(x, vec4<f32>());
  }
  return x;
}

// The weights of two inputs from a word pair of a block; the second word counts in float32 only.
fn weightPair(first: vec4<u32>, second: vec4<u32>) -> mat2x4<f32> {
  if (HALF) {
    return mat2x4<f32>(
      vec4<f32>(unpack2x16float(first.x), unpack2x16float(first.y)),
      vec4<f32>(unpack2x16float(first.z), unpack2x16float(first.w)),
    );
  }
  return mat2x4<f32>(bitcast<vec4<f32>>(first), bitcast<vec4<f32>>(second));
}

// Four inputs more.
fn feed(sum: vec4<f32>, low: mat2x4<f32>, high: mat2x4<f32>, x: vec4<f32>) -> vec4<f32> {
  return fma(high[1], vec4<f32>(x.w), fma(high[0], vec4<f32>(x.z), fma(low[1], vec4<f32>(x.y), fma(low[0], vec4<f32>(x.x), sum))));
}

fn store(quad: u32, value: vec4<f32>) {
  made[2 * quad] = value.xy;
  made[2 * quad + 1] = value.zw;
}

// Stores a finished sum, by the kind of product.
fn finish(note: u32, quad: u32, sum: vec4<f32>) {
  switch (KIND) {
    case GATE: {
      let h = sum + conditioning[notes[note].told + product.told + quad];
      made[note * (WIDTH / 2) + quad] = vec2<f32>(gate(h.xz), gate(h.yw));
    }
    case RESIDUAL: {
      let value = sum + biases[quad];
      if (quad < product.residualQuads) {
        let step = notes[0].step;
        let l = queue[((step % product.slots) * product.notes + note) * (WIDTH / 4) + quad];
        store(((step % product.nextSlots) * product.notes + note) * (WIDTH / 4) + quad, l + value);
      } else {
        let at = note * (SKIP / 4) + quad - product.residualQuads;
        skips[at] = skips[at] + value;
      }
    }
    case OUT: {
      let a = sum + conditioning[notes[note].told + product.told + quad];
      store(note * (SKIP / 4) + quad, max(a, vec4<f32>()));
    }
    default: {
      store(note * 64 + quad, sum + biases[quad]);
    }
  }
}
