/** Compiles the ceiling kernel in memory. */
import { readFile } from 'node:fs/promises';
import { main } from 'assemblyscript/asc';
import { kernelFlags } from '../../scripts/kernel-flags.js';

const source = new URL('./ceiling.as', import.meta.url);

/** @returns {Promise<Uint8Array>} the wasm binary */
export async function compileCeiling() {
  const text = await readFile(source, 'utf8');
  let binary;
  const { error, stderr } = await main(['ceiling.ts', '--outFile', 'ceiling.wasm', ...kernelFlags], {
    readFile: (name) => (name === 'ceiling.ts' ? text : null),
    writeFile: (name, contents) => {
      if (name === 'ceiling.wasm') binary = contents;
    },
    listFiles: () => [],
  });
  if (error) throw new Error(stderr.toString());
  return binary;
}
