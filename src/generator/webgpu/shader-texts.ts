/** The texts of the shaders, bundled. Loaded with the WebGPU generator, never by Node from source, which knows no such import. */
import math from './math.wgsl?raw';
import sampling from './sampling.wgsl?raw';
import resident from './resident.wgsl?raw';
import alone from './layered/alone.wgsl?raw';
import few from './layered/few.wgsl?raw';
import lanes from './layered/lanes.wgsl?raw';
import many from './layered/many.wgsl?raw';
import product from './layered/product.wgsl?raw';
import turn from './layered/turn.wgsl?raw';

export const SHADERS = {
  'math.wgsl': math,
  'sampling.wgsl': sampling,
  'resident.wgsl': resident,
  'layered/alone.wgsl': alone,
  'layered/few.wgsl': few,
  'layered/lanes.wgsl': lanes,
  'layered/many.wgsl': many,
  'layered/product.wgsl': product,
  'layered/turn.wgsl': turn,
};
