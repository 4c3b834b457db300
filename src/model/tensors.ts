/**
 * Chooses WebGPU or WebAssembly for tensors, loads tfjs when there is work for it, and starts anew after a lost device.
 */
import { AlloyError } from '../errors.js';
import { fromSource, isNode } from '../platform/assets.js';
import { mayRunBlobs } from './blob-workers.js';
import { findAdapter, requestDevice, type GpuChoice } from './gpu.js';
import type * as Used from './tfjs-used.js';

/** TensorFlow.js, as far as it is used. */
export type Tfjs = typeof Used;

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

/** A backend that is chosen, and how tfjs is loaded for it. */
interface Choice {
  readonly backend: TensorBackend;
  load(): Promise<Tfjs>;
}

/** What was chosen so far; a device that is lost takes its promise out. */
const chosen = new Map<TensorBackend['kind'], Promise<Choice>>();
let preferred: TensorPreference = 'auto';
let active: Choice | null = null;
let activeLost = false;

/**
 * Chooses the best backend, or the one asked for, and makes it the current one. tfjs itself is loaded by `withTensors`:
 * a page that has no sound yet needs none. Asking again costs nothing, and after a device was lost gets a new one.
 * [worker or Node]
 *
 * 'auto' takes WebGPU where there is a real adapter, WebAssembly otherwise: a software adapter
 * is far slower than WebAssembly, and is taken only when 'webgpu' is asked for.
 * @throws AlloyError 'no-backend' when 'webgpu' is asked for and there is no adapter.
 */
export async function initTensors(preference: TensorPreference): Promise<TensorBackend> {
  preferred = preference;
  active = await choose(preference);
  activeLost = false;
  return active.backend;
}

/**
 * Runs work that uses tensors. When the graphics device is gone, before or in the middle, the work is
 * done (again) on a new one, or on WebAssembly.
 */
export async function withTensors<T>(work: (tf: Tfjs) => Promise<T>): Promise<T> {
  if (!active || activeLost) await recoverTensors();
  try {
    return await work(await active!.load());
  } catch (error) {
    if (!activeLost) throw error;
    await recoverTensors();
    return work(await active!.load());
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

async function choose(preference: TensorPreference): Promise<Choice> {
  if (preference === 'wasm') return remember('wasm', chooseWasm);
  if (preference === 'webgpu') return remember('webgpu', chooseWebgpu);
  const choice = await findAdapter().catch(() => null);
  if (!choice || choice.software) return remember('wasm', chooseWasm);
  // A driver that has an adapter but cannot give a device is no reason to have no sound.
  return remember('webgpu', chooseWebgpu).catch(() => remember('wasm', chooseWasm));
}

function remember(kind: TensorBackend['kind'], make: () => Promise<Choice>): Promise<Choice> {
  const known = chosen.get(kind);
  if (known) return known;
  const made = make();
  chosen.set(kind, made);
  made.catch(() => chosen.delete(kind)); // may work another time
  return made;
}

/** Makes tfjs's backend the current one whenever it is asked for, and loads it the first time. */
function choiceOf(backend: TensorBackend, open: () => Promise<Tfjs>): Choice {
  let opened: Promise<Tfjs> | null = null;
  return {
    backend,
    async load() {
      opened ??= open();
      opened.catch(() => (opened = null)); // a network that failed may be back the next time
      const tf = await opened;
      const { kind } = backend;
      if (await tf.setBackend(kind)) return tf;
      throw new AlloyError('no-backend', kind, `TensorFlow.js could not start its ${kind} backend.`);
    },
  };
}

async function chooseWebgpu(): Promise<Choice> {
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
  const { name, software } = choice;
  const backend: TensorBackend = { kind: 'webgpu', description: name, device, software };
  void device.lost.then(() => {
    if (active?.backend === backend) activeLost = true;
    chosen.delete('webgpu');
  });
  return choiceOf(backend, () => openWebgpu(device, choice));
}

async function openWebgpu(device: GPUDevice, { adapter }: GpuChoice): Promise<Tfjs> {
  const { WebGPUBackend, ...tf } = await import('./tfjs-webgpu.js');
  // tfjs registers a backend that makes a device of its own; ours has the limits that the generator needs.
  if (tf.findBackendFactory('webgpu')) tf.removeBackend('webgpu');
  tf.registerBackend('webgpu', () => new WebGPUBackend(device, adapter.info), 3);
  return tf;
}

async function chooseWasm(): Promise<Choice> {
  return choiceOf({ kind: 'wasm', description: 'WebAssembly', device: null, software: false }, openWasm);
}

async function openWasm(): Promise<Tfjs> {
  const { setWasmPaths, ...tf } = await import('./tfjs-wasm.js');
  if (fromSource) return tf;
  const { hasThreads, wasmFiles } = await import('./wasm-files.js');
  setWasmPaths(wasmFiles());
  // Its threads are workers of blob: addresses, which it waits for for ever where the page's policy refuses them.
  if (isNode || !hasThreads || !(await mayRunBlobs())) tf.env().set('WASM_HAS_MULTITHREAD_SUPPORT', false);
  return tf;
}
