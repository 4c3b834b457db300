/** Where tfjs's WebAssembly files are once they are bundled: local assets, never a CDN. Not for Node from source. */
import simd from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm?url';
import threads from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-threaded-simd.wasm?url';
import { locate } from '../platform/package-files.js';

/** The one without SIMD is left out: the generator needs SIMD anyway. */
export const wasmFiles = (): Readonly<Record<string, string>> => ({
  'tfjs-backend-wasm.wasm': locate(simd),
  'tfjs-backend-wasm-simd.wasm': locate(simd),
  'tfjs-backend-wasm-threaded-simd.wasm': locate(threads),
});

/** Whether the one for threads is there: the package leaves it out. */
export const hasThreads: boolean = threads !== '';
