/** Finds what an import names. */
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, resolve } from 'node:path';

const require = createRequire(import.meta.url);

/** tfjs's WebAssembly for threads: too large for what it gains in other people's pages. `?url` of it is empty in the package. */
export const LEFT_OUT = /tfjs-backend-wasm-threaded-simd\.wasm/;

/** Path of a file or of a package's file, named in `importer`. @throws Error where there is none. */
export function find(specifier, importer) {
  const beside = resolve(dirname(importer), specifier);
  if (existsSync(beside)) return beside;
  const source = beside.replace(/\.js$/, '.ts');
  return specifier.startsWith('.') && existsSync(source) ? source : require.resolve(specifier);
}
