// Instead of lanes.wgsl, where subgroups cannot be had: every sum goes through workgroup memory.

const LANES = 1u;

struct Place {
  @builtin(local_invocation_index) thread: u32,
}

fn threadOf(place: Place) -> u32 {
  return place.thread;
}

fn acrossLanes(sum: vec4<f32>) -> vec4<f32> {
  return sum;
}
