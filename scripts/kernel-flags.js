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
