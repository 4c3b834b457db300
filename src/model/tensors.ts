/** Starts tfjs on WebGPU or WebAssembly, and again after a lost device. */
import { env, registerBackend, removeBackend, findBackendFactory, setBackend } from '@tensorflow/tfjs-core';
import { AlloyError } from '../errors.js';
import { isNode } from '../platform/assets.js';
import { mayRunBlobs } from './blob-workers.js';
import { findAdapter, requestDevice } from './gpu.js';

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

/** What was started so far; a device that is lost takes its promise out. */
const started = new Map<TensorBackend['kind'], Promise<TensorBackend>>();
let preferred: TensorPreference = 'auto';
let active: TensorBackend | null = null;
let activeLost = false;

/**
 * Starts tfjs on the best backend, or on the one asked for, and makes it the current one. Each is started once;
 * asking again costs nothing, and after a device was lost starts a new one. [worker or Node]
 *
 * 'auto' takes WebGPU where there is a real adapter, WebAssembly otherwise: a software adapter
 * is far slower than WebAssembly, and is taken only when 'webgpu' is asked for.
 * @throws AlloyError 'no-backend' when 'webgpu' is asked for and there is no adapter.
 */
export async function initTensors(preference: TensorPreference): Promise<TensorBackend> {
  preferred = preference;
  const backend = await choose(preference);
  if (!(await setBackend(backend.kind))) {
    throw new AlloyError(
      'no-backend',
      backend.kind,
      `TensorFlow.js could not start its ${backend.kind} backend.`,
    );
  }
  active = backend;
  activeLost = false;
  return backend;
}

/**
 * Runs work that uses tensors. When the graphics device is gone, before or in the middle, the work is
 * done (again) on a new one, or on WebAssembly.
 */
export async function withTensors<T>(work: () => Promise<T>): Promise<T> {
  if (!active || activeLost) await recoverTensors();
  try {
    return await work();
  } catch (error) {
    if (!activeLost) throw error;
    await recoverTensors();
    return work();
  }
}

/**
 * Starts anew after the graphics device was lost: on a new device if there is one, on WebAssembly if not.
 * Costs nothing when nothing was lost.
 */
export function recoverTensors(): Promise<TensorBackend> {
  const wish = preferred;
  return initTensors(wish).catch(async () => {
    const backend = await initTensors('wasm');
    preferred = wish; // the next loss may find a device again
    return backend;
  });
}

async function choose(preference: TensorPreference): Promise<TensorBackend> {
  if (preference === 'wasm') return start('wasm', startWasm);
  if (preference === 'webgpu') return start('webgpu', startWebgpu);
  const choice = await findAdapter().catch(() => null);
  if (!choice || choice.software) return start('wasm', startWasm);
  // A driver that has an adapter but cannot give a device is no reason to have no sound.
  return start('webgpu', startWebgpu).catch(() => start('wasm', startWasm));
}

function start(kind: TensorBackend['kind'], make: () => Promise<TensorBackend>): Promise<TensorBackend> {
  const known = started.get(kind);
  if (known) return known;
  const made = make();
  started.set(kind, made);
  made.catch(() => started.delete(kind)); // may work another time
  return made;
}

async function startWebgpu(): Promise<TensorBackend> {
  const choice = await findAdapter(true);
  if (!choice) {
    const way = isNode ? 'install the optional package "webgpu"' : 'use a browser with WebGPU';
    throw new AlloyError(
      'no-backend',
      'webgpu',
      `There is no WebGPU adapter here. Choose "auto" or "wasm", or ${way}.`,
    );
  }
  const device = await requestDevice(choice.adapter);
  const { WebGPUBackend } = await import('@tensorflow/tfjs-backend-webgpu');
  // tfjs registers a backend that makes a device of its own; ours has the limits that the generator needs.
  if (findBackendFactory('webgpu')) removeBackend('webgpu');
  registerBackend('webgpu', () => new WebGPUBackend(device, choice.adapter.info), 3);
  const { name, software } = choice;
  const backend: TensorBackend = { kind: 'webgpu', description: name, device, software };
  void device.lost.then(() => {
    if (active === backend) activeLost = true;
    started.delete('webgpu');
  });
  return backend;
}

async function startWasm(): Promise<TensorBackend> {
  const { setWasmPaths } = await import('@tensorflow/tfjs-backend-wasm');
  // Its threads are workers of blob: addresses, which it waits for for ever where the page's policy refuses them.
  if (!isNode && !(await mayRunBlobs())) env().set('WASM_HAS_MULTITHREAD_SUPPORT', false);
  if (!isNode) {
    const { wasmFiles } = await import('./wasm-files.js');
    setWasmPaths(wasmFiles);
  }
  return { kind: 'wasm', description: 'WebAssembly', device: null, software: false };
}
