// Matrix product for a few notes: every weight is read once for up to four of them. Bound by memory, not arithmetic.
// Dispatch: (⌈quads / 2⌉, ⌈notes / NOTES⌉) workgroups. A workgroup makes two quads of up to four notes; 32 threads
// share a quad, one slice each, so that neighbouring threads read neighbouring blocks. Slices are added up across
// the lanes of subgroups as far as these reach (lanes.wgsl; alone.wgsl: not at all), then in workgroup memory.

override NOTES: u32 = 1; // 1 to 4

const QUADS = 2u;
const MOST_NOTES = 4u;

override PARTS: u32 = SLICES / LANES; // what is left of a sum's slices after the lanes

var<workgroup> parts: array<vec4<f32>, QUADS * MOST_NOTES * SLICES>; // [quad][note][part]

@compute @workgroup_size(64)
fn few(@builtin(workgroup_id) group: vec3<u32>, place: Place) {
  let thread = threadOf(place);
  let slice = thread % SLICES;
  let local = thread / SLICES;
  let quad = group.x * QUADS + local;
  let first = group.y * NOTES;
  let last = product.notes - 1;
  var sum0 = vec4<f32>();
  var sum1 = vec4<f32>();
  var sum2 = vec4<f32>();
  var sum3 = vec4<f32>();
  if (quad < product.quads) {
    for (var unit = slice; unit < product.units; unit += SLICES) {
      let block = (quad * product.units + unit) * WORDS;
      let at0 = inputAt(first, unit);
      let at1 = inputAt(min(first + 1, last), unit);
      let at2 = inputAt(min(first + 2, last), unit);
      let at3 = inputAt(min(first + 3, last), unit);
      for (var half = 0u; half < 2; half++) {
        let word = block + half * (WORDS / 2);
        var low: mat2x4<f32>;
        var high: mat2x4<f32>;
        if (HALF) {
          low = weightPair(weights[word], vec4<u32>());
          high = weightPair(weights[word + 1], vec4<u32>());
        } else {
          low = weightPair(weights[word], weights[word + 1]);
          high = weightPair(weights[word + 2], weights[word + 3]);
        }
        sum0 = feed(sum0, low, high, inputOf(at0 + half));
        if (NOTES > 1) {
          sum1 = feed(sum1, low, high, inputOf(at1 + half));
        }
        if (NOTES > 2) {
          sum2 = feed(sum2, low, high, inputOf(at2 + half));
        }
        if (NOTES > 3) {
          sum3 = feed(sum3, low, high, inputOf(at3 + half));
        }
      }
    }
  }
  let sums = array(sum0, sum1, sum2, sum3);
  let row = local * MOST_NOTES * PARTS;
  var mine: vec4<f32>; // the sum that this thread finishes, one of the first NOTES
  for (var n = 0u; n < NOTES; n++) {
    let sum = acrossLanes(sums[n]);
    mine = select(mine, sum, slice == n);
    if (PARTS > 1 && slice % LANES == 0) {
      parts[row + n * PARTS + slice / LANES] = sum;
    }
  }
  if (PARTS > 1) {
    workgroupBarrier();
  }
  if (slice < NOTES && quad < product.quads && first + slice < product.notes) {
    if (PARTS > 1) {
      mine = total(row + slice * PARTS);
    }
    finish(first + slice, quad, mine);
  }
}

// A sum of its parts from `at` on: the rest of the tree.
fn total(at: u32) -> vec4<f32> {
  switch (PARTS) {
    case 2: {
      return pair(at);
    }
    case 4: {
      return four(at);
    }
    case 8: {
      return eight(at);
    }
    case 16: {
      return eight(at) + eight(at + 8);
    }
    default: {
      return (eight(at) + eight(at + 8)) + (eight(at + 16) + eight(at + 24));
    }
  }
}

fn pair(at: u32) -> vec4<f32> {
  return parts[at] + parts[at + 1];
}

fn four(at: u32) -> vec4<f32> {
  return pair(at) + pair(at + 2);
}

fn eight(at: u32) -> vec4<f32> {
  return four(at) + four(at + 4);
}
