/** Compiles the AssemblyScript kernel of the wasm generator, when its source is newer than its binaries. */
import { existsSync, readdirSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { kernelFlags, sharedKernelFlags } from './kernel-flags.js';

const folder = new URL('../src/generator/wasm/', import.meta.url);
const source = new URL('assembly/', folder);

async function compile(name, flags) {
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

if (existsSync(source)) {
  await compile('kernel.wasm', kernelFlags);
  await compile('kernel-shared.wasm', sharedKernelFlags);
}
