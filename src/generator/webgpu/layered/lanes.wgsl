// Sums the slices of a product across the lanes of a subgroup.
enable subgroups;
requires subgroup_id;

// Sums across neighbouring threads of a subgroup, without workgroup memory. First of the files, for its directives.
// A butterfly: every lane adds its own sum and its partner's, and as x + y = y + x to the bit, all lanes come to the
// same sum, that of the tree in few.wgsl. Unlike subgroupAdd's, its order is stated.

override LANES: u32 = 4; // a power of two, at most the size of any subgroup here and SLICES

struct Place {
  @builtin(subgroup_id) subgroup: u32,
  @builtin(subgroup_size) size: u32,
  @builtin(subgroup_invocation_id) lane: u32,
}

// Subgroup lanes need not follow local_invocation_index, so that a thread's number is taken from its lane.
fn threadOf(place: Place) -> u32 {
  return place.subgroup * place.size + place.lane;
}

// The sum over LANES threads, the first of which is a multiple of LANES; the same in each. Uniform control flow only.
fn acrossLanes(sum: vec4<f32>) -> vec4<f32> {
  var whole = sum;
  for (var mask = 1u; mask < LANES; mask *= 2) {
    whole += subgroupShuffleXor(whole, mask);
  }
  return whole;
}
