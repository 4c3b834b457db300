/** Completes the plugin (Web Audio Modules 2) that the pages' build makes: wam/index.js gets its descriptor.json beside it. */
import { copyFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Puts descriptor.json beside the module: hosts read it before they load any code. */
export function writeWamDescriptor(outDir) {
  mkdirSync(join(outDir, 'wam'), { recursive: true });
  copyFileSync(join(root, 'src/wam/descriptor.json'), join(outDir, 'wam/descriptor.json'));
}
