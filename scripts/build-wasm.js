/** Compiles the AssemblyScript kernel of the wasm generator, when its source is newer than its binary. */
import { existsSync, readdirSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { kernelFlags } from './kernel-flags.js';

const folder = new URL('../src/generator/wasm/', import.meta.url);
const source = new URL('assembly/', folder);
const target = new URL('kernel.wasm', folder);

if (existsSync(source)) {
  const newest = Math.max(...readdirSync(source).map((name) => statSync(new URL(name, source)).mtimeMs));
  if (!existsSync(target) || statSync(target).mtimeMs < newest) {
    const { main } = await import('assemblyscript/asc');
    const { error, stderr } = await main([
      fileURLToPath(new URL('index.ts', source)),
      '--outFile',
      fileURLToPath(target),
      ...kernelFlags,
    ]);
    if (error) {
      console.error(stderr.toString());
      process.exit(1);
    }
  }
}
