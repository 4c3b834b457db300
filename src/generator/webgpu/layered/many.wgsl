// A product for many notes: a tile of 32 notes × 32 outputs, staged in workgroup memory, 4 × 4 sums a thread.
// Dispatch: (⌈quads / 8⌉, ⌈notes / 32⌉) workgroups of 256 threads: four groups of 64, each with a quarter of the
// slices, so that a multiprocessor has eight warps of its tile to switch between.

const GROUPS = 4u;
const GROUP_SLICES = SLICES / GROUPS; // 8: see the tree below
const GIVERS = array(1u, 3u, 2u); // groups in the order in which they give their sums away: (0 + 1) + (2 + 3)
const TILE_NOTES = 32u;
const TILE_QUADS = 8u;
const THREADS = 64u; // of a group
const BLOCK_WORDS = 8u; // room for float32

var<workgroup> rows: array<vec4<f32>, GROUPS * 2 * TILE_NOTES>; // [group][half of the unit][note]
var<workgroup> blocks: array<vec4<u32>, GROUPS * BLOCK_WORDS * TILE_QUADS>; // [group][word][quad]
var<workgroup> groupSums: array<vec4<f32>, 4 * THREADS>; // [note][thread]

// This thread's share of a unit: half of one note's inputs.
fn loadRow(firstNote: u32, local: u32, unit: u32) -> vec4<f32> {
  let note = firstNote + local / 2;
  if (note >= product.notes || unit >= product.units) {
    return vec4<f32>();
  }
  return inputOf(inputAt(note, unit) + local % 2);
}

// And one word of a block, as far as there are.
fn loadBlock(firstQuad: u32, local: u32, unit: u32) -> vec4<u32> {
  let quad = firstQuad + local / WORDS;
  if (local >= WORDS * TILE_QUADS || quad >= product.quads || unit >= product.units) {
    return vec4<u32>();
  }
  return weights[(quad * product.units + unit) * WORDS + local % WORDS];
}

fn pairAt(group: u32, word: u32, quad: u32) -> mat2x4<f32> {
  let at = (group * BLOCK_WORDS + word) * TILE_QUADS + quad;
  return weightPair(blocks[at], blocks[at + select(TILE_QUADS, 0, HALF)]);
}

// The unit of an iteration: slice after slice of the group.
fn unitOf(group: u32, iteration: u32, perSlice: u32) -> u32 {
  return group * GROUP_SLICES + iteration / perSlice + SLICES * (iteration % perSlice);
}

@compute @workgroup_size(256)
fn many(@builtin(workgroup_id) tile: vec3<u32>, @builtin(local_invocation_index) thread: u32) {
  let group = thread / THREADS;
  let local = thread % THREADS;
  let quad = local % TILE_QUADS;
  let note = local / TILE_QUADS * 4;
  let firstNote = tile.y * TILE_NOTES;
  let firstQuad = tile.x * TILE_QUADS;
  let perSlice = (product.units + SLICES - 1) / SLICES;
  let iterations = GROUP_SLICES * perSlice;
  var sum: array<vec4<f32>, 4>;
  // The tree of the group's slices: what waits for its other half, a slice, two of them, four; at last the root.
  var one: array<vec4<f32>, 4>;
  var two: array<vec4<f32>, 4>;
  var whole: array<vec4<f32>, 4>;
  var row = loadRow(firstNote, local, unitOf(group, 0, perSlice));
  var word = loadBlock(firstQuad, local, unitOf(group, 0, perSlice));
  for (var iteration = 0u; iteration < iterations; iteration++) {
    workgroupBarrier();
    rows[(2 * group + local % 2) * TILE_NOTES + local / 2] = row;
    if (local < WORDS * TILE_QUADS) {
      blocks[(group * BLOCK_WORDS + local % WORDS) * TILE_QUADS + local / WORDS] = word;
    }
    workgroupBarrier();
    if (iteration + 1 < iterations) { // on its way while this one is worked on
      let next = unitOf(group, iteration + 1, perSlice);
      row = loadRow(firstNote, local, next);
      word = loadBlock(firstQuad, local, next);
    }
    for (var half = 0u; half < 2; half++) {
      let low = pairAt(group, half * (WORDS / 2), quad);
      let high = pairAt(group, half * (WORDS / 2) + WORDS / 4, quad);
      let at = (2 * group + half) * TILE_NOTES + note;
      sum[0] = feed(sum[0], low, high, rows[at]);
      sum[1] = feed(sum[1], low, high, rows[at + 1]);
      sum[2] = feed(sum[2], low, high, rows[at + 2]);
      sum[3] = feed(sum[3], low, high, rows[at + 3]);
    }
    if (iteration % perSlice == perSlice - 1) {
      let slice = iteration / perSlice;
      for (var n = 0u; n < 4; n++) {
        if (slice % 2 == 0) {
          one[n] = sum[n];
        } else if (slice % 4 == 1) {
          two[n] = one[n] + sum[n];
        } else if (slice == 3) {
          whole[n] = two[n] + (one[n] + sum[n]);
        } else {
          whole[n] += two[n] + (one[n] + sum[n]);
        }
        sum[n] = vec4<f32>();
      }
    }
  }
  for (var round = 0u; round < GROUPS - 1; round++) {
    let giver = GIVERS[round];
    if (group == giver) {
      for (var n = 0u; n < 4; n++) {
        groupSums[n * THREADS + local] = whole[n];
      }
    }
    workgroupBarrier();
    if (group == (giver & (giver - 1))) { // 1 to 0, 3 to 2, 2 to 0
      for (var n = 0u; n < 4; n++) {
        whole[n] += groupSums[n * THREADS + local];
      }
    }
    workgroupBarrier();
  }
  if (group == 0 && firstQuad + quad < product.quads) {
    for (var n = 0u; n < 4; n++) {
      if (firstNote + note + n < product.notes) {
        finish(firstNote + note + n, firstQuad + quad, whole[n]);
      }
    }
  }
}
