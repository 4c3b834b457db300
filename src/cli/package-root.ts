/** Finds the package's own folder. [Node] */
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Folder of Alloy's package.json: two or more levels above this file, from source or built. */
export function packageRoot(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, 'package.json'))) {
    const parent = dirname(folder);
    if (parent === folder) throw new Error('Alloy cannot find its own package.json');
    folder = parent;
  }
  return folder;
}
