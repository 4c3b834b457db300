/** TensorFlow.js with its WebAssembly backend: a file of its own in the package, loaded for the first sound. */
export * from './tfjs-used.js';
export { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
