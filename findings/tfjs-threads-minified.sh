#!/usr/bin/env bash
# Package:   @tensorflow/tfjs-backend-wasm 4.22.0 and rolldown 1.2.18 (the bundler of Vite 8), from npm
# Source:    https://github.com/tensorflow/tfjs, tfjs-backend-wasm/src/backend_wasm.ts, init(): the text of
#            wasmFactoryThreadedSimd goes to the threads; https://github.com/rolldown/rolldown, its minifier is oxc's
# Behaviour: Where a page is isolated, tfjs starts its wasm threads from `factory.toString()`. That function asks
#            `typeof _scriptDir !== "undefined"` for a variable that is declared around it, not in it. The minifier, rightly
#            by the language, drops the typeof of what it knows to be declared: in the threads the plain name is a
#            ReferenceError, no thread starts, and tfjs never becomes ready. Unminified, and on pages that are not
#            isolated, all is well; so are bundles of esbuild, which leaves the typeof.
# Seen:      2026-11-30
#            as published: the function starts from its text
#            minified: ReferenceError
# Alloy:     scripts/tfjs-threads.js takes the question out before the minifier sees it
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
echo '{ "private": true, "type": "module" }' > package.json
npm install --silent --no-audit --no-fund --ignore-scripts @tensorflow/tfjs-backend-wasm@4.22.0 @tensorflow/tfjs-core@4.22.0 rolldown@1.2.18 || exit 2

cat > show.mjs <<'JS'
import { runInNewContext } from 'node:vm';
import { readFileSync } from 'node:fs';
import { rolldown } from 'rolldown';

const path = 'node_modules/@tensorflow/tfjs-backend-wasm/wasm-out/tfjs-backend-wasm-threaded-simd.js';

/** The factory as a module has it, minified or not. */
async function factory(minify) {
  const bundle = await rolldown({ input: './entry.mjs', platform: 'browser', logLevel: 'silent' });
  const { output } = await bundle.write({ dir: minify ? 'small' : 'plain', format: 'es', minify });
  return (await import(`./${minify ? 'small' : 'plain'}/${output[0].fileName}`)).default;
}

/** What happens when a thread, which has its text alone, calls it. */
function inThread(text) {
  const thread = {
    importScripts: () => undefined,
    performance,
    SharedArrayBuffer,
    WebAssembly: { Memory: WebAssembly.Memory, RuntimeError: WebAssembly.RuntimeError },
    location: { href: 'blob:null/0' },
    console: { warn: () => undefined, log: () => undefined, error: () => undefined },
    setTimeout,
    TextDecoder,
    ENVIRONMENT_IS_PTHREAD: true,
    startWorker: () => undefined,
  };
  thread.self = thread;
  const wasmMemory = new WebAssembly.Memory({ initial: 256, maximum: 32768, shared: true });
  const module = { wasmMemory, buffer: wasmMemory.buffer, ENVIRONMENT_IS_PTHREAD: true, instantiateWasm: () => ({}) };
  try {
    Promise.resolve(runInNewContext(`(${text})`, thread)(module)).catch(() => undefined);
    return 'the function starts from its text';
  } catch (error) {
    return error.name;
  }
}

const asked = /typeof _scriptDir !== "undefined"/.test(readFileSync(path, 'utf8'));
if (!asked) console.log('the published code asks no more');
console.log(`as published: ${inThread((await factory(false)).toString())}`);
console.log(`minified: ${inThread((await factory(true)).toString())}`);
JS
cat > entry.mjs <<'JS'
import factory from '@tensorflow/tfjs-backend-wasm/wasm-out/tfjs-backend-wasm-threaded-simd.js';
export default factory;
JS
seen=$(node show.mjs) || { echo "$seen"; exit 2; }
echo "$seen"
[ "$seen" = "as published: the function starts from its text
minified: ReferenceError" ] || exit 1
