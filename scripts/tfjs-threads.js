/** Keeps tfjs's threads running in what is minified: a Vite plugin for the page's and for the workers' plugins. */

const MODULE = /tfjs-backend-wasm-threaded-simd\.js/;
/**
 * tfjs hands the text of a function of this module to its threads, where `_scriptDir`, declared around it, does not exist.
 * The minifier knows that it is declared, and drops the `typeof` that the threads need. Nothing sets it in a module.
 */
const READ =
  /if\s*\(typeof _scriptDir !== "undefined" && _scriptDir\)\s*\{\s*scriptDirectory\s*=\s*_scriptDir;?\s*\}/;

/** @throws Error in the build, where tfjs's code is no longer so. */
export function tfjsThreads() {
  return {
    name: 'alloy-tfjs-threads',
    apply: 'build',
    transform: {
      filter: { id: MODULE },
      handler(code) {
        if (!READ.test(code)) throw new Error('tfjs-backend-wasm has changed: see scripts/tfjs-threads.js');
        return { code: code.replace(READ, ''), map: null };
      },
    },
  };
}
