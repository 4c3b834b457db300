/** The engine on WebGPU in Node: on the machine's GPU, or on the SwiftShader of an installed Chromium. */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { initTensors } from '../../src/model/tensors.js';
import { loadModel } from '../../src/model/load.js';
import { maxError } from '../generator/models.js';
import { pluck, TINY_FACTORY, tinyModel, writeModel } from '../model/models.js';

const CHROMIUM = '/usr/lib/chromium';
const ICD = `${CHROMIUM}/vk_swiftshader_icd.json`;

it('renders, and encodes as WebAssembly does', async (context) => {
  const tiny = tinyModel(TINY_FACTORY);
  const folder = await writeModel(tiny);
  const software = existsSync(ICD) && !existsSync('/dev/dri') && !existsSync('/dev/nvidiactl');
  const env = software ? { ...process.env, VK_DRIVER_FILES: ICD, LD_LIBRARY_PATH: CHROMIUM } : process.env;
  const child = fileURLToPath(new URL('./webgpu-node.child.ts', import.meta.url));
  const { stdout } = await promisify(execFile)(process.execPath, ['--import', 'tsx', child, folder], { env });
  const found = JSON.parse(/^FOUND (.*)$/m.exec(stdout)![1]!) as Record<string, unknown>;
  await rm(folder, { recursive: true });
  if (found.code === 'no-backend') return context.skip(`not run: ${String(found.message)}`);
  expect(found).toMatchObject({ tensors: 'webgpu', generator: 'webgpu', complete: true });
  await initTensors('wasm');
  const expected = await (await loadModel(tiny.files)).encode(pluck(57, 0.1));
  expect(maxError(Float32Array.from(found.embedding as number[]), expected.values)).toBeLessThan(1e-3);
});
