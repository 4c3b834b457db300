/**
 * What else of tfjs the package leaves out, for pages and Node alike, who share the files: optimizers, stores of models, threads,
 * Node's own platform. A Rolldown plugin, and the options and the stripped WebAssembly that go with it.
 */
import { Buffer } from 'node:buffer';
import { KERNELS } from './tfjs-kernels.js';

/** Modules that do something when they are loaded, which nobody here needs: they go, where nothing of them is imported. */
export const NO_SIDE_EFFECTS = [
  { test: /tfjs-core[\\/]dist[\\/]io[\\/]/, sideEffects: false },
  { test: /node_modules[\\/]long[\\/]/, sideEffects: false },
];

const THREADS = /wasm-out\/tfjs-backend-wasm-threaded-simd(\.worker)?\.js$/;
const NO_THREADS = '\0alloy-no-threads';

/** Text of a module of tfjs, and what the package has in its place. */
const CHANGES = [
  { module: /tfjs-core\/dist\/index\.js$/, was: /^registerOptimizers\(\);$/m, is: '' },
  {
    // It stores models, and is no other in Node, where it takes the place of one that requires Node's modules.
    module: /tfjs-core\/dist\/platforms\/platform_browser\.js$/,
    was: /^if \(env\(\)\.get\('IS_BROWSER'\)\) \{[\s\S]*?^\}$/m,
    is: "env().setPlatform('alloy', new PlatformBrowser());",
  },
  {
    module: /tfjs-core\/dist\/base_side_effects\.js$/,
    was: /^import '\.\/platforms\/platform_node';$/m,
    is: '',
  },
  // Names taken out of a module's object would keep all of it.
  {
    module: /tfjs-backend-webgpu\/dist\/kernel_utils\/shared\.js$/,
    was: /^import \* as shared from ('.+');\nconst \{(.+)\} = shared;\nexport \{.+\};$/m,
    is: (_, from, names) => `export {${names.replaceAll(': ', ' as ')}} from ${from};`,
  },
  // In Node it reads its own WebAssembly. A module has no require there, and its folder is of no concern: paths are given.
  {
    module: /wasm-out\/tfjs-backend-wasm\.js$/,
    was: /require\(("fs"|"path")\)/g,
    is: 'process.getBuiltinModule($1)',
  },
  { module: /wasm-out\/tfjs-backend-wasm\.js$/, was: /__dirname/g, is: '""' },
];

/** @throws Error in the build, where tfjs's code is no longer so. */
export function tfjsLean() {
  return {
    name: 'alloy-tfjs-lean',
    resolveId: (source) => (THREADS.test(source) ? NO_THREADS : null),
    load: (id) => (id === NO_THREADS ? "export default null; export const wasmWorkerContents = '';" : null),
    transform(code, id) {
      const path = id.replaceAll('\\', '/');
      const changes = CHANGES.filter(({ module }) => module.test(path));
      if (changes.length === 0) return null;
      const changed = changes.reduce((text, { was, is }) => {
        if (text.search(was) < 0) throw new Error(`${id} has changed: see scripts/tfjs-lean.js`);
        return text.replace(was, is);
      }, code);
      return { code: changed, map: null };
    },
  };
}

/** Exports of tfjs's WebAssembly that are kernels: its other functions begin in lower case. */
const KERNEL = /^_?[A-Z]/;

/**
 * tfjs's WebAssembly with the kernels that ship, and what they call: three fifths of it. What is kept is as it was.
 * @param bytes the file of the package.
 */
export async function keptKernels(bytes) {
  const { default: binaryen } = await import('binaryen'); // it is large
  const module = binaryen.readBinary(bytes);
  module.setFeatures(binaryen.Features.All);
  const exports = Array.from(
    { length: module.getNumExports() },
    (_, i) => binaryen.getExportInfo(module.getExportByIndex(i)).name,
  );
  const kernels = exports.filter((name) => KERNEL.test(name));
  if (!kernels.includes('Conv2D')) throw new Error('tfjs-backend-wasm has changed: see scripts/tfjs-lean.js');
  for (const name of kernels) if (!KERNELS.includes(name.replace(/^_/, ''))) module.removeExport(name);
  module.runPasses(['remove-unused-module-elements']);
  const kept = Buffer.from(module.emitBinary());
  module.dispose();
  return kept;
}
