// A plain register-tiled matrix product in float32, C = A · B, all SIZE × SIZE: what an adapter's multipliers do when
// nothing is in their way. 64 × 64 outputs a workgroup, 4 × 8 a thread, tiles of 16 staged in workgroup memory.
// Dispatch: (SIZE / 64, SIZE / 64) workgroups of 128 threads.

override SIZE: u32 = 64;

const TILE = 64u;
const DEPTH = 16u;

@group(0) @binding(0) var<storage, read> a: array<vec4<f32>>; // transposed: [k][row]
@group(0) @binding(1) var<storage, read> b: array<vec4<f32>>; // [k][column]
@group(0) @binding(2) var<storage, read_write> c: array<vec4<f32>>; // [row][column]

var<workgroup> rows: array<vec4<f32>, DEPTH * TILE / 4>;
var<workgroup> columns: array<vec4<f32>, DEPTH * TILE / 4>;

@compute @workgroup_size(128)
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_index) thread: u32) {
  let quads = SIZE / 4;
  let row = thread / 8; // of 16: four rows each
  let column = thread % 8; // of 8: eight columns each
  var low: array<vec4<f32>, 4>;
  var high: array<vec4<f32>, 4>;
  for (var k = 0u; k < SIZE; k += DEPTH) {
    for (var i = thread; i < DEPTH * TILE / 4; i += 128) {
      let at = (k + i / 16) * quads + i % 16;
      rows[i] = a[at + group.y * 16];
      columns[i] = b[at + group.x * 16];
    }
    workgroupBarrier();
    for (var n = 0u; n < DEPTH; n++) {
      let x = rows[n * 16 + row];
      let left = columns[n * 16 + column];
      let right = columns[n * 16 + 8 + column];
      low[0] = fma(vec4<f32>(x.x), left, low[0]);
      low[1] = fma(vec4<f32>(x.y), left, low[1]);
      low[2] = fma(vec4<f32>(x.z), left, low[2]);
      low[3] = fma(vec4<f32>(x.w), left, low[3]);
      high[0] = fma(vec4<f32>(x.x), right, high[0]);
      high[1] = fma(vec4<f32>(x.y), right, high[1]);
      high[2] = fma(vec4<f32>(x.z), right, high[2]);
      high[3] = fma(vec4<f32>(x.w), right, high[3]);
    }
    workgroupBarrier();
  }
  for (var i = 0u; i < 4; i++) {
    let at = (group.y * TILE + 4 * row + i) * quads + group.x * 16 + column;
    c[at] = low[i];
    c[at + 8] = high[i];
  }
}
