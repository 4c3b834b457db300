/**
 * Chooses the backend for 'auto':
 *   1. Without a GPU device, or on one that is software (SwiftShader, llvmpipe, WARP), WebAssembly.
 *   2. Otherwise both generate the same batch of notes for a moment, and the faster one is taken.
 *   3. A GPU that cannot run the model at all, or fails while it is tried, loses. WebAssembly failing loses as well.
 * The reference is never chosen: it is for tests.
 */
import type { Milliseconds, Samples } from '../units.js';
import { conditioningWidth, type Decoder } from './decoder.js';
import type { Generator, GeneratorNote } from './generator.js';

/** As many notes as a small plan has: what a GPU is good at, and what an instrument renders. */
const TRIAL_NOTES = 16;
/** Length of the trial notes: more than a trial can generate, so that time ends it. */
const TRIAL_LENGTH: Samples = 16000;
const TRIAL_TIME: Milliseconds = 150;
/** Before it, not counted: shaders and wasm functions are compiled in it. */
const WARM_UP: Milliseconds = 50;

const SOFTWARE = /swiftshader|llvmpipe|lavapipe|softpipe|software|basic render|\bwarp\b/i;

/** True when an adapter's name is that of a renderer on the CPU. */
export function isSoftwareAdapter(adapterName: string): boolean {
  return SOFTWARE.test(adapterName);
}

function trialNote(decoder: Decoder, stream: number): GeneratorNote {
  const width = conditioningWidth(decoder.config);
  const lags = decoder.config.pitchLag ? Float32Array.of(72.7) : null;
  const conditioning = { frames: 1, hop: TRIAL_LENGTH, values: new Float32Array(width), lags };
  return { conditioning, length: TRIAL_LENGTH, seed: 1, stream };
}

/** Samples a second that a generator makes of a batch of notes, in about `time`. */
async function trial(generator: Generator, time: Milliseconds): Promise<number> {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), time);
  const start = performance.now();
  const batch = Array.from({ length: TRIAL_NOTES }, (_, stream) => trialNote(generator.decoder, stream));
  const notes = await generator.generate(batch, { temperature: 1, signal: stop.signal });
  clearTimeout(timer);
  const samples = notes.reduce((sum, { codes }) => sum + codes.length, 0);
  return (1000 * samples) / (performance.now() - start);
}

/** Samples a second over a batch of notes, measured in a moment, whatever the size of the model. */
export async function measureSpeed(generator: Generator, time: Milliseconds = TRIAL_TIME): Promise<number> {
  await trial(generator, WARM_UP);
  return trial(generator, time);
}

/** Opens a candidate and measures it; null when it cannot be opened or fails. */
async function attempt(
  open: () => Promise<Generator>,
  speedOf: (generator: Generator) => Promise<number>,
): Promise<{ generator: Generator; speed: number } | { error: unknown }> {
  let generator: Generator | undefined;
  try {
    generator = await open();
    return { generator, speed: await speedOf(generator) };
  } catch (error) {
    await generator?.close();
    return { error };
  }
}

/**
 * The faster of two generators, the other one closed.
 * @param speedOf samples a second of a generator; measured, unless told.
 * @throws what opening `wasm` threw, when neither works.
 */
export async function fasterOf(
  webgpu: () => Promise<Generator>,
  wasm: () => Promise<Generator>,
  speedOf: (generator: Generator) => Promise<number> = measureSpeed,
): Promise<Generator> {
  const first = await attempt(webgpu, speedOf);
  const second = await attempt(wasm, speedOf);
  if ('error' in second) {
    if ('error' in first) throw second.error;
    return first.generator;
  }
  if ('error' in first) return second.generator;
  const [winner, loser] = first.speed > second.speed ? [first, second] : [second, first];
  await loser.generator.close();
  return winner.generator;
}
