import type { Generator } from '../generator/generator.js';
import { createReferenceGenerator } from '../generator/reference.js';
import type { Model } from '../model/load.js';
import { initTensors, type TensorBackend } from '../model/tensors.js';
import type { EngineBackend } from './notes.js';

/** Starts what encoder and conditioning run on, to suit a backend of the engine. */
export function startTensors(backend: EngineBackend): Promise<TensorBackend> {
  return initTensors(backend === 'reference' ? 'wasm' : backend);
}

/** Makes the generator: the reference, until the fast ones are there. */
export async function startGenerator(model: Model): Promise<Generator> {
  return createReferenceGenerator(model.decoder);
}
