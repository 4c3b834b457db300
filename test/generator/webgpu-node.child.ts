/**
 * Run by webgpu-node.test.ts in a process of its own, because a Vulkan loader is chosen before a process starts.
 * Prints one line of JSON: either why there is nothing to run on, or what was found.
 */
import { createReferenceGenerator } from '../../src/generator/reference.js';
import { createWebgpuGenerator } from '../../src/generator/webgpu/generator.js';
import { measureGpu, PUBLISHED, randomDecoder } from '../../bench/nsynth.js';
import { measureWebgpu } from '../../bench/webgpu.js';
import { maxError, randomCodes, tinyDecoder, tinyNote } from './models.js';

export type NodeFindings =
  | { readonly kind: 'skipped'; readonly reason: string }
  | {
      readonly kind: 'ran';
      readonly adapter: string;
      readonly logitError: number;
      readonly sameCodes: boolean;
      readonly complete: readonly boolean[];
      readonly bench: string;
      readonly layered: readonly string[];
    };

/** Dawn's promises settle only as long as its `GPU` is referenced. */
let gpu: GPU | undefined;

async function run(): Promise<NodeFindings> {
  const dawn = await import('webgpu').catch((error: unknown) => String(error));
  if (typeof dawn === 'string') return { kind: 'skipped', reason: `no optional package webgpu: ${dawn}` };
  Object.assign(globalThis, dawn.globals);
  gpu = dawn.create([]) as GPU;
  const adapter = await gpu.requestAdapter();
  if (!adapter) return { kind: 'skipped', reason: 'Dawn finds no adapter' };
  const device = await adapter.requestDevice();
  const decoder = tinyDecoder({}, 3);
  const reference = createReferenceGenerator(decoder);
  const generator = await createWebgpuGenerator(decoder, { device, adapterName: adapter.info.device });
  const codes = randomCodes(100, 4);
  const note = tinyNote(decoder);
  const logitError = maxError(await generator.logits(note, codes), await reference.logits(note, codes));
  const batch = [1, 2, 3].map((seed) => tinyNote(decoder, { seed, length: 120 }));
  const made = await generator.generate(batch, { temperature: 0 });
  const expected = await reference.generate(batch, { temperature: 0 });
  await generator.close();
  const [row] = await measureWebgpu(device, adapter.info.description, [1, 2], 0.002);
  const small = randomDecoder({ ...PUBLISHED, width: 8, skip: 8, dilations: [1, 2] });
  const sizes = { batches: [1, 3], samples: 8, copyBytes: 65536, matrixSize: 64 };
  const layered = await measureGpu(device, adapter.info.description, { decoder: small, ...sizes });
  device.destroy();
  return {
    kind: 'ran',
    adapter: adapter.info.description,
    logitError,
    sameCodes: made.every(({ codes }, n) => codes.every((code, t) => code === expected[n]!.codes[t])),
    complete: made.map((one) => one.complete),
    bench: row!.measured,
    layered: layered.map(({ measured }) => measured),
  };
}

const findings = await run();
console.log(`FINDINGS ${JSON.stringify(findings)}`);
process.exit(0);
