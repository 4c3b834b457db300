/** How AssemblyScript kernels are compiled: the one that ships and the bench's ceiling alike. */
export const kernelFlags = [
  '--optimizeLevel',
  '3',
  '--shrinkLevel',
  '0',
  '--enable',
  'simd',
  '--runtime',
  'stub',
  '--importMemory',
  '--noAssert',
];

/** The same for workers that share one memory. */
export const sharedKernelFlags = [
  ...kernelFlags,
  '--enable',
  'threads',
  '--sharedMemory',
  '--initialMemory',
  '1',
  '--maximumMemory',
  '65536',
];

/** The engine's: it has its own memory and gives back what it held for sources that went; it imports nothing. */
export const engineFlags = [
  '--optimizeLevel',
  '3',
  '--shrinkLevel',
  '0',
  '--enable',
  'simd',
  '--runtime',
  'minimal',
  '--noAssert',
  '--use',
  'abort=',
];

/** The transform's: its memory grows from outside, and it holds nothing of its own. */
export const transformFlags = [
  '--optimizeLevel',
  '3',
  '--shrinkLevel',
  '0',
  '--enable',
  'simd',
  '--runtime',
  'stub',
  '--noAssert',
  '--use',
  'abort=',
];
