/** Creates the generator for a backend, or for what 'auto' chooses. [worker] */
import { AlloyError } from '../errors.js';
import { fasterOf, isSoftwareAdapter } from './choose.js';
import type { Decoder } from './decoder.js';
import type { Generator } from './generator.js';
import type { WeightStorage } from './wasm/matrices.js';

export interface CreateGeneratorOptions {
  /** 'auto' is decided in choose.ts. */
  readonly backend: 'auto' | 'webgpu' | 'wasm' | 'reference';
  /** The device for 'webgpu' and 'auto', tfjs's own say. */
  readonly device?: GPUDevice | null | undefined;
  /** The adapter's name, for people, and to tell software from hardware. */
  readonly adapterName?: string | undefined;
  /** Workers of the wasm generator; default one a core, 8 at most. */
  readonly workers?: number | undefined;
  /** How the wasm generator stores weights; default: see wasm/generator.ts. */
  readonly storage?: WeightStorage | undefined;
  /** Gets a new device after a loss; null when there is none. */
  readonly newDevice?: (() => Promise<GPUDevice | null>) | undefined;
}

async function wasmGenerator(
  decoder: Decoder,
  { workers, storage }: Pick<CreateGeneratorOptions, 'workers' | 'storage'>,
): Promise<Generator> {
  const { createWasmGenerator } = await import('./wasm/generator.js');
  return createWasmGenerator(decoder, { workers, storage });
}

async function webgpuGenerator(decoder: Decoder, options: CreateGeneratorOptions): Promise<Generator> {
  const { device, adapterName = 'unknown adapter', newDevice } = options;
  if (!device) {
    throw new AlloyError(
      'no-backend',
      'webgpu',
      'There is no WebGPU device here. Use the backend "auto" or "wasm", or a browser with WebGPU.',
    );
  }
  const { createResilientGenerator } = await import('./resilient.js');
  return createResilientGenerator(decoder, {
    device,
    adapterName,
    ...(newDevice ? { newDevice } : {}),
    fallback: () => wasmGenerator(decoder, options),
  });
}

/**
 * Makes a generator. [worker]
 *
 * A webgpu generator goes on, after its device was lost, on a new device or on wasm.
 * @throws AlloyError 'no-backend' when the asked backend cannot run here; 'out-of-memory'.
 */
export async function createGenerator(decoder: Decoder, options: CreateGeneratorOptions): Promise<Generator> {
  const { backend, device, adapterName = '' } = options;
  switch (backend) {
    case 'reference': {
      const { createReferenceGenerator } = await import('./reference.js');
      return createReferenceGenerator(decoder);
    }
    case 'wasm':
      return wasmGenerator(decoder, options);
    case 'webgpu':
      return webgpuGenerator(decoder, options);
    case 'auto': {
      const wasm = () => wasmGenerator(decoder, options);
      if (!device || isSoftwareAdapter(adapterName)) return wasm();
      return fasterOf(() => webgpuGenerator(decoder, options), wasm);
    }
  }
}
