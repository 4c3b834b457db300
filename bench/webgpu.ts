/**
 * How many notes the WebGPU generator makes at once at real time or faster, with the factory model. Runs through Dawn
 * (the optional package `webgpu`) on the machine's GPU; on a machine without one it says so.
 * By itself: `npm run bench -- webgpu`.
 */
import type { GeneratorNote } from '../src/generator/generator.js';
import { createWebgpuGenerator } from '../src/generator/webgpu/generator.js';
import { findAdapter, requestDevice } from '../src/model/gpu.js';
import { loadModel, type Model } from '../src/model/load.js';
import { initTensors } from '../src/model/tensors.js';
import type { Row } from './row.js';

const ASKED_NOTES = 64;
const FIGURE = 'notes at real time or faster in parallel, WebGPU';
const BATCHES = [1, 16, 64, 128, 256, 512];
/** Real GPUs make a second of sound in about one of time at worst; SwiftShader would take minutes. */
const SECONDS = 1;

export async function benchWebgpu(): Promise<Row[]> {
  const choice = await findAdapter();
  if (!choice || choice.software) {
    const measured = 'not run (no GPU)';
    return [{ figure: FIGURE, asked: `≥ ${ASKED_NOTES}`, measured, ok: null }];
  }
  const device = await requestDevice(choice.adapter);
  try {
    return await measureWebgpu(device, choice.name, BATCHES, SECONDS);
  } finally {
    device.destroy();
  }
}

/**
 * Renders batches of different sizes.
 * @param batches numbers of notes, rising.
 * @param seconds length of each note; measured after a fifth of that as warming up.
 */
export async function measureWebgpu(
  device: GPUDevice,
  adapterName: string,
  batches: readonly number[],
  seconds: number,
): Promise<Row[]> {
  await initTensors('wasm'); // the GPU is for the generator alone
  const model = await loadModel('instruments');
  const { sampleRate, generation } = model.manifest;
  const generator = await createWebgpuGenerator(model.decoder, { device, adapterName });
  const { temperature } = generation;
  const speeds: { notes: number; samplesPerSecond: number }[] = [];
  for (const notes of batches) {
    const length = Math.ceil(seconds * sampleRate);
    const batch = await makeNotes(model, notes, length);
    const short = batch.map((note) => ({ ...note, length: Math.ceil(length / 5) }));
    await generator.generate(short, { temperature });
    const begun = performance.now();
    await generator.generate(batch, { temperature });
    const elapsed = (performance.now() - begun) / 1000;
    speeds.push({ notes, samplesPerSecond: (notes * length) / elapsed });
  }
  await generator.close();
  model.dispose();
  const enough = speeds.filter(({ notes, samplesPerSecond }) => samplesPerSecond >= notes * sampleRate);
  const most = enough.at(-1)?.notes ?? 0;
  const detail = speeds.map(({ notes, samplesPerSecond }) => {
    const times = samplesPerSecond / notes / sampleRate;
    return `${notes}: ${Math.round(samplesPerSecond)} samples/s, ${times.toFixed(2)}× each`;
  });
  const measured = `${most} (${generator.description}; ${detail.join('; ')})`;
  return [{ figure: FIGURE, asked: `≥ ${ASKED_NOTES}`, measured, ok: most >= ASKED_NOTES }];
}

/** Notes of a plain timbre on keys across the keyboard; the speed does not depend on the sound. */
async function makeNotes(model: Model, count: number, length: number): Promise<GeneratorNote[]> {
  const { hop, embedding: channels } = model.manifest.encoder;
  const frames = Math.ceil(length / hop);
  const timbre = { frames, channels, hop, values: new Float32Array(frames * channels) };
  const notes: GeneratorNote[] = [];
  for (let n = 0; n < count; n++) {
    const rootMidi = 36 + (n % 48);
    const conditioning = await model.condition({ timbre, loudness: null, pitch: null }, { rootMidi, frames });
    notes.push({ conditioning, length, seed: n, stream: rootMidi });
  }
  return notes;
}
