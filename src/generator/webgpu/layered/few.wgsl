// A product for a few notes: every weight is read once for up to four of them. A wait for memory, not for arithmetic.
// Dispatch: (⌈quads / 2⌉, ⌈notes / NOTES⌉) workgroups. A workgroup makes two quads of up to four notes; 32 threads
// share a quad, one slice each, so that neighbouring threads read neighbouring blocks.

override NOTES: u32 = 1; // 1 to 4

const QUADS = 2u;
const MOST_NOTES = 4u;

var<workgroup> slices: array<vec4<f32>, QUADS * MOST_NOTES * SLICES>; // [quad][note][slice]

@compute @workgroup_size(64)
fn few(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_index) thread: u32) {
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
  let row = local * MOST_NOTES * SLICES + slice;
  slices[row] = sum0;
  slices[row + SLICES] = sum1;
  slices[row + 2 * SLICES] = sum2;
  slices[row + 3 * SLICES] = sum3;
  workgroupBarrier();
  if (thread < QUADS * NOTES) {
    let mine = group.x * QUADS + thread / NOTES;
    let note = first + thread % NOTES;
    if (mine < product.quads && note < product.notes) {
      finish(note, mine, total((thread / NOTES * MOST_NOTES + thread % NOTES) * SLICES));
    }
  }
}

fn total(row: u32) -> vec4<f32> {
  var whole = vec4<f32>();
  for (var group = 0u; group < GROUPS; group++) {
    var sum = vec4<f32>();
    for (var slice = 0u; slice < GROUP_SLICES; slice++) {
      sum += slices[row + group * GROUP_SLICES + slice];
    }
    whole += sum;
  }
  return whole;
}
