export type TensorPreference = 'auto' | 'webgpu' | 'wasm';

/** What runs the tensor operations of this page, worker or process. */
export interface TensorBackend {
  readonly kind: 'webgpu' | 'wasm';
  /** For people: the adapter's name, or "WebAssembly". */
  readonly description: string;
  /** tfjs's own device, with webgpu. */
  readonly device: GPUDevice | null;
  /** True for an adapter that is a CPU in disguise (SwiftShader, llvmpipe). */
  readonly software: boolean;
}

export function initTensors(preference: TensorPreference): Promise<TensorBackend> {
  return Promise.reject(new Error(`not yet: ${preference}`));
}
