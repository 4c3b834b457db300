/** Starts tfjs and the generator for a backend of the render engine. [worker or Node] */
import { createGenerator, type CreateGeneratorOptions } from '../generator/create.js';
import type { Generator } from '../generator/generator.js';
import type { Model } from '../model/load.js';
import { initTensors, recoverTensors, type TensorBackend } from '../model/tensors.js';
import type { EngineBackend } from './notes.js';

/** Starts what encoder and conditioning run on, to suit a backend of the engine. */
export function startTensors(backend: EngineBackend): Promise<TensorBackend> {
  return initTensors(backend === 'reference' ? 'wasm' : backend);
}

/** Makes the generator, on tfjs's own device where it has one. */
export function startGenerator(
  model: Model,
  tensors: TensorBackend,
  backend: EngineBackend,
  { workers, storage }: Pick<CreateGeneratorOptions, 'workers' | 'storage'>,
): Promise<Generator> {
  let { device } = tensors;
  const newDevice = async (): Promise<GPUDevice | null> => {
    await device?.lost; // tfjs must know of it too, before it is asked for another
    device = (await recoverTensors()).device;
    return device;
  };
  return createGenerator(model.decoder, {
    backend,
    device,
    adapterName: tensors.description,
    workers,
    storage,
    newDevice,
  });
}
