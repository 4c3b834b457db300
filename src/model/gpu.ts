/** Finds a WebGPU adapter, in a page, in a worker and in Node. */
import type * as Dawn from 'webgpu';
import { isNode } from '../platform/assets.js';

export interface GpuChoice {
  readonly adapter: GPUAdapter;
  /** For people. */
  readonly name: string;
  /** True for a CPU in disguise (SwiftShader, llvmpipe, Windows' basic renderer). */
  readonly software: boolean;
}

const SOFTWARE = /swiftshader|llvmpipe|lavapipe|software|basic render|\bcpu\b/i;

/**
 * The adapter to use, the fast one of two; null where there is none.
 * @param insist look also where there is no sign of a GPU: Node has to load Dawn for that.
 */
export async function findAdapter(insist = false): Promise<GpuChoice | null> {
  const gpu = await findGpu(insist);
  const adapter = await gpu?.requestAdapter({ powerPreference: 'high-performance' });
  if (!adapter) return null;
  const { vendor, architecture, device, description, isFallbackAdapter } = adapter.info;
  const software = isFallbackAdapter || SOFTWARE.test([vendor, architecture, device, description].join(' '));
  const name = description || [vendor, architecture].filter(Boolean).join(' ') || 'unnamed adapter';
  return { adapter, name, software };
}

/** Limits worth having: all that the adapter gives. The defaults are made for phones. */
const LIMITS = [
  'maxBufferSize',
  'maxStorageBufferBindingSize',
  'maxStorageBuffersPerShaderStage',
  'maxComputeWorkgroupStorageSize',
  'maxComputeInvocationsPerWorkgroup',
  'maxComputeWorkgroupSizeX',
  'maxComputeWorkgroupsPerDimension',
] as const satisfies readonly (keyof GPUSupportedLimits)[];

/** Features that a kernel may use. */
const FEATURES = ['shader-f16', 'subgroups'];

/** A device for tfjs and for the generator together. */
export function requestDevice(adapter: GPUAdapter): Promise<GPUDevice> {
  return adapter.requestDevice({
    label: 'alloy',
    requiredFeatures: FEATURES.filter((feature) => adapter.features.has(feature)) as GPUFeatureName[],
    requiredLimits: Object.fromEntries(LIMITS.map((limit) => [limit, adapter.limits[limit]])),
  });
}

async function findGpu(insist: boolean): Promise<GPU | null> {
  const present = (globalThis.navigator as Navigator | undefined)?.gpu;
  if (present) return present;
  return isNode && (insist || (await mayHaveGpu())) ? installDawn() : null;
}

/** Dawn complains on stderr where there is no driver: on Linux, look for the devices first. */
async function mayHaveGpu(): Promise<boolean> {
  if (process.platform !== 'linux') return true;
  const { existsSync } = await import('node:fs');
  return ['/dev/dri', '/dev/nvidiactl', '/dev/dxg'].some((device) => existsSync(device));
}

/** Dawn from the optional package `webgpu`, set up as a browser has it, because tfjs looks there. */
async function installDawn(): Promise<GPU | null> {
  try {
    const name: string = 'webgpu'; // a name that bundlers do not follow: it is for Node alone
    const { create, globals } = (await import(/* @vite-ignore */ name)) as typeof Dawn;
    Object.assign(globalThis, globals);
    const gpu = create([]) as GPU;
    const navigator = globalThis.navigator ?? {};
    Object.defineProperty(navigator, 'gpu', { value: gpu, configurable: true });
    Object.defineProperty(globalThis, 'navigator', { value: navigator, configurable: true });
    return gpu;
  } catch {
    return null; // not installed, or no driver that it can load: then there is no GPU here
  }
}
