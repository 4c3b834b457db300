/** What a GPU does when nothing is in its way, measured by it itself: copying, and multiplying. */
import { readFile } from 'node:fs/promises';
import { median } from './row.js';

const TRIES = 5;

/** Seconds of the submission, to the moment when the queue is empty. */
async function submitted(device: GPUDevice, record: (encoder: GPUCommandEncoder) => void): Promise<number> {
  const encoder = device.createCommandEncoder();
  record(encoder);
  const commands = encoder.finish();
  await device.queue.onSubmittedWorkDone();
  const begun = performance.now();
  device.queue.submit([commands]);
  await device.queue.onSubmittedWorkDone();
  return (performance.now() - begun) / 1000;
}

/** The middle of some runs after one that is not counted. */
async function timed(device: GPUDevice, record: (encoder: GPUCommandEncoder) => void): Promise<number> {
  await submitted(device, record);
  const runs: number[] = [];
  for (let n = 0; n < TRIES; n++) runs.push(await submitted(device, record));
  return median(runs);
}

/** Bytes read and written a second by copies between buffers of `bytes`. */
export async function copyBandwidth(device: GPUDevice, bytes: number, copies: number): Promise<number> {
  const usage = GPUBufferUsage.COPY_SRC | GPUBufferUsage.COPY_DST;
  const [from, to] = [0, 1].map(() => device.createBuffer({ size: bytes, usage })) as [GPUBuffer, GPUBuffer];
  const seconds = await timed(device, (encoder) => {
    for (let n = 0; n < copies; n++) encoder.copyBufferToBuffer(from, 0, to, 0, bytes);
  });
  from.destroy();
  to.destroy();
  return (2 * copies * bytes) / seconds;
}

/**
 * Multiply-adds a second of peak.wgsl.
 * @param size of the matrices, a multiple of 64.
 */
export async function multiplyPeak(device: GPUDevice, size: number, products: number): Promise<number> {
  const code = await readFile(new URL('peak.wgsl', import.meta.url), 'utf8');
  const module = device.createShaderModule({ code });
  const compute = { module, entryPoint: 'main', constants: { SIZE: size } };
  const pipeline = await device.createComputePipelineAsync({ layout: 'auto', compute });
  const buffers = [0, 1, 2].map(() =>
    device.createBuffer({ size: 4 * size * size, usage: GPUBufferUsage.STORAGE }),
  );
  const group = device.createBindGroup({
    layout: pipeline.getBindGroupLayout(0),
    entries: buffers.map((buffer, binding) => ({ binding, resource: { buffer } })),
  });
  const seconds = await timed(device, (encoder) => {
    const pass = encoder.beginComputePass();
    pass.setPipeline(pipeline);
    pass.setBindGroup(0, group);
    for (let n = 0; n < products; n++) pass.dispatchWorkgroups(size / 64, size / 64);
    pass.end();
  });
  for (const buffer of buffers) buffer.destroy();
  return (products * size ** 3) / seconds;
}
