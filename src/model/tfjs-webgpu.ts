/** TensorFlow.js with its WebGPU backend: a file of its own in the package, loaded for the first sound. */
export * from './tfjs-used.js';
export { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
