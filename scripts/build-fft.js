/** Compiles src/audio/fft/assembly into code.ts, where it lies as text: whoever needs it has it without loading anything. */
import { Buffer } from 'node:buffer';
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { transformFlags } from './kernel-flags.js';

const folder = new URL('../src/audio/fft/', import.meta.url);

/** The text of code.ts. */
export async function transformCode() {
  const { main } = await import('assemblyscript/asc');
  const entry = fileURLToPath(new URL('assembly/index.ts', folder));
  let wasm;
  const { error, stderr } = await main([entry, '--outFile', 'code.wasm', ...transformFlags], {
    writeFile: (_, contents) => {
      wasm = contents;
    },
  });
  if (error) throw new Error(stderr.toString());
  const lines = Buffer.from(wasm)
    .toString('base64')
    .match(/.{1,100}/g);
  const text = lines.map((line) => `  '${line}'`).join(' +\n');
  return `/** The wasm of assembly/, in base64. Made by \`npm run build:fft\`. */\n\nexport const TRANSFORM_CODE =\n${text};\n`;
}

if (process.argv[1] === fileURLToPath(import.meta.url))
  writeFileSync(new URL('code.ts', folder), await transformCode());
