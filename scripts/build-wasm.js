/** Compiles the AssemblyScript of the wasm generator and of the engine, where its source is newer than its binaries. */
import { existsSync, readdirSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { engineFlags, kernelFlags, sharedKernelFlags } from './kernel-flags.js';

const generator = new URL('../src/generator/wasm/', import.meta.url);
const engine = new URL('../engine/', import.meta.url);

async function compile(folder, name, flags) {
  const source = new URL('assembly/', folder);
  if (!existsSync(source)) return;
  const target = new URL(name, folder);
  const newest = Math.max(...readdirSync(source).map((file) => statSync(new URL(file, source)).mtimeMs));
  if (existsSync(target) && statSync(target).mtimeMs >= newest) return;
  const { main } = await import('assemblyscript/asc');
  const entry = fileURLToPath(new URL('index.ts', source));
  const { error, stderr } = await main([entry, '--outFile', fileURLToPath(target), ...flags]);
  if (error) {
    console.error(stderr.toString());
    process.exit(1);
  }
}

await compile(generator, 'kernel.wasm', kernelFlags);
await compile(generator, 'kernel-shared.wasm', sharedKernelFlags);
await compile(engine, 'engine.wasm', engineFlags);
