/** Makes a folder and those above it, one by one. [Node] */
import { existsSync, mkdirSync, rmdirSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';

/**
 * Makes what is missing of a path, and ends at the first refusal, whatever the file system says.
 * @returns the folders that were missing, outermost first. @throws Error of the file system; what was made is gone then.
 */
export function makeFolders(path: string): string[] {
  const missing: string[] = [];
  for (
    let folder = resolve(path);
    !existsSync(folder) && dirname(folder) !== folder;
    folder = dirname(folder)
  ) {
    missing.unshift(folder);
  }
  const made: string[] = [];
  try {
    for (const folder of missing) if (makeOne(folder)) made.push(folder);
    if (!statSync(path).isDirectory()) throw Object.assign(new Error('no folder'), { code: 'ENOTDIR' });
    return made;
  } catch (error) {
    removeEmpty(made);
    throw error;
  }
}

/** False: another process made it meanwhile. */
function makeOne(folder: string): boolean {
  try {
    mkdirSync(folder);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

/** Removes folders as far as they are empty, innermost first. */
export function removeEmpty(folders: readonly string[]): void {
  for (const folder of [...folders].reverse()) {
    try {
      rmdirSync(folder);
    } catch {
      return; // not empty, or not there
    }
  }
}
