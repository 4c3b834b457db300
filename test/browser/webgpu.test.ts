/** Tests that the test browser has WebGPU. */
import { expect, it } from 'vitest';

it('this Chromium has WebGPU', async () => {
  const adapter = await navigator.gpu.requestAdapter();
  expect(adapter).not.toBeNull();
  const device = await adapter!.requestDevice();
  expect(device.limits.maxStorageBufferBindingSize).toBeGreaterThan(1e8);
  device.destroy();
});
