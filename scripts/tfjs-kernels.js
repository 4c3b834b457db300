/** Leaves out of the package what of tfjs's backends no model of Alloy's calls: a Rolldown plugin. */

const MODULE = /tfjs-backend-(webgpu|wasm)[\\/]dist[\\/]register_all_kernels\.js/;
const IMPORT = /^import \{ (\w+) \} from '\.\/kernels\/(\w+)';$/gm;

/** What encoders and conditioning call (test/model/kernels.test.ts), and what tfjs itself may. */
export const KERNELS = [
  'Add',
  'BatchMatMul',
  'Cast',
  'Conv2D',
  'Erf',
  'Fill',
  'Identity',
  'Mean',
  'Multiply',
  'Relu',
  'Reshape',
  'Sum',
  'Tanh',
  'Transpose',
];

/** @throws Error in the build, where tfjs's code is no longer so. */
export function tfjsKernels() {
  return {
    name: 'alloy-tfjs-kernels',
    transform(code, id) {
      if (!MODULE.test(id)) return null;
      const kept = [...code.matchAll(IMPORT)].filter(([, , kernel]) => KERNELS.includes(kernel));
      if (kept.length !== KERNELS.length) throw new Error(`${id} has changed: see scripts/tfjs-kernels.js`);
      const configs = kept.map(([, config]) => config).join(', ');
      const lines = kept.map(([line]) => line);
      lines.push("import { registerKernel } from '@tensorflow/tfjs-core';");
      lines.push(`for (const config of [${configs}]) registerKernel(config);`);
      return { code: lines.join('\n'), map: null };
    },
  };
}
