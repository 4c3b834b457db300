/** The WebGPU generator in Node, through Dawn: on the machine's GPU, or on the SwiftShader of an installed Chromium. */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import type { NodeFindings } from './webgpu-node.child.js';

const CHROMIUM = '/usr/lib/chromium';
const ICD = `${CHROMIUM}/vk_swiftshader_icd.json`;

/** Where Linux has no GPU, Chromium's software one. */
function environment(): NodeJS.ProcessEnv {
  const hasGpu = ['/dev/dri', '/dev/nvidiactl', '/dev/dxg'].some((device) => existsSync(device));
  if (process.platform !== 'linux' || hasGpu || !existsSync(ICD)) return process.env;
  const libraries = [CHROMIUM, process.env.LD_LIBRARY_PATH].filter(Boolean).join(':');
  return { ...process.env, VK_DRIVER_FILES: ICD, LD_LIBRARY_PATH: libraries };
}

function findings(): Promise<NodeFindings> {
  const script = fileURLToPath(new URL('./webgpu-node.child.ts', import.meta.url));
  const child = spawn(process.execPath, ['--import', 'tsx', script], { env: environment() });
  let output = '';
  let errors = '';
  child.stdout.on('data', (data: Buffer) => (output += data.toString()));
  child.stderr.on('data', (data: Buffer) => (errors += data.toString()));
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => {
      const line = output.split('\n').find((text) => text.startsWith('FINDINGS '));
      if (line) resolve(JSON.parse(line.slice('FINDINGS '.length)) as NodeFindings);
      else reject(new Error(`the child ended with ${code}:\n${output}\n${errors}`));
    });
  });
}

it('gives the plain logits and codes, and the benchmark runs', async (context) => {
  const found = await findings();
  if (found.kind === 'skipped') return context.skip(`not run: ${found.reason}`);
  expect(found.logitError).toBeLessThan(1e-4);
  expect(found.sameCodes).toBe(true);
  expect(found.complete).toEqual([true, true, true]);
  expect(found.bench).toMatch(/^\d+ \(WebGPU, .*float16 weights; 1: \d+ samples\/s.*; 2: \d+ samples\/s/);
  expect(found.layered).toHaveLength(3);
  expect(found.layered[0]).toMatch(/^\d+ GB\/s, [\d.]+ TMAC\/s$/);
  expect(found.layered[2]).toMatch(/^[\d.]+ ms a sample, [\d.]+ audio s\/s; weights/);
});
